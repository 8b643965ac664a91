#include "serve/runtime/metrics.hpp"

#include <algorithm>
#include <charconv>

namespace quern::serve {
namespace {

constexpr std::string_view no_route = "none";  // refused before it was one's, or a path that nothing has

std::string format_number(double value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {digits.data(), end};
}

void head(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
  out += "# HELP ";
  out += name;
  out += ' ';
  out += help;
  out += "\n# TYPE ";
  out += name;
  out += ' ';
  out += type;
  out += '\n';
}

void line(std::string& out, std::string_view name, const std::string& labels, const std::string& value) {
  out += name;
  if (!labels.empty()) out += '{' + labels + '}';
  out += ' ' + value + '\n';
}

std::string label(std::string_view name, std::string_view value) {  // ours alone: nothing to escape
  return std::string{name} + "=\"" + std::string{value} + '"';
}

constexpr std::array known_codes = {1000, 1001, 1002, 1003, 1006, 1007, 1008, 1009, 1011, 4008};
constexpr std::array methods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};

}  // namespace

void Metrics::write(const RequestRecord& record) {
  {
    const std::scoped_lock lock{mutex_};
    bytes_ += record.bytes;
    if (record.close_code) {
      count_socket(record);
    } else {
      auto& route = routes_[record.route.empty() ? no_route : record.route];
      const auto method = std::ranges::find(methods, record.method);
      ++route.answers[{method == methods.end() ? "other" : *method, record.status}];
      const auto seconds = std::chrono::duration<double>{record.duration}.count();
      ++route.durations[static_cast<std::size_t>(std::ranges::lower_bound(bounds, seconds) - bounds.begin())];
      route.seconds += seconds;
    }
  }
  next_.write(record);
}

void Metrics::count_socket(const RequestRecord& record) {
  const bool is_known = std::ranges::find(known_codes, *record.close_code) != known_codes.end();
  ++sockets_closed_[is_known ? *record.close_code : 0];
}

void Metrics::read(Kind kind, std::string name, std::string help, std::function<double()> value) {
  readings_.push_back({kind, std::move(name), std::move(help), std::move(value)});
}

std::string Metrics::format() const {
  std::string out;
  for (const auto& [kind, name, help, value] : readings_) {
    head(out, name, kind == Kind::counter ? "counter" : "gauge", help);
    line(out, name, "", format_number(value()));
  }
  const std::scoped_lock lock{mutex_};
  head(out, "quern_http_requests_total", "counter", "Requests by route, method and status");
  std::map<std::string, std::uint64_t> logins;
  std::uint64_t throttled = 0;
  for (const auto& [name, route] : routes_) {
    for (const auto& [answer, count] : route.answers) {
      const auto& [method, status] = answer;
      line(out, "quern_http_requests_total",
           label("route", name) + ',' + label("method", method) + ',' + label("status", std::to_string(status)),
           std::to_string(count));
      if (status == 429) throttled += count;
      if (name == "/api/auth/login") {
        logins[status == 200 ? "ok" : status == 401 ? "wrong" : status == 429 ? "throttled" : "refused"] += count;
      }
    }
  }
  head(out, "quern_http_request_seconds", "histogram", "From a request's first byte to its answer's last, by route");
  for (const auto& [name, route] : routes_) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < route.durations.size(); ++i) {
      sum += route.durations[i];
      const auto bound = i < bounds.size() ? format_number(bounds[i]) : "+Inf";
      line(out, "quern_http_request_seconds_bucket", label("route", name) + ',' + label("le", bound),
           std::to_string(sum));
    }
    line(out, "quern_http_request_seconds_sum", label("route", name), format_number(route.seconds));
    line(out, "quern_http_request_seconds_count", label("route", name), std::to_string(sum));
  }
  head(out, "quern_sent_bytes_total", "counter", "Bytes of answers and frames");
  line(out, "quern_sent_bytes_total", "", std::to_string(bytes_));
  head(out, "quern_sockets_closed_total", "counter", "Closed WebSockets by code");
  for (const auto& [code, count] : sockets_closed_) {
    line(out, "quern_sockets_closed_total", label("code", code == 0 ? "other" : std::to_string(code)),
         std::to_string(count));
  }
  head(out, "quern_logins_total", "counter", "Tries to sign in, by outcome");
  for (const auto& [outcome, count] : logins) {
    line(out, "quern_logins_total", label("outcome", outcome), std::to_string(count));
  }
  head(out, "quern_throttled_total", "counter", "Requests answered 429");
  line(out, "quern_throttled_total", "", std::to_string(throttled));
  return out;
}

}  // namespace quern::serve
