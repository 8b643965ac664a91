// The socket's side: malformed requests, slow clients, keep-alive, draining. Every case goes over a real connection.
#include "serve/http/http_server.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <thread>

#include "serve/http/response_head.hpp"
#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;

// Answers with what it was asked, at once or when the test says so.
class EchoHandler final : public serve::Handler {
 public:
  void handle(serve::Request request, Answer answer) override {
    std::unique_lock lock{mutex_};
    ++handled_;
    serve::Response response{.status = 200, .headers = {{"content-type", "text/plain"}}};
    response.body = std::string{serve::format_method(request.method)} + ' ' + request.target + ' ' + request.body +
                    " cookie=" + std::string{request.headers.get("cookie")};
    if (request.path() == "/wait") {
      held_.emplace_back(std::move(answer), std::move(response));
      changed_.notify_all();
      return;
    }
    lock.unlock();
    answer(std::move(response));
  }
  int handled() {
    const std::scoped_lock lock{mutex_};
    return handled_;
  }
  bool wait_until_held() {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, 10s, [this] { return !held_.empty(); });
  }
  void release() {
    const std::scoped_lock lock{mutex_};
    for (auto& [answer, response] : held_) answer(std::move(response));
    held_.clear();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int handled_ = 0;
  std::vector<std::pair<Answer, serve::Response>> held_;
};

class HttpServer : public testing::Test {
 protected:
  void start(serve::HttpServerOptions options = {}) {
    auto listening = serve::HttpServer::listen(options, log);
    ASSERT_TRUE(listening) << listening.error().message;
    server = *std::move(listening);
    server->start(handler, {"127.0.0.1:" + std::to_string(server->port()), "h"});
  }
  std::string ask(std::string_view target) const { return format_request("GET", target, server->port(), {}); }

  MemoryLog log;
  EchoHandler handler;
  std::unique_ptr<serve::HttpServer> server;
};

struct Malformed {
  const char* name;
  std::string bytes;
  int status;
};

std::string with_head(std::string head, std::string body = {}) { return head + "\r\n\r\n" + body; }

TEST_F(HttpServer, RefusesHeadWithoutABody) {
  start();
  Connection connection{server->port()};
  connection.write("HEAD /x HTTP/1.1\r\nHost: stranger\r\n\r\n");
  EXPECT_EQ(connection.read_answer(true).status, 400);
  EXPECT_TRUE(log.wait_for("\"bytes\":0,"));  // nothing behind the head
}

std::vector<Malformed> malformed_requests() {
  const std::string post = "POST /x HTTP/1.1\r\nHost: h\r\n";
  const std::string get = "GET /x HTTP/1.1\r\nHost: h";
  const std::string chunks = "5\r\nhello\r\n0\r\n\r\n";
  return {
      // Framing: two readers must not see two requests.
      {"length then chunked", with_head(post + "Content-Length: 5\r\nTransfer-Encoding: chunked", chunks), 400},
      {"chunked then length", with_head(post + "Transfer-Encoding: chunked\r\nContent-Length: 5", chunks), 400},
      {"gzip and length", with_head(post + "Transfer-Encoding: gzip\r\nContent-Length: 5", "hello"), 400},
      {"identity and length", with_head(post + "Transfer-Encoding: identity\r\nContent-Length: 5", "hello"), 400},
      {"gzip alone", with_head(post + "Transfer-Encoding: gzip", "hello"), 400},
      {"xchunked", with_head(post + "Transfer-Encoding: xchunked", chunks), 400},
      {"chunked, gzip", with_head(post + "Transfer-Encoding: chunked, gzip", chunks), 400},
      {"gzip, chunked", with_head(post + "Transfer-Encoding: gzip, chunked", chunks), 400},
      {"encoding twice", with_head(post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", chunks), 400},
      {"chunked in 1.0", with_head("POST /x HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked", chunks), 400},
      {"length twice", with_head(post + "Content-Length: 5\r\nContent-Length: 6", "hello!"), 400},
      {"length twice, equal", with_head(post + "Content-Length: 5\r\nContent-Length: 5", "hello"), 400},
      {"length as a list", with_head(post + "Content-Length: 5, 5", "hello"), 400},
      {"length 5x", with_head(post + "Content-Length: 5x", "hello"), 400},
      {"length +5", with_head(post + "Content-Length: +5", "hello"), 400},
      {"length 0x5", with_head(post + "Content-Length: 0x5", "hello"), 400},
      {"length -1", with_head(post + "Content-Length: -1", "hello"), 400},
      {"length 2^64", with_head(post + "Content-Length: 18446744073709551616", "hello"), 400},
      {"length 10^15", with_head(post + "Content-Length: 1000000000000000"), 413},
      {"body on GET", with_head(get + "\r\nContent-Length: 5", "hello"), 400},
      {"chunked body on GET", with_head(get + "\r\nTransfer-Encoding: chunked", chunks), 400},
      {"body on HEAD", with_head("HEAD /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5", "hello"), 400},
      {"chunk size 0x5", with_head(post + "Transfer-Encoding: chunked", "0x5\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk size zz", with_head(post + "Transfer-Encoding: chunked", "zz\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk size -5", with_head(post + "Transfer-Encoding: chunked", "-5\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk size empty", with_head(post + "Transfer-Encoding: chunked", "\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk size 17 digits", with_head(post + "Transfer-Encoding: chunked", "11111111111111111\r\nhello"), 400},
      {"chunks past the limit", with_head(post + "Transfer-Encoding: chunked", "7fffffff\r\nhello"), 413},
      {"a length among the trailers",
       with_head(post + "Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\nContent-Length: 99\r\n\r\n"), 400},
      {"chunk longer than its size", with_head(post + "Transfer-Encoding: chunked", "3\r\nhello\r\n0\r\n\r\n"), 400},
      // The request line.
      {"odd method", with_head("BREW /x HTTP/1.1\r\nHost: h"), 400},
      {"CONNECT", with_head("CONNECT h:1 HTTP/1.1\r\nHost: h"), 400},
      {"TRACE", with_head("TRACE /x HTTP/1.1\r\nHost: h"), 400},
      {"lower case method", with_head("get /x HTTP/1.1\r\nHost: h"), 400},
      {"asterisk", with_head("OPTIONS * HTTP/1.1\r\nHost: h"), 400},
      {"absolute form", with_head("GET http://h/x HTTP/1.1\r\nHost: h"), 400},
      {"two slashes", with_head("GET //evil.example/x HTTP/1.1\r\nHost: h"), 400},
      {"fragment", with_head("GET /x#y HTTP/1.1\r\nHost: h"), 400},
      {"no path", with_head("GET x HTTP/1.1\r\nHost: h"), 400},
      {"HTTP/2 in words", with_head("GET /x HTTP/2.0\r\nHost: h"), 400},
      {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
      {"NUL in the target", with_head("GET /x" + std::string(1, '\0') + "y HTTP/1.1\r\nHost: h"), 400},
      {"space in the target", with_head("GET /x y HTTP/1.1\r\nHost: h"), 400},
      {"no version", with_head("GET /x\r\nHost: h"), 400},
      {"TLS on a plain port", std::string{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11} + "\r\n\r\n", 400},
      // Fields.
      {"no host", with_head("GET /x HTTP/1.1"), 400},
      {"two hosts", with_head(get + "\r\nHost: h"), 400},
      {"another host", with_head("GET /x HTTP/1.1\r\nHost: evil.example"), 400},
      {"our host, another port", with_head("GET /x HTTP/1.1\r\nHost: 127.0.0.1:1"), 400},
      {"space before the colon", with_head(get + "\r\nX-A : 1"), 400},
      {"empty name", with_head(get + "\r\n: 1"), 400},
      {"bare LF", "GET /x HTTP/1.1\nHost: h\n\n", 400},
      {"bare CR in a value", with_head(get + "\r\nX-A: a\rb"), 400},
      {"NUL in a value", with_head(get + "\r\nX-A: a" + std::string(1, '\0') + "b"), 400},
      {"a header of 1 MiB", with_head(get + "\r\nX-A: " + std::string(1 << 20, 'a')), 431},
      {"a target of 20 KiB", with_head("GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: h"), 431},
      {"an unknown expectation", with_head(post + "Expect: 200-ok\r\nContent-Length: 5", "hello"), 417},
  };
}

TEST_F(HttpServer, RefusesMalformedRequestsAndCloses) {
  start();
  for (const auto& request : malformed_requests()) {
    SCOPED_TRACE(request.name);
    Connection connection{server->port()};
    connection.write(request.bytes + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");

    const bool is_head = request.bytes.starts_with("HEAD");
    const auto answer = connection.read_answer(is_head);

    EXPECT_EQ(answer.status, request.status) << answer.body;
    EXPECT_EQ(answer.header("connection"), "close");
    if (!is_head) EXPECT_EQ(answer.member("error_type"), "validation_error");
    EXPECT_TRUE(connection.is_closed_by_server());
  }
  EXPECT_EQ(handler.handled(), 0);
}

TEST_F(HttpServer, RefusesThemAlikeHoweverTheyAreCut) {
  start();
  for (const auto& request : malformed_requests()) {
    if (request.bytes.size() > 1000) continue;
    SCOPED_TRACE(request.name);
    const std::vector<std::string> hosts{"h"};
    serve::RequestParser parser{{}, hosts};
    std::string held;

    for (const char byte : request.bytes) {
      held += byte;
      if (parser.refusal()) break;
      held.erase(0, parser.feed(held));
      if (!parser.refusal() && parser.has_head()) held.erase(0, parser.feed(held));
    }

    ASSERT_TRUE(parser.refusal());
    EXPECT_EQ(parser.refusal()->status, request.status);
  }
}

TEST_F(HttpServer, TakesWhatIsOddButRight) {
  start();
  const std::string chunked = "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::vector<std::pair<std::string, std::string>> requests = {
      {"GET /x?a=b HTTP/1.1\r\nhOsT: H\r\n\r\n", "GET /x?a=b  cookie="},
      {"GET /x HTTP/1.0\r\nHost: h\r\n\r\n", "GET /x  cookie="},
      {"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", "POST /x  cookie="},
      {"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 005\r\n\r\nhello", "POST /x hello cookie="},
      {chunked + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "POST /x hello world cookie="},
      {chunked + "5;ext=\"q\"\r\nhello\r\n0\r\n\r\n", "POST /x hello cookie="},
      {chunked + "5\r\nhello\r\n0\r\nX-Later: 1\r\n\r\n", "POST /x hello cookie="},
  };
  for (const auto& [bytes, expected] : requests) {
    SCOPED_TRACE(bytes);
    Connection connection{server->port()};
    connection.write(bytes);

    const auto answer = connection.read_answer();

    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.body, expected);
  }
}

TEST_F(HttpServer, DropsTrailersInsteadOfTakingThemForHeaders) {
  start();
  Connection connection{server->port()};
  connection.write(
      "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nCookie: "
      "quern_session=stolen\r\n"
      "Host: evil.example\r\n\r\n");

  const auto answer = connection.read_answer();

  EXPECT_EQ(answer.body, "POST /x hello cookie=");
  connection.write(ask("/next"));
  EXPECT_EQ(connection.read_answer().status, 200);
}

TEST_F(HttpServer, AnswersPipelinedRequestsInOrder) {
  start();
  Connection connection{server->port()};

  connection.write(ask("/1") + ask("/2") + ask("/3"));

  EXPECT_EQ(connection.read_answer().body, "GET /1  cookie=");
  EXPECT_EQ(connection.read_answer().body, "GET /2  cookie=");
  EXPECT_EQ(connection.read_answer().body, "GET /3  cookie=");
}

TEST_F(HttpServer, ReadsARequestThatComesByteByByte) {
  start();
  Connection connection{server->port()};

  for (const char byte : format_request("POST", "/slowly", server->port(), {}, "hello")) {
    ASSERT_TRUE(connection.write(std::string_view{&byte, 1}));
  }

  EXPECT_EQ(connection.read_answer().body, "POST /slowly hello cookie=");
}

TEST_F(HttpServer, AsksForTheBodyOnlyOfARequestItTakes) {
  start();
  Connection taken{server->port()};
  taken.write("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(taken.read_answer().status, 100);
  taken.write("hello");
  EXPECT_EQ(taken.read_answer().body, "POST /x hello cookie=");

  Connection refused{server->port()};
  refused.write("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(refused.read_answer().status, 413);
}

TEST_F(HttpServer, LetsTheClientReadWhyItsBodyWasRefusedBeforeItWasSent) {
  start();
  Connection connection{server->port()};

  connection.write("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\n" + std::string(300'000, 'a'));

  const auto answer = connection.read_answer();
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.error_code(), "too_large");
}

TEST_F(HttpServer, ClosesWhenTheClientOr10AsksForIt) {
  start();
  Connection asked{server->port()};
  asked.write("GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(asked.read_answer().header("connection"), "close");
  EXPECT_TRUE(asked.is_closed_by_server());

  Connection old{server->port()};
  old.write("GET /x HTTP/1.0\r\nHost: h\r\n\r\n");
  EXPECT_EQ(old.read_answer().status, 200);
  EXPECT_TRUE(old.is_closed_by_server());
}

TEST_F(HttpServer, ClosesOnWhoIsTooSlowWithHeadBodyOrTheNextRequest) {
  start({.head_deadline = 150ms, .body_deadline = 150ms, .idle_deadline = 150ms});
  const std::string begun = "POST /x HTTP/1.1\r\nHost: h\r\n";
  const std::vector<std::pair<const char*, std::string>> slow = {
      {"silent", ""},
      {"in its head", begun},
      {"in its body", begun + "Content-Length: 5\r\n\r\nhe"},
      {"in a chunk", begun + "Transfer-Encoding: chunked\r\n\r\n5\r\nhe"},
      {"with its next request", ask("/x")},
  };
  for (const auto& [name, bytes] : slow) {
    SCOPED_TRACE(name);
    Connection connection{server->port()};
    connection.write(bytes);
    EXPECT_TRUE(connection.is_closed_by_server());
  }
}

TEST_F(HttpServer, CountsTheHeadsDeadlineFromItsFirstByteWhateverTrickles) {
  start({.head_deadline = 300ms});
  Connection connection{server->port()};
  const auto began = std::chrono::steady_clock::now();

  // Each byte is sent as soon as the one before is gone; a deadline that each renewed would never come.
  std::jthread trickle{[&](const std::stop_token& stop) {
    connection.write("GET /x HTTP/1.1\r\nHost: h\r\nX-A: ");
    while (!stop.stop_requested() && connection.write("a")) std::this_thread::sleep_for(20ms);
  }};

  EXPECT_TRUE(connection.is_closed_by_server());
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
  EXPECT_EQ(handler.handled(), 0);
}

TEST_F(HttpServer, CutsAClientThatDoesNotReadItsAnswer) {
  class Large final : public serve::Handler {
   public:
    void handle(serve::Request, Answer answer) override { answer({.body = std::string(64 << 20, 'a')}); }
  } large;
  auto listening = serve::HttpServer::listen({.write_deadline = 200ms}, log);
  ASSERT_TRUE(listening);
  (*listening)->start(large, {"h"});
  Connection connection{(*listening)->port()};

  connection.write("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");

  EXPECT_TRUE(log.wait_for("\"status\":200"));  // it was given up, though not one byte was read
}

TEST_F(HttpServer, FinishesRunningRequestsAndClosesIdleOnesWhenItStops) {
  start();
  Connection idle{server->port()};
  idle.write(ask("/x"));
  EXPECT_EQ(idle.read_answer().status, 200);
  Connection running{server->port()};
  running.write(ask("/wait"));
  ASSERT_TRUE(handler.wait_until_held());

  std::jthread stopping{[this] { server->stop(); }};
  EXPECT_TRUE(idle.is_closed_by_server());
  handler.release();

  const auto answer = running.read_answer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_TRUE(running.is_closed_by_server());
  stopping.join();
  EXPECT_EQ(Connection{server->port()}.read_answer().status, 0);
}

TEST_F(HttpServer, CutsWhatDoesNotEndInTime) {
  start({.drain = 100ms});
  Connection running{server->port()};
  running.write(ask("/wait"));
  ASSERT_TRUE(handler.wait_until_held());

  server->stop();  // the answer that does not come must not hold it up

  EXPECT_TRUE(running.is_closed_by_server());
  handler.release();  // too late, and to no harm
}

TEST_F(HttpServer, GivesEveryAnswerItsPolicyAndAName) {
  start();
  for (const auto* target : {"/x", "//refused"}) {
    SCOPED_TRACE(target);
    Connection connection{server->port()};
    connection.write(ask(target));

    const auto answer = connection.read_answer();

    EXPECT_EQ(answer.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(answer.header("referrer-policy"), "no-referrer");
    EXPECT_TRUE(answer.header("date").ends_with(" GMT"));
    EXPECT_FALSE(answer.has("strict-transport-security"));
    EXPECT_TRUE(log.wait_for(answer.header("x-request-id")));
  }
}

TEST(SecurityHeaders, LetAPageLoadItsOwnAndNothingInline) {
  serve::Response page;
  page.headers.set("content-type", "text/html; charset=utf-8");

  serve::add_security_headers(page, true);

  const auto policy = page.headers.get("content-security-policy");
  EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
  EXPECT_NE(policy.find("script-src 'self' 'wasm-unsafe-eval';"), std::string::npos);
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
  EXPECT_EQ(policy.find("unsafe-inline"), std::string::npos);
  EXPECT_EQ(page.headers.get("cross-origin-opener-policy"), "same-origin");
  EXPECT_EQ(page.headers.count("permissions-policy"), 1U);
  EXPECT_EQ(page.headers.count("strict-transport-security"), 1U);
}

TEST(SecurityHeaders, AreLeftAsStoredWhenNothingChanged) {
  serve::Response not_modified;
  not_modified.status = 304;

  serve::add_security_headers(not_modified, true);

  EXPECT_EQ(not_modified.headers.count("content-security-policy"), 0U);
}

TEST(HttpDate, IsAsTheStandardHasIt) {
  const auto time = *parse_iso8601("2026-03-15T10:20:30.999Z");
  EXPECT_EQ(serve::format_http_date(time), "Sun, 15 Mar 2026 10:20:30 GMT");
}

TEST(Headers, TakeNoValueThatWouldBecomeALine) {
  serve::Headers headers;

  EXPECT_FALSE(headers.set("location", "/x\r\nset-cookie: a=b"));
  EXPECT_FALSE(headers.add("location", std::string{"/x\0", 3}));
  EXPECT_FALSE(headers.add("bad name", "x"));
  EXPECT_FALSE(headers.add("", "x"));
  EXPECT_TRUE(headers.add("X-Fine", "a\tb ü"));

  EXPECT_EQ(headers.size(), 1U);
  EXPECT_EQ(headers.get("x-fine"), "a\tb ü");
}

}  // namespace
}  // namespace quern::test
