#include "serve/bff/sessions.hpp"

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/crypto/crypto.hpp"
#include "serve/http/error_answer.hpp"

namespace quern::serve {
namespace {

constexpr Duration seen_precision = std::chrono::minutes{5};
constexpr std::size_t longest_user_agent = 300;

std::string token_key(const std::string& secret) { return hmac_sha256(secret, "quern session tokens"); }

Request with_bearer(Request request, std::string_view access_token) {
  request.headers.set("authorization", "Bearer " + std::string{access_token});
  return request;
}

Response over() { return error_answer(401, "unauthenticated", "the session is over"); }

}  // namespace

Response failure_answer(const Error& failure) {
  if (failure.status != 500) return error_answer(failure);
  auto answer = error_answer(500, "internal", "the server could not store or read its data");
  answer.note = failure.message;
  return answer;
}

std::optional<Error> Sessions::end(const OpenSession& session) {
  store_.remove(session.record.user_id, session.record.id);
  auto failure = store_.take_failure();
  if (!failure && on_end_) on_end_(session.record);
  return failure;
}

std::string Sessions::start(const UserId& user, const Tokens& tokens, std::string_view user_agent) {
  auto secret = random_token(random_);
  const auto now = clock_.wall_now();
  store_.insert({.id = tokens.session_id,
                 .secret_hash = sha256(secret),
                 .user_id = user,
                 .sealed_tokens = seal_tokens(secret, tokens),
                 .access_expires_at = now + std::chrono::seconds{tokens.expires_in},
                 .created_at = now,
                 .seen_at = now,
                 .user_agent = std::string{user_agent.substr(0, longest_user_agent)}});
  return secret;
}

std::optional<OpenSession> Sessions::open(const std::string& secret) {
  auto record = store_.find(sha256(secret));
  if (!record) return std::nullopt;
  if (left(*record) <= Duration{0}) {
    store_.remove(record->user_id, record->id);
    return std::nullopt;
  }
  const auto tokens = unseal(token_key(secret), record->sealed_tokens);
  if (!tokens) return std::nullopt;
  const auto end = tokens->find('\n');
  touch(*record);
  return OpenSession{.record = *std::move(record),
                     .secret = secret,
                     .access_token = tokens->substr(0, end),
                     .refresh_token = end == std::string::npos ? std::string{} : tokens->substr(end + 1)};
}

Task<Response> Sessions::call(OpenSession session, Request request) {
  bool refreshed = false;
  if (session.record.access_expires_at - clock_.wall_now() < options_.refresh_margin) {
    auto fresh = co_await refresh(session);
    if (!fresh) co_return failure_answer(fresh.error());
    session = *std::move(fresh);
    refreshed = true;
  }
  auto response = co_await backend_.send(with_bearer(request, session.access_token));
  if (response.status != 401) co_return response;
  if (!refreshed) {
    auto fresh = co_await refresh(session);
    if (!fresh) co_return failure_answer(fresh.error());
    session = *std::move(fresh);
    response = co_await backend_.send(with_bearer(request, session.access_token));
    if (response.status != 401) co_return response;
  }
  if (const auto failure = end(session)) co_return failure_answer(*failure);
  co_return over();
}

Task<SocketDecision> Sessions::open_socket(OpenSession session, Request request) {
  return decide(&BackendClient::open_socket, std::move(session), std::move(request));
}

Task<BodyDecision> Sessions::open_body(OpenSession session, Request head) {
  return decide(&BackendClient::open_body, std::move(session), std::move(head));
}

template <class Decision>
Task<Decision> Sessions::decide(Task<Decision> (BackendClient::*ask)(Request), OpenSession session, Request request) {
  const auto refused = [](const Error& error) { return Decision{.refusal = failure_answer(error)}; };
  if (session.record.access_expires_at - clock_.wall_now() < options_.refresh_margin) {
    auto fresh = co_await refresh(session);
    if (!fresh) co_return refused(fresh.error());
    session = *std::move(fresh);
  }
  auto decision = co_await (backend_.*ask)(with_bearer(request, session.access_token));
  if (!decision.refusal || decision.refusal->status != 401) co_return decision;
  auto fresh = co_await refresh(session);
  if (!fresh) co_return refused(fresh.error());
  co_return co_await (backend_.*ask)(with_bearer(request, fresh->access_token));
}

Task<Result<OpenSession>> Sessions::refresh(OpenSession session) {
  const auto id = session.record.id;
  if (const auto running = refreshing_.find(id); running != refreshing_.end()) {
    Promise<OpenSession> promise;
    auto done = promise.future();
    running->second.push_back(std::move(promise));
    co_return co_await done;  // with the same end: a backend that is away ends nobody's session
  }
  refreshing_[id];
  auto answer = co_await exchange(std::move(session));
  auto waiting = std::move(refreshing_[id]);
  refreshing_.erase(id);
  for (auto& promise : waiting) promise.resolve(answer);
  co_return answer;
}

Task<Result<OpenSession>> Sessions::exchange(OpenSession session) {
  const Request request{.method = Method::post,
                        .target = "/api/auth/refresh",
                        .headers = {{"content-type", "application/json"}},
                        .body = encode(RefreshRequest{.refresh_token = session.refresh_token})};
  const auto response = co_await backend_.send(request);
  if (response.status == 401) {
    if (auto failure = end(session)) co_return fail(*std::move(failure));
    co_return fail(Error{
        .kind = ErrorKind::authentication, .status = 401, .code = "unauthenticated", .message = "the session is over"});
  }
  const auto tokens = decode<Tokens>(response.body.view());
  if (response.status != 200 || !tokens) {
    co_return fail(Error{.kind = ErrorKind::server,
                         .status = 502,
                         .code = "upstream_unavailable",
                         .message = "the backend does not answer"});
  }
  session.access_token = tokens->access_token;
  session.refresh_token = tokens->refresh_token;
  session.record.sealed_tokens = seal_tokens(session.secret, *tokens);
  session.record.access_expires_at = clock_.wall_now() + std::chrono::seconds{tokens->expires_in};
  session.record.seen_at = clock_.wall_now();
  store_.update(session.record);
  co_return session;
}

Duration Sessions::left(const Session& session) const {
  const auto now = clock_.wall_now();
  return std::min(session.seen_at + options_.idle_lifetime, session.created_at + options_.lifetime) - now;
}

bool Sessions::is_over(const Session& session) {
  const auto now = store_.find_by_id(session.id);
  if (store_.take_failure()) return false;  // a disk that fails signs nobody out
  return !now || left(*now) <= Duration{0};
}

void Sessions::sweep() {
  const auto now = clock_.wall_now();
  store_.forget(now - options_.idle_lifetime, now - options_.lifetime);
}

std::string Sessions::seal_tokens(const std::string& secret, const Tokens& tokens) {
  return seal(token_key(secret), tokens.access_token + '\n' + tokens.refresh_token, random_);
}

void Sessions::touch(Session& record) {
  const auto now = clock_.wall_now();
  if (now - record.seen_at < seen_precision) return;
  record.seen_at = now;
  store_.update(record);
}

}  // namespace quern::serve
