#include "tests/serve/rules_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "serve/http/error_answer.hpp"

namespace quern::test {
namespace {

Answer to_answer(const serve::Response& response) {
  Answer answer{.status = response.status, .body = std::string{response.body.view()}};
  if (const auto& source = response.body.source()) {
    answer.body.resize(response.body.size());
    EXPECT_EQ(source->read(response.body.offset(), answer.body), answer.body.size());
  }
  for (const auto& field : response.headers) answer.headers.push_back(field);
  return answer;
}

Task<void> run(serve::Bff* bff, serve::Request request, std::shared_ptr<Answer> answer, std::string* note) {
  const auto response = co_await bff->handle(std::move(request));
  *note = response.note;
  *answer = to_answer(response);
}

Task<void> decide(serve::Bff* bff, serve::Request request, std::shared_ptr<std::optional<serve::SocketDecision>> out) {
  *out = co_await bff->open_socket(std::move(request));
}

Task<void> decide_on_body(serve::Bff* bff, serve::Request head,
                          std::shared_ptr<std::optional<serve::BodyDecision>> out) {
  *out = co_await bff->open_body(std::move(head));
}

// What the transport does with a body.
std::optional<serve::Response> pass_on(serve::BodySink& sink, std::string_view body, std::uint64_t limit) {
  constexpr std::size_t piece = 1'000;
  if (body.size() > limit) return serve::error_answer(413, "too_large", "the body is too large");
  for (; !body.empty(); body.remove_prefix(std::min(piece, body.size()))) {
    if (auto refusal = sink.write(body.substr(0, piece))) return refusal;
  }
  return sink.finish();
}

Task<void> run_backend(serve::Backend* backend, serve::Request request, std::shared_ptr<Answer> answer) {
  *answer = to_answer(co_await backend->handle(std::move(request)));
}

}  // namespace

Task<Result<void>> PlainHasher::turn() {
  if (is_full) {
    co_return fail(Error{.kind = ErrorKind::rate_limited,
                         .status = 429,
                         .code = "rate_limited",
                         .message = "later",
                         .retry_after = Duration{1'000}});
  }
  if (!is_held) co_return Result<void>{};
  Promise<void> promise;
  auto done = promise.future();
  held_.push_back(std::move(promise));
  co_return co_await done;
}

Task<Result<std::string>> PlainHasher::hash(std::string password) {
  const auto go = co_await turn();
  if (!go) co_return fail(go.error());
  co_return scheme + password;
}

Task<Result<bool>> PlainHasher::verify(std::string password, std::string encoded) {
  const auto go = co_await turn();
  if (!go) co_return fail(go.error());
  if (encoded.starts_with(scheme)) ++verified;  // anything else would be refused without the work
  co_return encoded.substr(encoded.find(':') + 1) == password;
}

void PlainHasher::release() {
  is_held = false;
  auto held = std::move(held_);
  held_.clear();
  for (auto& promise : held) promise.resolve({});
}

Task<serve::Response> FlakyBackend::send(serve::Request request) {
  ++calls[std::string{request.path()}];
  if (unreachable_calls > 0) {
    --unreachable_calls;
    co_return serve::Response{.status = 502};
  }
  if (is_held && request.path() == "/api/auth/refresh") {
    Promise<void> promise;
    auto done = promise.future();
    held_.push_back(std::move(promise));
    co_await done;
  }
  auto response = co_await backend_.handle(std::move(request));
  if (lost_answers > 0) {
    --lost_answers;
    co_return serve::Response{.status = 504};
  }
  co_return response;
}

Task<serve::BodyDecision> FlakyBackend::open_body(serve::Request head) {
  ++calls[std::string{head.path()}];
  return backend_.open_body(std::move(head));
}

Task<serve::SocketDecision> FlakyBackend::open_socket(serve::Request request) {
  ++calls[std::string{request.path()}];
  return backend_.open_socket(std::move(request));
}

void FakePeer::send(std::shared_ptr<const std::string> text) {
  if (closed) return;
  if (is_stalled) unread += text->size();
  frames.push_back(*text);
}

void FakePeer::when_drained(UniqueFunction<void()> next) {
  drained_ = std::move(next);
  if (!is_stalled) read_on();
}

void FakePeer::read_on() {
  unread = 0;
  clock_.post([self = shared_from_this()] {
    if (self->closed || !self->drained_) return;
    auto next = std::exchange(self->drained_, nullptr);
    next();
  });
}

void FakePeer::close(int code, std::string) {
  if (closed) return;
  closed = code;
  drained_ = nullptr;
  clock_.post([self = shared_from_this()] {
    if (const auto listener = std::exchange(self->listener, nullptr)) listener->on_close();
  });
}

void TestSocket::say(std::string_view op) {
  if (!peer || peer->closed) return;
  const auto listener = peer->listener;
  listener->on_text(std::string{op}, [] {});
  clock_.settle();
}

void TestSocket::resume(std::optional<std::int64_t> since) {
  say(since ? R"({"op":"resume","since":)" + std::to_string(*since) + "}" : R"({"op":"resume"})");
}

void TestSocket::cut() {
  peer->close(1006, "");
  clock_.settle();
}

std::vector<std::string> TestSocket::take() { return std::exchange(peer->frames, {}); }

std::vector<std::string> TestSocket::take_heads() {
  std::vector<std::string> heads;
  for (const auto& text : take()) {
    const auto frame = read_frame(text);
    EXPECT_TRUE(frame) << text;
    if (!frame) continue;
    heads.push_back(frame->event + (frame->seq ? ' ' + std::to_string(*frame->seq) : ""));
  }
  return heads;
}

void FlakyBackend::release() {
  is_held = false;
  auto held = std::move(held_);
  held_.clear();
  for (auto& promise : held) promise.resolve({});
}

RulesWorld::RulesWorld(serve::BackendOptions options, const std::string& path) : options_(options) {
  auto opened = serve::Database::open(path);
  EXPECT_TRUE(opened);
  database = *std::move(opened);
  EXPECT_TRUE(serve::migrate(*database));
  restart();
}

void RulesWorld::limit_calls(serve::RateOptions by_address, serve::RateOptions by_account) {
  bff_options_.calls_by_address = by_address;
  bff_options_.calls_by_account = by_account;
  restart();
}

void RulesWorld::restart() {
  bff.reset();
  network.reset();
  backend.reset();
  store = std::make_unique<serve::SqliteStore>(*database, random);
  backend = std::make_unique<serve::Backend>(store->backend(), files, clock, random, hasher, tools, options_);
  backend->start();
  network = std::make_unique<FlakyBackend>(*backend);
  bff = std::make_unique<serve::Bff>(store->sessions, *network, clock, random, bff_options_);
}

serve::Request RulesWorld::request(std::string_view method, std::string_view target, std::string_view json,
                                   const Fields& more) const {
  serve::Request request{.method = *serve::parse_method(method),
                         .target = std::string{target},
                         .headers = {{"origin", "http://localhost:8080"}, {"x-requested-with", "quern"}},
                         .body = std::string{json},
                         .client_address = address};
  if (!json.empty()) request.headers.set("content-type", "application/json");
  if (!cookie.empty()) request.headers.set("cookie", "quern_session=" + cookie);
  for (const auto& [name, value] : more) request.headers.set(name, value);
  return request;
}

void RulesWorld::begin(std::shared_ptr<Answer> answer, std::string_view method, std::string_view target,
                       std::string_view json, const Fields& more) {
  run(bff.get(), request(method, target, json, more), std::move(answer), &last_note).detach();
}

Answer RulesWorld::call(std::string_view method, std::string_view target, std::string_view json, const Fields& more) {
  const auto answer = std::make_shared<Answer>();
  begin(answer, method, target, json, more);
  clock.settle();
  const auto set = answer->header("set-cookie");
  if (!set.empty()) cookie = set.substr(set.find('=') + 1, set.find(';') - set.find('=') - 1);
  return *answer;
}

serve::BodyDecision RulesWorld::decide_body(std::string_view method, std::string_view target,
                                            std::string_view content_type, const Fields& more) {
  const auto decision = std::make_shared<std::optional<serve::BodyDecision>>();
  auto head = request(method, target, {}, more);
  head.headers.set("content-type", content_type);
  decide_on_body(bff.get(), std::move(head), decision).detach();
  clock.settle();
  return **decision;
}

Answer RulesWorld::upload(std::string_view method, std::string_view target, std::string_view content_type,
                          std::string_view body, const Fields& more) {
  auto decision = decide_body(method, target, content_type, more);
  if (decision.refusal) return to_answer(*decision.refusal);
  if (const auto refusal = pass_on(*decision.sink, body, decision.limit)) return to_answer(*refusal);
  const auto answer = std::make_shared<Answer>();
  auto whole = request(method, target, {}, more);
  whole.headers.set("content-type", content_type);
  whole.received = std::move(decision.sink);
  run(bff.get(), std::move(whole), answer, &last_note).detach();
  clock.settle();
  return *answer;
}

serve::SocketDecision RulesWorld::decide_socket(const Fields& more, std::string_view target) {
  return decide_socket(request("GET", target, {}, more));
}

serve::SocketDecision RulesWorld::decide_socket(serve::Request asked) {
  const auto decision = std::make_shared<std::optional<serve::SocketDecision>>();
  decide(bff.get(), std::move(asked), decision).detach();
  clock.settle();
  return decision->value();
}

TestSocket RulesWorld::open_socket(const Fields& more, std::string_view target) {
  return connect(decide_socket(more, target));
}

TestSocket RulesWorld::open_plain_stream(const Fields& more) {
  auto asked = request("GET", "/api/events", {}, more);
  asked.headers.remove("origin");
  return connect(decide_socket(std::move(asked)));
}

TestSocket RulesWorld::connect(const serve::SocketDecision& decision) {
  if (decision.refusal) return {decision.refusal->status, nullptr, clock};
  auto peer = std::make_shared<FakePeer>(clock);
  peer->listener = decision.accept(peer);
  clock.settle();
  return {101, std::move(peer), clock};
}

Answer RulesWorld::call_backend(std::string_view method, std::string_view target, std::string_view json,
                                std::string_view bearer) {
  const auto answer = std::make_shared<Answer>();
  auto asked = request(method, target, json, {});
  if (!bearer.empty()) asked.headers.set("authorization", "Bearer " + std::string{bearer});
  run_backend(backend.get(), std::move(asked), answer).detach();
  return *answer;
}

Answer RulesWorld::sign_up(std::string_view email, std::string_view name) {
  cookie.clear();
  return call("POST", "/api/auth/register",
              R"({"email":")" + std::string{email} + R"(","password":"correct horse","display_name":")" +
                  std::string{name} + R"("})");
}

Answer RulesWorld::sign_in(std::string_view email, std::string_view password) {
  cookie.clear();
  return call("POST", "/api/auth/login",
              R"({"email":")" + std::string{email} + R"(","password":")" + std::string{password} + R"("})");
}

}  // namespace quern::test
