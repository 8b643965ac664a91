#include "serve/bff/bff.hpp"

#include <array>

#include "core/api/auth.hpp"
#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/backend/list_parameters.hpp"
#include "serve/bff/csrf.hpp"
#include "serve/bff/session_models.hpp"
#include "serve/http/error_answer.hpp"
#include "serve/http/router.hpp"

namespace quern::serve {
namespace {

// What passes, by name, in a message of our own: never the browser's cookie, nor a hop's own fields.
constexpr auto request_fields = std::to_array<std::string_view>(
    {"accept-language", "content-type", "idempotency-key", "if-match", "if-none-match", "if-range", "last-event-id",
     "range", "tus-resumable", "upload-defer-length", "upload-length", "upload-metadata", "upload-offset"});
constexpr auto response_fields = std::to_array<std::string_view>(
    {"accept-ranges", "content-disposition", "content-location", "content-range", "content-type", "etag",
     "idempotency-replayed", "location", "retry-after", "tus-extension", "tus-max-size", "tus-resumable", "tus-version",
     "upload-expires", "upload-length", "upload-metadata", "upload-offset"});

Request to_backend(const Request& request) {
  Request out{.method = request.method,
              .target = request.target,
              .body = request.body,
              .received = request.received,
              .client_address = request.client_address,
              .id = request.id};
  for (const auto name : request_fields) {
    if (const auto value = request.headers.find(name)) out.headers.add(name, *value);
  }
  return out;
}

Response to_browser(const Response& response) {
  Response out{.status = response.status,
               .headers = {{"cache-control", "no-store"}},
               .body = response.body,
               .note = response.note};
  // A file is kept by the browser, and asked about each time.
  const bool is_file = response.headers.count("content-disposition") > 0 || response.status == 304;
  if (is_file) out.headers.set("cache-control", "private, no-cache");
  // One that never changes at its address is not asked about.
  const auto cached = response.headers.get("cache-control");
  if (cached.starts_with("private,") && cached.ends_with("immutable")) out.headers.set("cache-control", cached);
  for (const auto name : response_fields) {
    if (const auto value = response.headers.find(name)) out.headers.add(name, *value);
  }
  return out;
}

Response upstream_broken() { return error_answer(502, "upstream_unavailable", "the backend's answer makes no sense"); }
Response no_content() { return {.status = 204, .headers = {{"cache-control", "no-store"}}}; }
Response not_signed_in() { return error_answer(401, "unauthenticated", "sign in first"); }

// A session is over here though the backend may still hold its tokens: the log must say so.
std::string unrevoked_note(const Response& upstream) {
  if (upstream.status < 500) return {};
  return "the backend did not revoke the session's tokens: " + std::to_string(upstream.status) + ' ' + upstream.note;
}

std::int64_t whole_seconds(Duration duration) { return std::chrono::floor<std::chrono::seconds>(duration).count(); }

}  // namespace

Bff::Bff(SessionStore& store, BackendClient& backend, Scheduler& clock, Random& random, BffOptions options)
    : store_(store),
      backend_(backend),
      clock_(clock),
      options_(std::move(options)),
      cookie_(options_.secure),
      sessions_(store, backend, clock, random, options_.sessions),
      calls_by_address_(options_.calls_by_address),
      calls_by_account_(options_.calls_by_account),
      sockets_(std::make_shared<SessionSockets>(
          clock, [this](const Session& session) { return sessions_.is_over(session); })) {
  sessions_.on_end([this](const Session& session) { sockets_->end(session.id); });
}

std::span<const Bff::Route> Bff::routes() {
  using enum Method;
  static constexpr std::array table = {
      Route{get, "/api/capabilities", Access::open, &Bff::forward},
      Route{post, "/api/auth/register", Access::open, &Bff::sign_in},
      Route{post, "/api/auth/login", Access::open, &Bff::sign_in},
      Route{post, "/api/auth/logout", Access::open, &Bff::logout},
      Route{post, "/api/auth/refresh", Access::session, &Bff::refresh},
      Route{get, "/api/auth/me", Access::session, &Bff::me},
      Route{get, "/api/auth/sessions", Access::session, &Bff::list_sessions},
      Route{del, "/api/auth/sessions/{id}", Access::session, &Bff::end_session},
      Route{get, "/api/user/me", Access::session, &Bff::forward},
      Route{patch, "/api/user/me", Access::session, &Bff::forward},
      Route{post, "/api/user/change-password", Access::session, &Bff::change_password},
      Route{get, "/api/projects", Access::session, &Bff::forward},
      Route{post, "/api/projects", Access::session, &Bff::forward},
      Route{get, "/api/projects/{id}", Access::session, &Bff::forward},
      Route{patch, "/api/projects/{id}", Access::session, &Bff::forward},
      Route{del, "/api/projects/{id}", Access::session, &Bff::forward},
      Route{get, "/api/interviews/projects/{id}", Access::session, &Bff::forward},
      Route{post, "/api/interviews/projects/{id}/upload", Access::session, &Bff::forward, true},
      Route{get, "/api/interviews/{id}", Access::session, &Bff::forward},
      Route{patch, "/api/interviews/{id}", Access::session, &Bff::forward},
      Route{del, "/api/interviews/{id}", Access::session, &Bff::forward},
      Route{get, "/api/interviews/{id}/file", Access::session, &Bff::forward},
      Route{post, "/api/interviews/{id}/retry", Access::session, &Bff::forward},
      Route{get, "/api/interviews/{id}/transcript", Access::session, &Bff::forward},
      Route{put, "/api/interviews/{id}/transcript", Access::session, &Bff::forward},
      Route{options, "/api/uploads", Access::session, &Bff::forward},
      Route{post, "/api/uploads", Access::session, &Bff::forward, true},
      Route{get, "/api/uploads/{id}", Access::session, &Bff::forward},
      Route{patch, "/api/uploads/{id}", Access::session, &Bff::forward, true},
      Route{del, "/api/uploads/{id}", Access::session, &Bff::forward},
      Route{get, "/api/users", Access::session, &Bff::forward},
      Route{get, "/api/users/{id}", Access::session, &Bff::forward},
      Route{get, "/api/chats", Access::session, &Bff::forward},
      Route{post, "/api/chats", Access::session, &Bff::forward},
      Route{get, "/api/chats/{id}", Access::session, &Bff::forward},
      Route{patch, "/api/chats/{id}", Access::session, &Bff::forward},
      Route{del, "/api/chats/{id}", Access::session, &Bff::forward},
      Route{post, "/api/chats/{id}/participants", Access::session, &Bff::forward},
      Route{del, "/api/chats/{id}/participants/{user_id}", Access::session, &Bff::forward},
      Route{put, "/api/chats/{id}/me", Access::session, &Bff::forward},
      Route{post, "/api/chats/{id}/read", Access::session, &Bff::forward},
      Route{put, "/api/user/avatar", Access::session, &Bff::forward, true},
      Route{get, "/api/avatars/{id}", Access::session, &Bff::forward},
      Route{post, "/api/attachments", Access::session, &Bff::forward},
      Route{get, "/api/attachments/{id}", Access::session, &Bff::forward},
      Route{post, "/api/attachments/{id}/upload", Access::session, &Bff::forward, true},
      Route{get, "/api/messages", Access::session, &Bff::forward},
      Route{get, "/api/messages/search", Access::session, &Bff::forward},
      Route{post, "/api/messages", Access::session, &Bff::forward},
      Route{patch, "/api/messages/{id}", Access::session, &Bff::forward},
      Route{del, "/api/messages/{id}", Access::session, &Bff::forward},
      Route{get, "/api/resume", Access::session, &Bff::forward},
      Route{put, "/api/resume", Access::session, &Bff::forward},
      Route{get, "/api/resume/versions", Access::session, &Bff::forward},
      Route{get, "/api/resume/versions/{version}", Access::session, &Bff::forward},
      Route{get, "/api/interview/sessions", Access::session, &Bff::forward},
      Route{post, "/api/interview/sessions", Access::session, &Bff::forward},
      Route{get, "/api/interview/sessions/{id}", Access::session, &Bff::forward},
      Route{del, "/api/interview/sessions/{id}", Access::session, &Bff::forward},
      Route{get, "/api/interview/sessions/{id}/messages", Access::session, &Bff::forward},
      Route{post, "/api/interview/sessions/{id}/messages", Access::session, &Bff::forward},
      Route{post, "/api/interview/sessions/{id}/complete", Access::session, &Bff::forward},
      Route{get, "/api/interview/sessions/{id}/resume", Access::session, &Bff::forward},
      Route{get, "/api/resume/export", Access::session, &Bff::forward},
      Route{post, "/api/parse", Access::session, &Bff::forward, true},
      Route{get, "/api/ws", Access::session, &Bff::needs_upgrade},
      Route{get, "/api/events", Access::session, &Bff::describe_events},
  };
  return table;
}

Task<Response> Bff::handle(Request request) {
  auto match = find_route(routes(), request.method, request.path());
  if (!match.route) co_return no_route_answer(match.allowed);
  const auto routed = [&match](Response response) {
    response.route = match.route->pattern;
    return response;
  };
  const bool was_counted = request.received != nullptr;  // by open_body()
  if (!was_counted) {
    if (auto refused = check_rate(request)) co_return routed(*std::move(refused));
  }
  if (auto refused = check_csrf(request, options_.origins)) co_return routed(*std::move(refused));

  const auto secret = cookie_.read(request.headers);
  const auto visit = std::make_shared<Visit>();
  if (secret) visit->session = sessions_.open(*secret);
  if (match.route->access == Access::session && !visit->session) {
    const bool is_stale_refresh = secret && match.route->run == &Bff::refresh;
    co_return routed(finish(is_stale_refresh ? refresh_refused(not_signed_in()) : not_signed_in()));
  }
  if (visit->session && !was_counted) {
    if (auto refused = check_rate(*visit->session)) co_return routed(*std::move(refused));
  }
  visit->request = std::move(request);
  visit->parameters = std::move(match.parameters);
  auto response = co_await (this->*match.route->run)(visit);
  co_return routed(finish(std::move(response)));
}

bool Bff::streams_body(Method method, std::string_view path) {
  const auto match = find_route(routes(), method, path);
  return match.route && match.route->streams;
}

Task<BodyDecision> Bff::open_body(Request head) {
  const auto refuse = [](Response answer) { return BodyDecision{.refusal = std::move(answer)}; };
  if (auto refused = check_rate(head)) co_return refuse(*std::move(refused));
  if (auto refused = check_csrf(head, options_.origins)) co_return refuse(*std::move(refused));
  const auto secret = cookie_.read(head.headers);
  const auto session = secret ? sessions_.open(*secret) : std::nullopt;
  if (!session) co_return refuse(finish(not_signed_in()));
  if (auto refused = check_rate(*session)) co_return refuse(*std::move(refused));
  auto decision = co_await sessions_.open_body(*session, to_backend(head));
  if (const auto failure = store_.take_failure()) co_return refuse(failure_answer(*failure));
  if (decision.refusal) co_return refuse(to_browser(*decision.refusal));
  co_return decision;
}

std::optional<Response> Bff::check_rate(const Request& request) {
  const auto wait = calls_by_address_.take(network_of(request.client_address), clock_.now());
  if (!wait) return std::nullopt;
  return retry_answer(429, "rate_limited", "too many calls from this address", *wait);
}

std::optional<Response> Bff::check_rate(const OpenSession& session) {
  const auto wait = calls_by_account_.take(session.record.user_id.text, clock_.now());
  if (!wait) return std::nullopt;
  return retry_answer(429, "rate_limited", "too many calls", *wait);
}

// What every answer has in common: a store that failed is a 500.
Response Bff::finish(Response response) const {
  if (const auto failure = store_.take_failure()) return failure_answer(*failure);
  return response;
}

// A cookie that opens nothing is taken back here, and by no other 401: that one may be late, and another tab signed in.
// Nor by one of a page that had no cookie: it may be signing in at this moment.
Response Bff::refresh_refused(Response response) const {
  if (response.status == 401) response.headers.set("set-cookie", cookie_.clear());
  return response;
}

std::optional<Error> Bff::sweep() {
  sessions_.sweep();
  return store_.take_failure();
}

Task<Response> Bff::forward(std::shared_ptr<Visit> visit) {
  auto request = to_backend(visit->request);
  if (visit->session) co_return to_browser(co_await sessions_.call(*visit->session, std::move(request)));
  co_return to_browser(co_await backend_.send(std::move(request)));
}

Task<Response> Bff::sign_in(std::shared_ptr<Visit> visit) {
  const auto response = co_await backend_.send(to_backend(visit->request));
  if (response.status >= 300) co_return to_browser(response);
  const auto signed_in = decode<SignedInTokens>(response.body.view());
  if (!signed_in) co_return upstream_broken();
  std::string note;
  if (visit->session) {  // this browser was somebody already: that session ends, and the new one has a name of its own
    if (const auto failure = sessions_.end(*visit->session)) co_return failure_answer(*failure);
    const auto revoked =
        co_await sessions_.call(*visit->session, Request{.method = Method::post, .target = "/api/auth/logout"});
    note = unrevoked_note(revoked);
  }
  const auto secret = sessions_.start(signed_in->user.id, signed_in->tokens, visit->request.headers.get("user-agent"));
  auto answer = json_answer(response.status, encode(SignedIn{.user = signed_in->user}));
  answer.headers.set("set-cookie", cookie_.set(secret));
  answer.note = std::move(note);
  co_return answer;
}

Task<Response> Bff::logout(std::shared_ptr<Visit> visit) {
  auto answer = no_content();
  if (visit->session) {
    // First: whatever the backend says, this browser is out. If our own store cannot do it, the cookie stays, for a retry.
    if (const auto failure = sessions_.end(*visit->session)) co_return failure_answer(*failure);
    const auto revoked =
        co_await sessions_.call(*visit->session, Request{.method = Method::post, .target = "/api/auth/logout"});
    answer.note = unrevoked_note(revoked);
  }
  answer.headers.set("set-cookie", cookie_.clear());
  co_return answer;
}

Task<Response> Bff::refresh(std::shared_ptr<Visit> visit) {
  const auto fresh = co_await sessions_.refresh(*visit->session);
  if (!fresh) co_return refresh_refused(failure_answer(fresh.error()));
  co_return json_answer(200, encode(Refreshed{.expires_in = whole_seconds(sessions_.left(fresh->record))}));
}

Task<Response> Bff::me(std::shared_ptr<Visit> visit) {
  const auto response =
      co_await sessions_.call(*visit->session, Request{.method = Method::get, .target = "/api/user/me"});
  if (response.status != 200) co_return to_browser(response);
  auto user = decode<User>(response.body.view());
  if (!user) co_return upstream_broken();
  co_return json_answer(
      200, encode(Me{.user = *std::move(user), .expires_in = whole_seconds(sessions_.left(visit->session->record))}));
}

Task<Response> Bff::list_sessions(std::shared_ptr<Visit> visit) {
  const auto wanted = parse_list_parameters(visit->request.query());
  if (!wanted) co_return error_answer(wanted.error());
  const auto& own = visit->session->record;
  Page<BrowserSession> page{.offset = wanted->offset, .limit = wanted->limit};
  for (const auto& session : store_.list(own.user_id)) {
    if (sessions_.left(session) <= Duration{0}) continue;
    const auto place = page.total++;
    if (place < page.offset || place >= page.offset + page.limit) continue;
    page.items.push_back({.id = session.id,
                          .user_agent = session.user_agent,
                          .is_current = session.id == own.id,
                          .created_at = session.created_at,
                          .last_seen_at = session.seen_at});
  }
  co_return json_answer(200, encode(page));
}

Task<Response> Bff::end_session(std::shared_ptr<Visit> visit) {
  const auto& own = visit->session->record;
  const auto& id = visit->parameters[0];
  const bool was_there = store_.remove(own.user_id, id);
  if (const auto failure = store_.take_failure()) co_return failure_answer(*failure);
  if (!was_there) co_return error_answer(404, "not_found", "no such session");
  sockets_->end(id);
  // With the tokens of this session the backend is asked to revoke those of that one.
  const auto revoked =
      co_await sessions_.call(*visit->session, Request{.method = Method::del, .target = visit->request.target});
  auto answer = no_content();
  answer.note = unrevoked_note(revoked);
  if (id == own.id) answer.headers.set("set-cookie", cookie_.clear());
  co_return answer;
}

Task<Response> Bff::change_password(std::shared_ptr<Visit> visit) {
  const auto response = co_await sessions_.call(*visit->session, to_backend(visit->request));
  // Not again on a repeat: who signed in since, did so with the new password.
  const bool is_done_now = response.status == 204 && !response.headers.find("idempotency-replayed");
  if (is_done_now) {
    const auto& own = visit->session->record;
    store_.remove_others(own.user_id, own.id);
    sockets_->end_others(own.user_id, own.id);
  }
  co_return to_browser(response);
}

Task<Response> Bff::needs_upgrade(std::shared_ptr<Visit>) {
  auto answer = error_answer(426, "bad_request", "this is a WebSocket");
  answer.headers.set("upgrade", "websocket");
  co_return answer;
}

// What HEAD asks for. A GET becomes a stream: open_socket().
Task<Response> Bff::describe_events(std::shared_ptr<Visit>) {
  co_return Response{.headers = {{"content-type", "text/event-stream"}, {"cache-control", "no-store"}}};
}

Task<SocketDecision> Bff::open_socket(Request request) {
  const auto refuse = [](Response answer) { return SocketDecision{.refusal = std::move(answer)}; };
  const bool is_stream = request.path() == "/api/events";
  if (request.method != Method::get || !(is_stream || request.path() == "/api/ws")) {
    co_return refuse(no_route_answer({}));
  }
  if (auto refused = check_rate(request)) co_return refuse(*std::move(refused));
  const auto check_origin = is_stream ? check_stream_origin : check_socket_origin;
  if (auto refused = check_origin(request, options_.origins)) co_return refuse(*std::move(refused));
  const auto secret = cookie_.read(request.headers);
  const auto session = secret ? sessions_.open(*secret) : std::nullopt;
  if (!session) co_return refuse(finish(not_signed_in()));
  if (auto refused = check_rate(*session)) co_return refuse(*std::move(refused));

  auto decision = co_await sessions_.open_socket(*session, to_backend(request));
  if (const auto failure = store_.take_failure()) co_return refuse(failure_answer(*failure));
  if (decision.refusal) co_return refuse(to_browser(*decision.refusal));
  co_return SocketDecision{.accept = [sockets = std::weak_ptr{sockets_}, record = session->record,
                                      accept = std::move(decision.accept)](std::shared_ptr<SocketPeer> peer) {
    auto listener = accept(peer);
    if (const auto here = sockets.lock()) return here->add(record, std::move(peer), std::move(listener));
    peer->close(close_code::going_away, "the server stops");
    return listener;
  }};
}

}  // namespace quern::serve
