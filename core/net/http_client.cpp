#include "core/net/http_client.hpp"

#include <algorithm>

#include "core/base/sleep.hpp"
#include "core/net/deadline.hpp"
#include "core/net/retry_after.hpp"

namespace quern {
namespace {

constexpr std::size_t requests_a_minute = 100;

Error rate_limited(Duration wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait);
  return {.kind = ErrorKind::rate_limited,
          .code = "rate_limited",
          .message = "too many requests: try again in " + std::to_string(seconds.count()) + " s",
          .retry_after = seconds};
}

// A portal's or a proxy's page where JSON was asked for: found out here rather than as a broken text.
bool is_other_than_json(const HttpResponse& response) {
  const auto type = find_header(response.headers, "Content-Type");
  return type && !response.body.empty() && type->find("json") == std::string_view::npos;
}

bool is_unauthenticated(const Result<HttpResponse>& answer) { return !answer && answer.error().status == 401; }

// It says nothing of the session that the server is in trouble, or has had enough of us.
bool shows_a_session(const Result<HttpResponse>& answer) {
  if (answer) return true;
  const int status = answer.error().status;
  return status >= 400 && status < 500 && status != 401 && status != 429;
}

// How long to wait before the next repeat; nullopt where there is to be none.
std::optional<Duration> wait_before_repeat(const Error& error, int repeats_before, int repeats_allowed) {
  if (repeats_before >= repeats_allowed || !error.is_transient()) return std::nullopt;
  const auto asked_for = error.retry_after.value_or(Duration{0});
  if (asked_for > max_retry_delay) return std::nullopt;
  return std::max(asked_for, retry_delay(repeats_before));
}

}  // namespace

HttpClient::HttpClient(HttpTransport& transport, Scheduler& scheduler, Random& random, ErrorBodyReader read_error_body)
    : transport_(transport),
      scheduler_(scheduler),
      random_(random),
      read_error_body_(read_error_body),
      limiter_(requests_a_minute, std::chrono::minutes{1}),
      refresh_([this] { return refresh(); }) {}

HttpClient::~HttpClient() { lifetime_.request_stop(); }

Task<Result<HttpResponse>> HttpClient::send(Request request, StopToken stop) {
  StopSource ended;  // by the caller, or with this client
  const StopCallback on_stop{stop, [&ended] { ended.request_stop(); }};
  const StopCallback on_destroy{lifetime_.token(), [&ended] { ended.request_stop(); }};
  if (request.where().text.empty()) co_return fail(ErrorKind::not_found, "nothing has an empty id");
  if (request.lacks_key()) request.idempotent(make_uuid(random_));

  for (int repeats = 0;; ++repeats) {
    auto answer = co_await send_once(request, ended.token());
    if (answer) co_return answer;
    const auto wait = wait_before_repeat(answer.error(), repeats, request.repeats());
    if (!wait) co_return answer;
    const auto slept = co_await sleep(scheduler_, *wait, ended.token());
    if (!slept) co_return fail(slept.error());
  }
}

Task<Result<HttpResponse>> HttpClient::send_once(Request request, StopToken stop) {
  const auto epoch = refresh_.epoch();
  const bool may_refresh = request.on_unauthorized() == OnUnauthorized::refresh;
  auto answer = co_await exchange(request.to_http(), request.where().route, stop);
  if (may_refresh && is_unauthenticated(answer)) {
    if (epoch == refresh_.epoch()) {
      const auto refreshed = co_await refresh_.join(stop);
      if (!refreshed && refreshed.error().status != 401) co_return fail(refreshed.error());
      if (!refreshed) {
        note_expired();
        co_return answer;
      }
    }
    answer = co_await exchange(request.to_http(), request.where().route, stop);
    if (is_unauthenticated(answer)) note_expired();
  }
  if (shows_a_session(answer)) is_expired_ = false;  // also after a new sign-in, which asks for no refresh
  co_return answer;
}

Task<Result<HttpResponse>> HttpClient::exchange(HttpRequest request, std::string route, StopToken stop) {
  const auto name = std::string(format_method(request.method)) + ' ' + route;
  const auto wait = limiter_.take(name, scheduler_.now());
  if (wait > Duration{0}) co_return fail(rate_limited(wait));
  co_return co_await exchange_unlimited(std::move(request), stop);
}

Task<Result<HttpResponse>> HttpClient::exchange_unlimited(HttpRequest request, StopToken stop) {
  const auto limit = request.max_response_bytes;
  auto answer = co_await send_with_deadline(transport_, scheduler_, std::move(request), stop);
  if (!answer) co_return answer;
  const auto status = answer->status;
  if (answer->body.size() > limit) {
    co_return fail(
        {.kind = ErrorKind::decode, .status = status, .code = "too_large", .message = "the answer is too large"});
  }
  if (status < 200 || status > 299) co_return fail(error_of(*answer, read_error_body_, scheduler_.wall_now()));
  if (is_other_than_json(*answer)) {
    co_return fail(
        {.kind = ErrorKind::decode, .status = status, .code = "wrong_type", .message = "the answer is not JSON"});
  }
  co_return answer;
}

Task<Result<void>> HttpClient::refresh() {
  const auto request = Request::post(path("/api/auth/refresh"));
  const auto answer = co_await exchange_unlimited(request.to_http(), lifetime_.token());
  if (!answer) co_return fail(answer.error());
  co_return Result<void>{};
}

void HttpClient::note_expired() {
  if (std::exchange(is_expired_, true)) return;
  if (session_expired_) session_expired_();
}

}  // namespace quern
