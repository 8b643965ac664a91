#include "wasm/browser_transport.hpp"

#include "wasm/inbox.hpp"
#include "wasm/js.hpp"

namespace quern::wasm {
namespace {

std::string format_headers(const HttpHeaders& headers) {
  std::string lines;
  for (const auto& [name, value] : headers) lines.append(name).append("\n").append(value).append("\n");
  return lines;
}

HttpHeaders parse_headers(std::string_view lines) {
  HttpHeaders headers;
  const auto line = [&lines] {
    const auto end = lines.find('\n');
    const auto text = lines.substr(0, end);
    lines.remove_prefix(end == lines.npos ? lines.size() : end + 1);
    return std::string(text);
  };
  while (!lines.empty()) {
    auto name = line();
    headers.emplace_back(std::move(name), line());
  }
  return headers;
}

}  // namespace

Task<Result<HttpResponse>> BrowserTransport::send(HttpRequest request, StopToken stop) {
  if (stop.stop_requested()) co_return fail(Error::cancelled());
  const auto id = ++last_id_;
  auto answer = running_[id].future();
  const auto method = format_method(request.method);
  const auto headers = format_headers(request.headers);
  quern_js_fetch(id, method.data(), method.size(), request.path.data(), request.path.size(), headers.data(),
                 headers.size(), request.body.data(), request.body.size(),
                 static_cast<double>(request.timeout.count()));
  const StopCallback on_stop(stop, [this, id] { abort(id); });
  co_return co_await answer;
}

void BrowserTransport::on_fetch(std::uint32_t id, Outcome outcome, int status, std::size_t headers_size,
                                std::size_t body_size) {
  switch (outcome) {
    case Outcome::network: return settle(id, fail(ErrorKind::network, "no answer"));
    case Outcome::timeout: return settle(id, fail(ErrorKind::timeout, "no answer in time"));
    case Outcome::answer: break;
  }
  settle(id, HttpResponse{.status = status,
                          .headers = parse_headers(Inbox::text(headers_size)),
                          .body = std::string(Inbox::text(body_size, headers_size))});
}

void BrowserTransport::abort(std::uint32_t id) {
  quern_js_abort_fetch(id);
  settle(id, fail(Error::cancelled()));
}

void BrowserTransport::settle(std::uint32_t id, Result<HttpResponse> answer) {
  auto promise = running_.extract(id);  // taken out first: the waiter may send again
  if (promise) promise.mapped().resolve(std::move(answer));
}

}  // namespace quern::wasm
