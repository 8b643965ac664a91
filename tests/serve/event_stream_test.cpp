// The sockets' side of event streams: what goes out, slow and vanished clients, the end. Over real connections.
#include <gtest/gtest.h>

#include <thread>

#include "serve/http/http_server.hpp"
#include "tests/serve/echo_sockets.hpp"
#include "tests/serve/event_client.hpp"
#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;

std::shared_ptr<const std::string> text_of(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

class Streams : public testing::Test {
 protected:
  void start(serve::HttpServerOptions options = {}) {
    auto listening = serve::HttpServer::listen(std::move(options), log);
    ASSERT_TRUE(listening);
    server = *std::move(listening);
    server->start(rules, {"127.0.0.1:" + std::to_string(server->port())});
  }
  EventClient connect(const Fields& more = {}) const { return EventClient{server->port(), more}; }

  MemoryLog log;
  EchoSockets rules;
  std::unique_ptr<serve::HttpServer> server;
};

TEST_F(Streams, CarryWhatTheirPeerIsSentAsItIs) {
  start();
  auto client = connect();
  const auto peer = rules.peer(0);

  EXPECT_EQ(client.answer().status, 200);
  EXPECT_EQ(client.answer().header("content-type"), "text/event-stream");
  EXPECT_EQ(client.answer().header("cache-control"), "no-store");
  EXPECT_EQ(client.answer().header("connection"), "close");
  EXPECT_FALSE(client.answer().has("content-length"));
  EXPECT_TRUE(client.answer().has("x-request-id"));

  peer->send(text_of("id: 1\ndata: one\n\n"));
  peer->send(text_of("data: " + std::string(200'000, 'x') + "\n\n"));
  EXPECT_EQ(client.read()->text, "id: 1\ndata: one\n\n");
  EXPECT_EQ(client.read()->data.size(), 200'000U);
}

TEST_F(Streams, AreRefusedAsAnyOtherRequestIs) {
  start();
  Connection connection{server->port()};
  connection.write(format_request("GET", "/api/events", server->port(), {{"X-Refuse", "yes"}}) +
                   format_request("GET", "/next", server->port(), {}));

  EXPECT_EQ(connection.read_answer().status, 401);
  EXPECT_EQ(connection.read_answer().status, 200);  // and the connection goes on
}

TEST_F(Streams, AreForGetAndAlsoForHttp10) {
  start();
  Connection old{server->port()};
  old.write("GET /api/events HTTP/1.0\r\nHost: 127.0.0.1:" + std::to_string(server->port()) + "\r\n\r\n");
  EXPECT_EQ(old.read_answer().status, 200);
  rules.peer(0)->send(text_of("data: one\n\n"));
  EXPECT_EQ(old.read_bytes(11), "data: one\n\n");

  Connection head{server->port()};
  head.write(format_request("HEAD", "/api/events", server->port(), {}) +
             format_request("GET", "/next", server->port(), {}));
  EXPECT_EQ(head.read_answer(true).status, 200);
  EXPECT_EQ(head.read_answer().status, 200);
}

TEST_F(Streams, SayNowAndThenThatTheyAreThere) {
  start({.sockets = {.heartbeat = 20ms}});
  auto client = connect();

  EXPECT_EQ(client.read()->text, ": \n\n");
  EXPECT_EQ(client.read()->text, ": \n\n");
}

TEST_F(Streams, CallWhoWaitsOnceAllIsOnItsWay) {
  start();
  auto client = connect();
  std::atomic<bool> is_called = false;
  const auto peer = rules.peer(0);

  peer->send(text_of("data: one\n\n"));
  peer->when_drained([&] {
    is_called = true;
    peer->send(text_of("data: two\n\n"));
  });

  EXPECT_EQ(client.read()->data, "one");
  EXPECT_EQ(client.read()->data, "two");
  EXPECT_TRUE(is_called);
}

TEST_F(Streams, TellWhoListensAtOnceThatTheClientHasGone) {
  start({.sockets = {.heartbeat = 1h}});
  {
    const auto leaving = connect();
    ASSERT_TRUE(rules.peer(0));
  }
  EXPECT_TRUE(rules.wait_for_closed(1));
  auto reset = connect();
  ASSERT_TRUE(rules.peer(1));
  reset.connection().reset();
  EXPECT_TRUE(rules.wait_for_closed(2));
  rules.peer(0)->send(text_of("late"));  // and to no harm
  EXPECT_TRUE(log.wait_for("\"closed\":1006"));
}

TEST_F(Streams, CutAClientThatGoesOnTalking) {
  start();
  auto client = connect();
  ASSERT_TRUE(rules.peer(0));

  client.connection().write(std::string(100'000, 'x'));

  EXPECT_TRUE(rules.wait_for_closed(1));
}

TEST_F(Streams, CutOffAClientThatDoesNotReadAndNobodyElse) {
  start({.sockets = {.queue_bytes = 1024 * 1024}});
  auto slow = connect();
  const auto to_slow = rules.peer(0);
  auto reading = connect();
  const auto to_reading = rules.peer(1);

  // More than the system's buffers hold for the one, as fast as the other reads.
  const std::string rest(256 * 1024, '.');
  for (int i = 0; i < 128; ++i) {
    const auto event = text_of("data: " + std::to_string(i) + rest + "\n\n");
    to_slow->send(event);
    to_reading->send(event);
    ASSERT_EQ(reading.read()->data.size(), event->size() - 8);
  }

  EXPECT_TRUE(rules.wait_for_closed(1));
  EXPECT_TRUE(log.wait_for("\"closed\":4008"));
  to_reading->send(text_of("data: still here\n\n"));
  EXPECT_EQ(reading.read()->data, "still here");
  EXPECT_TRUE(slow.connection().is_closed_by_server());
}

TEST_F(Streams, SendWhatIsQueuedBeforeTheyClose) {
  start();
  auto client = connect();
  const auto peer = rules.peer(0);

  peer->send(text_of("data: last\n\n"));
  peer->close(serve::close_code::policy, "the session is over");
  peer->send(text_of("data: too late\n\n"));

  EXPECT_EQ(client.read()->data, "last");
  EXPECT_FALSE(client.read());
  EXPECT_TRUE(rules.wait_for_closed(1));
  EXPECT_TRUE(log.wait_for("\"closed\":1008"));
}

TEST_F(Streams, AreCutWhenTheirClientDoesNotReadThatTheyClose) {
  start({.sockets = {.queue_bytes = 64 << 20, .close = 100ms}});
  auto client = connect();
  const auto peer = rules.peer(0);
  for (int i = 0; i < 60; ++i) peer->send(text_of(std::string(1 << 20, '.')));

  peer->close(serve::close_code::policy, "the session is over");

  EXPECT_TRUE(rules.wait_for_closed(1));
}

TEST_F(Streams, AreGivenUpWhenTheirClientDoesNotReadAPiece) {
  start({.sockets = {.queue_bytes = 64 << 20}, .write_deadline = 100ms});
  auto client = connect();
  const auto peer = rules.peer(0);

  for (int i = 0; i < 60; ++i) peer->send(text_of(std::string(1 << 20, '.')));

  EXPECT_TRUE(rules.wait_for_closed(1));
}

TEST_F(Streams, SayWhenToTryAgainWhenTheServerStops) {
  start();
  auto client = connect();
  ASSERT_TRUE(rules.peer(0));

  std::jthread stopping{[this] { server->stop(); }};

  EXPECT_EQ(client.read()->text, "retry: 3000\n\n");
  EXPECT_FALSE(client.read());
  stopping.join();
  EXPECT_TRUE(rules.wait_for_closed(1));
}

}  // namespace
}  // namespace quern::test
