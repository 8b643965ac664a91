#include "serve/runtime/settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <utility>

#include "serve/http/forwarded.hpp"
#include "serve/runtime/origin.hpp"

namespace quern::serve {
namespace {

template <class Number>
bool read_number(const std::string& text, Number& target, std::int64_t min, std::int64_t max) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < min || number > max) return false;
  target = static_cast<Number>(number);
  return true;
}

bool read_text(const std::string& text, std::string& target) {
  target = text;
  return !text.empty();
}

bool read_milliseconds(const std::string& text, Duration& target, std::int64_t min = 1) {
  std::int64_t number = 0;
  if (!read_number(text, number, min, 86'400'000)) return false;
  target = Duration{number};
  return true;
}

bool add_origin(Options& options, const std::string& value) {
  auto origin = normalize_origin(value);
  if (origin) options.origins.push_back(*std::move(origin));
  return origin.has_value();
}

bool add_proxy(Options& options, const std::string& value) {
  auto address = normalize_address(value);
  if (address) options.trusted_proxies.push_back(*std::move(address));
  return address.has_value();
}

// "9100" or "192.0.2.1:9100".
bool set_metrics(Options& options, const std::string& value) {
  const auto colon = value.rfind(':');
  const auto port = colon == std::string::npos ? value : value.substr(colon + 1);
  options.metrics_address = colon == std::string::npos ? "127.0.0.1" : value.substr(0, colon);
  if (options.metrics_address.starts_with('[') && options.metrics_address.ends_with(']')) {
    options.metrics_address = options.metrics_address.substr(1, options.metrics_address.size() - 2);
  }
  return normalize_address(options.metrics_address) && read_number(port, options.metrics_port, 0, 65535);
}

bool set_password_cost(Options& options, const std::string& value) {
  if (value == "low") options.password_cost = {.memory_kib = 64, .passes = 1};
  return value == "low" || value == "normal";
}

bool set_access_lifetime(Options& options, const std::string& value) {
  std::int64_t seconds = 0;
  if (!read_number(value, seconds, 1, 86'400)) return false;
  options.backend.tokens.access_lifetime = std::chrono::seconds{seconds};
  return true;
}

bool set_interviewer_url(Options& options, const std::string& value) {
  options.interviewer.url = value;
  return (value.starts_with("https://") || value.starts_with("http://")) &&
         value.find_first_of(" \t\r\n") == std::string::npos;
}

bool read_interviewer_key(Options& options, const std::string& value) {
  std::ifstream file{value};
  return std::getline(file, options.interviewer.key) && !options.interviewer.key.empty();
}

// Words with spaces between; one with a space in it stands in quotes.
bool set_transcriber(Options& options, const std::string& value) {
  auto& words = options.backend.interview_worker.reader.transcriber.command;
  words.clear();
  char quote = '\0';
  bool is_in_word = false;
  for (const char c : value) {
    if (quote != '\0') {
      if (c == quote)
        quote = '\0';
      else
        words.back() += c;
    } else if (c == ' ') {
      is_in_word = false;
    } else {
      if (!std::exchange(is_in_word, true)) words.emplace_back();
      if (c == '"' || c == '\'')
        quote = c;
      else
        words.back() += c;
    }
  }
  return !words.empty() && quote == '\0';
}

using Part = Setting::Part;
using Kind = Setting::Kind;
using Text = const std::string;

// In the order in which --help tells of them.
constexpr std::array table = {
    Setting{"web", "DIR", "", "the folder of the page: index.html and what it loads", Part::common, Kind::once,
            [](Options& o, Text& v) { return read_text(v, o.web); }},
    Setting{"data", "DIR", "$XDG_DATA_HOME/quern, or ~/.local/share/quern", "where the data is kept", Part::common,
            Kind::once, [](Options& o, Text& v) { return read_text(v, o.data); }},
    Setting{"port", "N", "8080", "the port to listen on; 0 takes any free one", Part::common, Kind::once,
            [](Options& o, Text& v) { return read_number(v, o.http.port, 0, 65535); }},
    Setting{"host", "ADDRESS", "127.0.0.1", "the address to listen on; without it this machine alone", Part::common,
            Kind::once, [](Options& o, Text& v) { return read_text(v, o.http.address); }},
    Setting{"origin", "URL", "",
            "how browsers reach it, if not at this machine: https://quern.example. "
            "With https:// cookies are Secure and browsers are told to stay with https",
            Part::common, Kind::list, add_origin},
    Setting{"trusted-proxy", "ADDRESS", "",
            "a proxy whose X-Forwarded-For and X-Request-Id are believed; of all others they are not read",
            Part::common, Kind::list, add_proxy},
    Setting{"metrics", "[ADDRESS:]PORT", "",
            "serve /metrics for Prometheus at a port of its own, of this machine unless an address is said. "
            "Who can reach it can read it",
            Part::common, Kind::once, set_metrics},
    Setting{"drain-notice", "MS", "0",
            "at the end: how long /readyz says no before the port closes, so that a balancer can look away",
            Part::limits, Kind::once, [](Options& o, Text& v) { return read_milliseconds(v, o.drain_notice, 0); }},
    Setting{"drain", "MS", "5000", "at the end: how long running requests may take", Part::limits, Kind::once,
            [](Options& o, Text& v) { return read_milliseconds(v, o.http.drain); }},
    Setting{"least-room", "BYTES", "67108864", "free disk below which /readyz says no", Part::limits, Kind::once,
            [](Options& o, Text& v) { return read_number(v, o.least_room, 0, std::int64_t{1} << 50); }},
    Setting{"connections", "N", "10000", "how many connections there may be in all", Part::limits, Kind::once,
            [](Options& o, Text& v) { return read_number(v, o.http.max_connections, 1, 1'000'000); }},
    Setting{"connections-per-address", "N", "256; on this machine alone any number: a proxy may be it",
            "how many connections one address may have", Part::limits, Kind::once,
            [](Options& o, Text& v) { return read_number(v, o.http.connections_per_address, 1, 1'000'000); }},
    Setting{"calls-per-address", "N", "6000; on this machine alone any number",
            "calls of the API a minute from one address; so many may come at once. 0: any number", Part::limits,
            Kind::once, [](Options& o, Text& v) { return read_number(v, o.calls_by_address.emplace(), 0, 1'000'000); }},
    Setting{"calls-per-account", "N", "3000; on this machine alone any number",
            "calls of the API a minute by one account; so many may come at once. 0: any number", Part::limits,
            Kind::once, [](Options& o, Text& v) { return read_number(v, o.calls_by_account.emplace(), 0, 1'000'000); }},
    Setting{"registrations", "N", "20", "registrations from one address before they are slowed down", Part::limits,
            Kind::once,
            [](Options& o, Text& v) {
              return read_number(v, o.backend.accounts.register_by_address.free_tries, 1, 1'000'000);
            }},
    Setting{"login-tries", "N", "5", "wrong passwords for one account before they are slowed down", Part::limits,
            Kind::once,
            [](Options& o, Text& v) {
              return read_number(v, o.backend.accounts.login_by_account.free_tries, 1, 1'000'000);
            }},
    Setting{
        "transcriber", "COMMAND", "none",
        "a program that writes down what is said in a recording: {} in it is the path of a WAV file (16 kHz, mono); "
        "it writes SRT, WebVTT or JSON with segments to its output",
        Part::common, Kind::once, set_transcriber},
    Setting{
        "interview-bytes", "N", "536870912", "how large an interview's file may be", Part::limits, Kind::once,
        [](Options& o, Text& v) { return read_number(v, o.backend.interviews.file_bytes, 1, std::int64_t{1} << 40); }},
    Setting{"interview-workers", "N", "1", "how many interviews are read at once", Part::limits, Kind::once,
            [](Options& o, Text& v) { return read_number(v, o.backend.interview_worker.at_once, 1, 64); }},
    Setting{"tools", "N", "3", "how many files of people are read at once, each in a process of its own", Part::limits,
            Kind::once, [](Options& o, Text& v) { return read_number(v, o.tools.at_once, 1, 64); }},
    Setting{"interviewer-url", "URL", "the built-in interviewer",
            "an OpenAI-compatible service that leads interviews: https://api.example.org/v1", Part::common, Kind::once,
            set_interviewer_url},
    Setting{"interviewer-model", "NAME", "", "the model it is asked for", Part::common, Kind::once,
            [](Options& o, Text& v) { return read_text(v, o.interviewer.model); }},
    Setting{"interviewer-key", "KEY", "", "its key; by the environment or a file, not on the command line",
            Part::common, Kind::secret, [](Options& o, Text& v) { return read_text(v, o.interviewer.key); }},
    Setting{"interviewer-key-file", "FILE", "", "a file whose first line is the key", Part::common, Kind::once,
            read_interviewer_key},
    Setting{"program", "FILE", "the one that runs", "this program, where it is part of another", Part::tests,
            Kind::once, [](Options& o, Text& v) { return read_text(v, o.tools.self); }},
    Setting{"password-cost", "low", "normal", "cheap password hashes", Part::tests, Kind::once, set_password_cost},
    Setting{"access-token-ttl", "SECONDS", "900", "life of an access token", Part::tests, Kind::once,
            set_access_lifetime},
    Setting{"head-deadline", "MS", "10000", "how long a client may take for a request's head", Part::tests, Kind::once,
            [](Options& o, Text& v) { return read_milliseconds(v, o.http.head_deadline); }},
    Setting{"body-deadline", "MS", "30000", "… for its body", Part::tests, Kind::once,
            [](Options& o, Text& v) { return read_milliseconds(v, o.http.body_deadline); }},
    Setting{"idle-deadline", "MS", "75000", "… until its next request", Part::tests, Kind::once,
            [](Options& o, Text& v) { return read_milliseconds(v, o.http.idle_deadline); }},
    Setting{"write-deadline", "MS", "30000", "… to read a piece of an answer", Part::tests, Kind::once,
            [](Options& o, Text& v) { return read_milliseconds(v, o.http.write_deadline); }},
    Setting{"socket-silence", "MS", "60000", "how long a socket may be silent; pinged half way", Part::tests,
            Kind::once, [](Options& o, Text& v) { return read_milliseconds(v, o.http.sockets.silence); }},
};

}  // namespace

std::string Setting::environment_name() const {
  std::string out = "QUERN_SERVE_";
  for (const char c : name) out += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return out;
}

std::span<const Setting> settings() { return table; }

const Setting* find_setting(std::string_view name) {
  const auto found = std::ranges::find(table, name, &Setting::name);
  return found == table.end() ? nullptr : &*found;
}

}  // namespace quern::serve
