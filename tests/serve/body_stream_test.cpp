// Bodies that are taken as they come, and answers that are read as they are sent, over real sockets.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <future>
#include <thread>

#include "serve/http/error_answer.hpp"
#include "serve/http/http_server.hpp"
#include "tests/serve/body_sinks.hpp"
#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;

class StreamedBodies : public testing::Test {
 protected:
  void start(serve::HttpServerOptions options = {}) {
    auto listening = serve::HttpServer::listen(std::move(options), log);
    ASSERT_TRUE(listening);
    server = *std::move(listening);
    server->start(rules, {"h"});
  }
  ~StreamedBodies() override {
    if (server) server->stop();
  }
  Connection connect() const { return Connection{server->port()}; }
  static std::string head(std::string_view fields, std::string_view method = "POST", std::string_view target = "/up") {
    return std::string{method} + ' ' + std::string{target} + " HTTP/1.1\r\nHost: h\r\n" + std::string{fields} + "\r\n";
  }
  static std::string sized(std::string_view body) {
    return head("Content-Length: " + std::to_string(body.size()) + "\r\n") + std::string{body};
  }

  BodySinks rules;
  MemoryLog log;
  std::unique_ptr<serve::HttpServer> server;
};

const std::string next_request = "GET /next HTTP/1.1\r\nHost: h\r\n\r\n";

// Bytes of a string, as a file; counts who holds it by shared_ptr.
class Bytes final : public serve::ByteSource {
 public:
  explicit Bytes(std::string bytes, std::uint64_t broken_from = UINT64_MAX)
      : bytes_(std::move(bytes)),
        broken_from_(broken_from) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Result<std::size_t> read(std::uint64_t offset, std::span<char> into) const override {
    if (offset + into.size() > broken_from_) return fail(ErrorKind::server, "the disk is broken");
    return bytes_.copy(into.data(), into.size(), offset);
  }

 private:
  std::string bytes_;
  std::uint64_t broken_from_;
};

TEST_F(StreamedBodies, ReachTheirSinkWholeAndTheConnectionGoesOn) {
  start();
  auto connection = connect();

  connection.write(sized("hello") + next_request);

  EXPECT_EQ(connection.read_answer().body, "/up received");
  EXPECT_EQ(connection.read_answer().body, "/next");
  EXPECT_EQ(rules.received(), "hello");
  EXPECT_EQ(rules.finished(), 1U);
  EXPECT_TRUE(rules.wait_for_sinks_gone());
}

TEST_F(StreamedBodies, MayComeInChunksByteByByteOrEmpty) {
  start();
  auto connection = connect();
  for (const char byte : head("Transfer-Encoding: chunked\r\n") + "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nX: y\r\n\r\n") {
    ASSERT_TRUE(connection.write(std::string_view{&byte, 1}));
  }
  EXPECT_EQ(connection.read_answer().body, "/up received");

  connection.write(head("Content-Length: 0\r\n") + head("") + next_request);

  EXPECT_EQ(connection.read_answer().body, "/up received");
  EXPECT_EQ(connection.read_answer().body, "/up received");
  EXPECT_EQ(connection.read_answer().body, "/next");
  EXPECT_EQ(rules.received(), "hello");
  EXPECT_EQ(rules.finished(), 3U);
}

// What follows the head is a body, also when nobody wants it.
TEST_F(StreamedBodies, ThatAreRefusedAreNeverReadAsARequest) {
  struct Case {
    const char* name;
    std::string framing;
    std::string body;
  };
  const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";
  const std::vector<Case> cases = {
      {"with its length", "Content-Length: " + std::to_string(smuggled.size()) + "\r\n", smuggled},
      {"in chunks", "Transfer-Encoding: chunked\r\n", "25\r\n" + smuggled + "\r\n0\r\n\r\n"},
      {"shorter than it says", "Content-Length: 1000\r\n", smuggled},
      {"and then more", "Content-Length: 1\r\n", "x" + smuggled},
  };
  rules.refusal = serve::error_answer(401, "unauthenticated", "sign in first");
  start();
  for (const auto& [name, framing, body] : cases) {
    SCOPED_TRACE(name);
    auto connection = connect();
    connection.write(head(framing) + body + smuggled);

    const auto answer = connection.read_answer();

    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_EQ(connection.read_answer().status, 0);
  }
  EXPECT_EQ(rules.handled(), 0U);
}

TEST_F(StreamedBodies, ThatTheirSinkRefusesAreNeverReadAsARequest) {
  rules.on_write = [](std::size_t) { return serve::error_answer(415, "wrong_type", "not that"); };
  start();
  auto connection = connect();

  connection.write(sized(next_request) + next_request);

  EXPECT_EQ(connection.read_answer().status, 415);
  EXPECT_EQ(connection.read_answer().status, 0);
  EXPECT_EQ(rules.handled(), 0U);
  EXPECT_TRUE(rules.wait_for_sinks_gone());
  EXPECT_EQ(rules.finished(), 0U);
}

// The same table as for other bodies (http_server_test.cpp): where a body ends has one reading, or none.
TEST_F(StreamedBodies, AreRefusedWhereTwoReadersWouldSeeTwoEnds) {
  const std::vector<std::string> cases = {
      head("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
      head("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
      head("Content-Length: 5\r\nContent-Length: 5\r\n"),
      head("Content-Length: 5, 5\r\n"),
      head("Content-Length: +5\r\n"),
      head("Content-Length: 0x5\r\n"),
      head("Transfer-Encoding: gzip\r\n"),
      head("Transfer-Encoding: gzip, chunked\r\n"),
      head("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
      head("Transfer-Encoding: xchunked\r\n"),
      head("Transfer-Encoding: chunked\r\n") + "-1\r\n",
      head("Transfer-Encoding: chunked\r\n") + "0x5\r\n",
      head("Transfer-Encoding: chunked\r\n") + "FFFFFFFFFFFFFFFFF\r\n",
      head("Transfer-Encoding: chunked\r\n") + "5\r\nhelloXX",
      "POST /up HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
  };
  start();
  for (const auto& bytes : cases) {
    SCOPED_TRACE(bytes);
    auto connection = connect();
    connection.write(bytes + (bytes.ends_with("\r\n\r\n") ? "5\r\nhello\r\n0\r\n\r\n" : "") + next_request);
    EXPECT_GE(connection.read_answer().status, 400);
    EXPECT_EQ(connection.read_answer().status, 0);
  }
  EXPECT_EQ(rules.handled(), 0U);
  EXPECT_EQ(rules.finished(), 0U);
  EXPECT_TRUE(rules.wait_for_sinks_gone());
}

TEST_F(StreamedBodies, ThatAreTooLargeAreRefusedByTheirLengthOrWhenTheyAre) {
  rules.limit = 1'000;
  start();

  auto declared = connect();
  declared.write(head("Content-Length: 1001\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(declared.read_answer().status, 413);

  auto chunked = connect();
  chunked.write(head("Transfer-Encoding: chunked\r\n") + "3e8\r\n" + std::string(1'000, 'x') + "\r\n1\r\n");
  EXPECT_EQ(chunked.read_answer().status, 413);

  EXPECT_TRUE(rules.wait_for_sinks_gone());
  EXPECT_EQ(rules.finished(), 0U);
}

TEST_F(StreamedBodies, AreAskedForOnceSomebodyTakesThem) {
  start();
  auto taken = connect();
  taken.write(head("Content-Length: 5\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(taken.read_answer().status, 100);
  taken.write("hello");
  EXPECT_EQ(taken.read_answer().status, 200);

  rules.refusal = serve::error_answer(403, "forbidden", "no");
  auto refused = connect();
  refused.write(head("Content-Length: 5\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(refused.read_answer().status, 403);
}

// Closing over unread bytes would reset the connection, and the answer would be lost.
TEST_F(StreamedBodies, LetTheirClientReadWhyTheyWereRefusedWhileItStillSends) {
  rules.on_write = [](std::size_t) { return serve::error_answer(415, "wrong_type", "not that"); };
  start();
  auto connection = connect();
  const std::string piece(1 << 20, 'x');

  connection.write(head("Content-Length: 33554432\r\n"));
  for (int i = 0; i < 32; ++i) ASSERT_TRUE(connection.write(piece)) << i;

  EXPECT_EQ(connection.read_answer().error_code(), "wrong_type");
}

TEST_F(StreamedBodies, GoWithAClientThatLeavesInTheMiddle) {
  start();
  {
    auto connection = connect();
    connection.write(sized(std::string(100'000, 'x')).substr(0, 50'000));
    ASSERT_TRUE(rules.wait_for_bytes(10'000));
  }
  auto reset = connect();
  reset.write(sized(std::string(100'000, 'x')).substr(0, 50'000));
  reset.reset();

  EXPECT_TRUE(rules.wait_for_sinks_gone());
  EXPECT_EQ(rules.finished(), 0U);
  EXPECT_EQ(rules.handled(), 0U);
  EXPECT_TRUE(log.wait_for("the body broke off"));
}

TEST_F(StreamedBodies, GoWithAClientThatIsSilent) {
  start({.body_deadline = 150ms});
  auto connection = connect();

  connection.write(head("Content-Length: 5\r\n") + "he");

  EXPECT_TRUE(connection.is_closed_by_server());
  EXPECT_TRUE(rules.wait_for_sinks_gone());
}

TEST_F(StreamedBodies, GoWithAClientThatTrickles) {
  start({.body_deadline = 10s, .body_speed = {.window = 300ms, .bytes_per_second = 1'000}});
  auto connection = connect();
  std::jthread trickle{[&](const std::stop_token& stop) {
    connection.write(head("Content-Length: 100000\r\n"));
    while (!stop.stop_requested() && connection.write("a")) std::this_thread::sleep_for(10ms);  // 100 bytes a second
  }};

  EXPECT_TRUE(connection.is_closed_by_server());
  EXPECT_TRUE(rules.wait_for_sinks_gone());
  EXPECT_TRUE(log.wait_for("too slowly"));
}

TEST(SpeedFloor, CountsWaitingAloneAndLooksAtWholeWindows) {
  serve::SpeedFloor floor{{.window = 30s, .bytes_per_second = 1024}};

  EXPECT_TRUE(floor.note(29s, 0));
  EXPECT_TRUE(floor.note(1s, 30 * 1024));
  EXPECT_TRUE(floor.note(0s, 1'000'000));  // what came at once does not pay for later windows for ever:
  EXPECT_TRUE(floor.note(30s, 0));
  EXPECT_FALSE(floor.note(30s, 30 * 1024 - 1));
}

// The disk's threads are all at work: that is nobody's business who does not use them.
TEST_F(StreamedBodies, DoNotHoldUpOthersWhenTheDiskIsSlow) {
  std::promise<void> go_on;
  const auto held = go_on.get_future().share();
  rules.on_write = [held](std::size_t) {
    held.wait();
    return std::nullopt;
  };
  start();
  std::vector<Connection> uploads;
  for (int i = 0; i < 4; ++i) {
    uploads.push_back(connect());
    uploads.back().write(sized("hello"));
  }
  ASSERT_TRUE(rules.wait_for_bytes(10));

  for (int i = 0; i < 10; ++i) {
    auto other = connect();
    other.write(next_request);
    EXPECT_EQ(other.read_answer().body, "/next");
  }
  go_on.set_value();
  for (auto& upload : uploads) EXPECT_EQ(upload.read_answer().body, "/up received");
}

TEST_F(StreamedBodies, AreHeldBackAtTheirClientWhenTheDiskIsSlow) {
  std::promise<void> go_on;
  rules.on_write = [held = go_on.get_future().share()](std::size_t) {
    held.wait();
    return std::nullopt;
  };
  start();
  auto connection = connect();
  connection.write(head("Content-Length: 1000000000\r\n"));
  const std::string piece(1 << 16, 'x');

  // Until the connection takes no more for half a second.
  std::size_t sent = 0;
  for (pollfd ready{.fd = connection.descriptor(), .events = POLLOUT};
       sent < 200'000'000 && poll(&ready, 1, 500) > 0;) {
    const auto count = ::send(connection.descriptor(), piece.data(), piece.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count > 0) sent += static_cast<std::size_t>(count);
  }

  EXPECT_LT(sent, 32'000'000U);  // the system's buffers of both ends, and a piece or two of ours
  connection.reset();
  go_on.set_value();
  EXPECT_TRUE(rules.wait_for_sinks_gone());
}

TEST_F(StreamedBodies, AreDroppedWhenTheServerStops) {
  start({.drain = 50ms});
  auto connection = connect();
  connection.write(sized(std::string(100'000, 'x')).substr(0, 50'000));
  ASSERT_TRUE(rules.wait_for_bytes(10'000));

  server->stop();

  EXPECT_TRUE(rules.wait_for_sinks_gone());
  EXPECT_EQ(rules.finished(), 0U);
}

TEST_F(StreamedBodies, OnTheDiskAreWaitedForWhenTheServerStops) {
  std::promise<void> go_on;
  std::atomic<bool> was_written = false;
  rules.on_write = [&, held = go_on.get_future().share()](std::size_t) {
    held.wait();
    was_written = true;
    return std::nullopt;
  };
  start({.drain = 50ms});
  auto connection = connect();
  connection.write(sized("hello"));
  ASSERT_TRUE(rules.wait_for_bytes(5));

  std::jthread later{[&] {
    EXPECT_TRUE(connection.is_closed_by_server());
    std::this_thread::sleep_for(700ms);  // past all that stop() waits for otherwise
    go_on.set_value();
  }};
  server->stop();

  EXPECT_TRUE(was_written);
}

TEST_F(StreamedBodies, FromAFileAreSentWhole) {
  std::string bytes(3'000'000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7 % 251);
  rules.source = std::make_shared<Bytes>(bytes);
  start();
  auto connection = connect();

  connection.write(head("", "HEAD", "/file") + head("", "GET", "/file") + next_request);

  const auto described = connection.read_answer(true);
  EXPECT_EQ(described.header("content-length"), "3000000");
  EXPECT_EQ(connection.read_answer().body, bytes);
  EXPECT_EQ(connection.read_answer().body, "/next");
}

TEST_F(StreamedBodies, FromAFileThatBreaksInTheMiddleBreakTheConnection) {
  rules.source = std::make_shared<Bytes>(std::string(3'000'000, 'x'), 1'000'000);
  start();
  auto connection = connect();

  connection.write(head("", "GET", "/file") + next_request);

  EXPECT_LE(connection.read_answer().body.size(), 1'000'000U);  // less than was promised, and then nothing
  EXPECT_EQ(connection.read_answer().status, 0);
  EXPECT_EQ(rules.handled(), 1U);
}

TEST_F(StreamedBodies, FromAFileAreGivenUpForAClientThatDoesNotRead) {
  rules.source = std::make_shared<Bytes>(std::string(64 << 20, 'x'));
  const std::weak_ptr<const serve::ByteSource> source = rules.source;
  start({.write_deadline = 200ms});
  auto connection = connect();

  connection.write(head("", "GET", "/file"));

  EXPECT_TRUE(log.wait_for("\"status\":200"));
  rules.source = nullptr;
  server->stop();
  EXPECT_TRUE(source.expired());
}

}  // namespace
}  // namespace quern::test
