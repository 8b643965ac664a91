// The sockets' side of WebSocket: handshakes, malformed frames, slow and silent clients, the end. Over real connections.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "serve/http/http_server.hpp"
#include "tests/serve/echo_sockets.hpp"
#include "tests/serve/server_world.hpp"
#include "tests/serve/socket_client.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;
constexpr std::size_t longest = 64 * 1024;

std::shared_ptr<const std::string> text_of(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

class Socket : public testing::Test {
 protected:
  void start(serve::HttpServerOptions options = {}) {
    auto listening = serve::HttpServer::listen(options, log);
    ASSERT_TRUE(listening) << listening.error().message;
    server = *std::move(listening);
    server->start(rules, {"127.0.0.1:" + std::to_string(server->port())});
  }
  SocketClient connect(const Fields& more = {}) const { return SocketClient{server->port(), more}; }
  // 64 MiB to both, as fast as one of them reads: more than the system's buffers hold for the other.
  void send_faster_than_one_reads(SocketClient& reading, serve::SocketPeer& to_reading, serve::SocketPeer& to_slow) {
    const std::string rest(256 * 1024, '.');
    for (int i = 0; i < 256; ++i) {
      const auto message = text_of(std::to_string(i) + rest);
      to_slow.send(message);
      to_reading.send(message);
      ASSERT_EQ(reading.read_text(), *message);
    }
  }

  MemoryLog log;
  EchoSockets rules;
  std::unique_ptr<serve::HttpServer> server;
};

TEST_F(Socket, CarriesTextBothWays) {
  start();
  auto client = connect();
  ASSERT_TRUE(client.is_open());
  EXPECT_EQ(client.answer().header("sec-websocket-accept"), "Bz3qJYTGdOe8gUSpLosEdiLKDrk=");
  EXPECT_FALSE(client.answer().has("sec-websocket-extensions"));
  EXPECT_EQ(client.answer().header("server"), "quern");  // and no library's name and version

  for (const auto& text : {std::string{"hello"}, std::string{}, std::string{"привет, 世界 \xf0\x9f\x8c\xbe"},
                           std::string(125, 'a'), std::string(126, 'b'), std::string(longest, 'c')}) {
    client.send_text(text);
    const auto frame = client.read();
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->opcode, Opcode::text);
    EXPECT_FALSE(frame->is_masked);
    EXPECT_EQ(frame->payload, text);
  }
}

TEST_F(Socket, PutsFragmentsTogetherWithAPingBetweenThem) {
  start();
  auto client = connect();

  client.send({.payload = "\xd0", .is_last = false});  // a letter cut in two
  client.send({.opcode = Opcode::ping, .payload = "are you there"});
  client.send({.opcode = Opcode::more, .payload = "\xbf one", .is_last = false});
  client.send({.opcode = Opcode::more, .payload = " two"});

  const auto pong = client.read();
  ASSERT_TRUE(pong);
  EXPECT_EQ(pong->opcode, Opcode::pong);
  EXPECT_EQ(pong->payload, "are you there");
  EXPECT_EQ(client.read_text(), "\xd0\xbf one two");
}

TEST_F(Socket, RefusesAMalformedHandshake) {
  start();
  struct Case {
    const char* name;
    Fields fields;
    int status;
  };
  const std::vector<Case> cases = {
      {"no connection: upgrade", {{"Connection", "keep-alive"}}, 400},
      {"version 8", {{"Sec-WebSocket-Version", "8"}}, 426},
      {"version 13 and 8", {{"Sec-WebSocket-Version", "13, 8"}}, 426},
      {"no version", {{"Sec-WebSocket-Version", ""}}, 426},
      {"no key", {{"Sec-WebSocket-Key", ""}}, 400},
      {"a short key", {{"Sec-WebSocket-Key", "AAECAwQFBgcICQoLDA0O"}}, 400},
      {"a long key", {{"Sec-WebSocket-Key", "AAECAwQFBgcICQoLDA0ODxAREhM="}}, 400},
      {"a key that is not base64", {{"Sec-WebSocket-Key", "AAECAwQFBgcICQoLDA0OD!=="}}, 400},
      {"a key of 17 bytes' worth of bits", {{"Sec-WebSocket-Key", "AAECAwQFBgcICQoLDA0ODz=="}}, 400},
  };
  for (const auto& refused : cases) {
    SCOPED_TRACE(refused.name);
    const auto client = connect(refused.fields);
    EXPECT_EQ(client.answer().status, refused.status);
    EXPECT_EQ(client.answer().error_code(), "bad_request");
    if (refused.status == 426) {
      EXPECT_EQ(client.answer().header("sec-websocket-version"), "13");
      EXPECT_EQ(client.answer().header("upgrade"), "websocket");
    }
  }
  EXPECT_TRUE(connect({{"Connection", "keep-alive, Upgrade"}, {"Upgrade", "WebSocket"}}).is_open());
}

TEST_F(Socket, RefusesBytesThatCameBeforeItsAnswer) {
  start();
  Connection connection{server->port()};
  connection.write(format_request("GET", "/api/ws", server->port(), handshake_fields(server->port())) +
                   format_frame({.payload = "early"}));
  EXPECT_EQ(connection.read_answer().status, 400);
  EXPECT_TRUE(connection.is_closed_by_server());
}

TEST_F(Socket, LeavesWhatIsNoHandshakeToOrdinaryAnswers) {
  start();
  EXPECT_EQ((SocketClient{server->port(), {}, "/api/other"}.answer().status), 200);
  EXPECT_EQ(connect({{"Upgrade", ""}}).answer().status, 200);
  EXPECT_EQ(connect({{"Upgrade", "h2c"}}).answer().status, 200);
  Connection connection{server->port()};
  connection.write(format_request("POST", "/api/ws", server->port(), handshake_fields(server->port())));
  EXPECT_EQ(connection.read_answer().status, 200);
}

TEST_F(Socket, AnswersARefusalOfTheRulesAndGoesOn) {
  start();
  Connection connection{server->port()};
  connection.write(
      format_request("GET", "/api/ws", server->port(), handshake_fields(server->port(), {{"X-Refuse", "yes"}})));
  const auto refused = connection.read_answer();
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.error_code(), "unauthenticated");
  EXPECT_EQ(refused.header("connection"), "");

  connection.write(format_request("GET", "/x", server->port(), {}));
  EXPECT_EQ(connection.read_answer().status, 200);
}

TEST_F(Socket, ClosesOnFramesItMustNotTake) {
  start();
  std::string far_too_long = format_frame({.payload = std::string(70'000, 'x')});
  far_too_long.replace(2, 8, std::string{"\x7f\xff\xff\xff\xff\xff\xff\xff", 8});
  std::string above_63_bits = far_too_long;
  above_63_bits[2] = '\xff';
  std::string not_minimal{"\x81\xfe\x00\x05", 4};  // five bytes, said in the long form
  not_minimal += format_frame({.payload = "hello"}).substr(2);
  const auto fragment = format_frame({.payload = std::string(longest / 2 + 1, 'x'), .is_last = false});
  const auto next = format_frame({.opcode = Opcode::more, .payload = std::string(longest / 2, 'x')});
  struct Case {
    const char* name;
    std::string bytes;
    int code;
  };
  const std::vector<Case> cases = {
      {"unmasked", format_frame({.payload = "hello", .is_masked = false}), 1002},
      {"RSV1", format_frame({.payload = "hello", .reserved = 4}), 1002},
      {"RSV2", format_frame({.payload = "hello", .reserved = 2}), 1002},
      {"RSV3", format_frame({.payload = "hello", .reserved = 1}), 1002},
      {"opcode 3", format_frame({.opcode = static_cast<Opcode>(3)}), 1002},
      {"opcode 11", format_frame({.opcode = static_cast<Opcode>(11)}), 1002},
      {"a stray continuation", format_frame({.opcode = Opcode::more, .payload = "hello"}), 1002},
      {"a new message inside another",
       format_frame({.payload = "a", .is_last = false}) + format_frame({.payload = "b"}), 1002},
      {"a ping in fragments", format_frame({.opcode = Opcode::ping, .is_last = false}), 1002},
      {"a ping of 126 bytes", format_frame({.opcode = Opcode::ping, .payload = std::string(126, 'p')}), 1002},
      {"a length not in its shortest form", not_minimal, 1002},
      {"a close of one byte", format_frame({.opcode = Opcode::close, .payload = "x"}), 1002},
      {"a close with a code nobody may send", format_frame({.opcode = Opcode::close, .payload = "\x03\xed"}), 1002},
      {"bad UTF-8", format_frame({.payload = "a\xff"}), 1007},
      {"a surrogate", format_frame({.payload = "\xed\xa0\x80"}), 1007},
      {"overlong UTF-8", format_frame({.payload = "\xc0\xaf"}), 1007},
      {"a letter without its end", format_frame({.payload = "\xd0"}), 1007},
      {"binary", format_frame({.opcode = Opcode::binary, .payload = "hello"}), 1003},
      {"one byte too many", format_frame({.payload = std::string(longest + 1, 'x')}), 1009},
      {"2 MiB", format_frame({.payload = std::string(2 * 1024 * 1024, 'x')}), 1009},
      {"a length of 2^63-1", far_too_long, 1009},
      {"a length above 2^63", above_63_bits, 1009},
      {"too much in fragments", fragment + next, 1009},
  };
  for (const auto& malformed : cases) {
    SCOPED_TRACE(malformed.name);
    auto client = connect();
    ASSERT_TRUE(client.is_open());
    client.write(malformed.bytes);
    EXPECT_EQ(client.read_close(), malformed.code);
    client.send({.opcode = Opcode::close});
    EXPECT_TRUE(client.is_closed_by_server());
    EXPECT_TRUE(log.wait_for("\"closed\":" + std::to_string(malformed.code)));
  }
  EXPECT_TRUE(rules.wait_for_closed(cases.size()));
  EXPECT_TRUE(rules.texts().empty());
}

TEST_F(Socket, ReadsTheNextMessageOnlyWhenTheLastIsDone) {
  start();
  rules.set_done(EchoSockets::Done::held);
  auto client = connect();
  client.send_text("one");
  client.send_text("two");
  ASSERT_TRUE(rules.wait_for_texts(1));
  EXPECT_EQ(client.read_text(), "one");
  client.send({.opcode = Opcode::ping});
  rules.peer(0)->send(text_of("from the rules"));
  EXPECT_EQ(client.read_text(), "from the rules");  // and no pong before it: nothing was read
  EXPECT_EQ(rules.texts().size(), 1U);

  rules.release();

  ASSERT_TRUE(rules.wait_for_texts(2));
  EXPECT_EQ(client.read_text(), "two");
  rules.release();
  const auto pong = client.read();
  ASSERT_TRUE(pong);
  EXPECT_EQ(pong->opcode, Opcode::pong);
}

TEST_F(Socket, TakesADroppedDoneForDone) {
  start();
  rules.set_done(EchoSockets::Done::dropped);
  auto client = connect();
  client.send_text("one");
  client.send_text("two");
  EXPECT_EQ(client.read_text(), "one");
  EXPECT_EQ(client.read_text(), "two");
}

TEST_F(Socket, CutsOffWhoDoesNotReadAndHurtsNobodyElse) {
  start();
  auto slow = connect();
  const auto to_slow = rules.peer(0);
  auto reading = connect();
  const auto to_reading = rules.peer(1);
  ASSERT_TRUE(to_slow && to_reading);

  send_faster_than_one_reads(reading, *to_reading, *to_slow);
  slow.send_text("after its end");
  reading.send_text("still here");
  EXPECT_EQ(reading.read_text(), "still here");

  std::size_t got = 0;
  std::optional<Frame> frame;
  while ((frame = slow.read()) && frame->opcode == Opcode::text) ++got;
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->opcode, Opcode::close);
  EXPECT_EQ(frame->close_code(), serve::close_code::slow);
  EXPECT_LT(got, 128U);
  EXPECT_EQ(rules.texts(), std::vector<std::string>{"still here"});
}

TEST_F(Socket, CutsOffWhoWillNotReadItsCloseEither) {
  start({.sockets = {.close = 50ms}});
  const auto slow = connect();
  const auto to_slow = rules.peer(0);
  auto reading = connect();
  const auto to_reading = rules.peer(1);
  ASSERT_TRUE(to_slow && to_reading);

  send_faster_than_one_reads(reading, *to_reading, *to_slow);  // so its close cannot even be written

  EXPECT_TRUE(rules.wait_for_closed(1));
  EXPECT_TRUE(log.wait_for("\"closed\":4008"));
}

TEST_F(Socket, HoldsBackWhoPingsAndDoesNotRead) {
  start({.sockets = {.silence = 1s}});
  auto client = connect();
  ASSERT_TRUE(rules.peer(0));
  std::string pings;
  for (int i = 0; i < 2000; ++i) pings += format_frame({.opcode = Opcode::ping, .payload = std::string(125, 'p')});

  std::size_t taken = 0;
  while (taken < 100'000'000 && client.write(pings)) taken += pings.size();

  EXPECT_LT(taken, 40'000'000U) << "more than the system's buffers hold: it reads on though its pongs are not read";
  EXPECT_TRUE(rules.wait_for_closed(1));
}

TEST_F(Socket, CutsOffWhoIsSilentAndKeepsWhoAnswersPings) {
  start({.sockets = {.silence = 1s}});  // a busy machine may take half of it to answer
  const auto silent = connect();
  auto alive = connect();
  ASSERT_TRUE(rules.peer(1));

  for (int i = 0; i < 3; ++i) {
    const auto ping = alive.read();
    ASSERT_TRUE(ping);
    EXPECT_EQ(ping->opcode, Opcode::ping);
    alive.send({.opcode = Opcode::pong, .payload = ping->payload});
  }

  ASSERT_TRUE(rules.wait_for_closed(1));
  alive.send_text("alive");
  EXPECT_EQ(alive.read_text(), "alive");
}

TEST_F(Socket, NoticesThatItsClientWasKilled) {
  start();
  auto client = connect({{"Cookie", "quern_session=secret"}});
  client.send_text("private words");
  EXPECT_EQ(client.read_text(), "private words");

  client.reset();

  EXPECT_TRUE(rules.wait_for_closed(1));
  EXPECT_TRUE(log.wait_for("\"closed\":1006"));
  EXPECT_TRUE(log.wait_for("\"status\":101"));
  EXPECT_TRUE(log.wait_for("\"bytes\":13,\"bytes_received\":13,"));
  EXPECT_EQ(log.text().find("secret"), std::string::npos);
  EXPECT_EQ(log.text().find("private"), std::string::npos);
  rules.peer(0)->send(text_of("into the void"));
  rules.peer(0)->close(1000, "");
}

TEST_F(Socket, AnswersACloseWithItsCode) {
  start();
  auto client = connect();
  client.send({.opcode = Opcode::close, .payload = "\x0f\xa1gone"});  // 4001
  EXPECT_EQ(client.read_close(), 4001);
  EXPECT_TRUE(client.is_closed_by_server());
  EXPECT_TRUE(rules.wait_for_closed(1));
  EXPECT_TRUE(log.wait_for("\"closed\":4001"));
}

TEST_F(Socket, SendsWhatWasSaidBeforeItCloses) {
  start();
  auto client = connect();
  const auto peer = rules.peer(0);
  for (int i = 0; i < 100; ++i) peer->send(text_of(std::to_string(i)));
  peer->close(serve::close_code::policy, "signed out");
  peer->send(text_of("too late"));
  peer->close(1000, "once is enough");

  for (int i = 0; i < 100; ++i) EXPECT_EQ(client.read_text(), std::to_string(i));
  const auto close = client.read();
  ASSERT_TRUE(close);
  EXPECT_EQ(close->close_code(), serve::close_code::policy);
  EXPECT_EQ(close->payload.substr(2), "signed out");
  client.send_text("more");  // is read, and dropped
  client.send({.opcode = Opcode::close});
  EXPECT_TRUE(client.is_closed_by_server());
  EXPECT_TRUE(rules.wait_for_closed(1));
  EXPECT_TRUE(rules.texts().empty());
}

TEST_F(Socket, SaysWhenWhatWasSentHasLeft) {
  start();
  auto client = connect();
  const auto peer = rules.peer(0);
  std::atomic<int> rounds{0};
  // Ten times the queue, in parts that each wait for the last.
  const auto part = text_of(std::string(700 * 1024, '.'));
  const std::function<void()> send_part = [&] {
    peer->send(part);
    if (++rounds < 15) peer->when_drained([&] { send_part(); });
  };
  send_part();
  for (int i = 0; i < 15; ++i) EXPECT_EQ(client.read_text().size(), part->size());
  EXPECT_EQ(rounds, 15);
}

TEST_F(Socket, SaysSoEachTimeHoweverOften) {
  start();
  auto client = connect();
  const auto peer = rules.peer(0);
  std::atomic<int> rounds{0};
  const std::function<void()> ask = [&] {
    if (++rounds == 30'000) return peer->send(text_of("enough"));
    peer->when_drained([&] { ask(); });
  };
  ask();
  EXPECT_EQ(client.read_text(), "enough");  // what is asked counts in the queue only while it waits
}

TEST_F(Socket, ShortensAReasonThatHasNoRoomInAClose) {
  start();
  auto client = connect();
  rules.peer(0)->close(serve::close_code::policy, std::string(300, 'r'));
  const auto close = client.read();
  ASSERT_TRUE(close);
  EXPECT_EQ(close->close_code(), serve::close_code::policy);
  EXPECT_EQ(close->payload.substr(2), std::string(123, 'r'));
}

TEST_F(Socket, IsClosedWhenTheServerStops) {
  start();
  auto client = connect();
  ASSERT_TRUE(rules.peer(0));
  std::thread stopping{[this] { server->stop(); }};
  EXPECT_EQ(client.read_close(), serve::close_code::going_away);
  client.send({.opcode = Opcode::close, .payload = "\x03\xe9"});
  EXPECT_TRUE(client.is_closed_by_server());
  stopping.join();
  EXPECT_TRUE(rules.wait_for_closed(1));
}

// The server stops while the rules still think about a handshake; whose end it was told of is seen by an idle
// connection, which is closed after it.
TEST_F(Socket, IsClosedWhenItsServerStoppedDuringItsHandshake) {
  start();
  rules.hold_handshakes();
  std::optional<SocketClient> client;
  std::thread connecting{[&] { client.emplace(server->port()); }};
  ASSERT_TRUE(rules.wait_for_handshakes(1));
  Connection idle{server->port()};
  idle.write(format_request("GET", "/x", server->port(), {}));
  ASSERT_EQ(idle.read_answer().status, 200);

  std::thread stopping{[this] { server->stop(); }};
  EXPECT_TRUE(idle.is_closed_by_server());
  rules.answer_handshakes();

  connecting.join();
  EXPECT_EQ(client->answer().status, 101);
  EXPECT_EQ(client->read_close(), serve::close_code::going_away);
  client->send({.opcode = Opcode::close});
  EXPECT_TRUE(client->is_closed_by_server());
  stopping.join();
  EXPECT_TRUE(rules.wait_for_closed(1));
}

TEST_F(Socket, IsRefusedByAServerThatStops) {
  start();
  Connection connection{server->port()};
  const auto handshake = format_request("GET", "/api/ws", server->port(), handshake_fields(server->port()));
  const auto half = handshake.size() / 2;
  connection.write(format_request("GET", "/x", server->port(), {}) + handshake.substr(0, half));
  ASSERT_EQ(connection.read_answer().status, 200);
  Connection idle{server->port()};
  idle.write(format_request("GET", "/x", server->port(), {}));
  ASSERT_EQ(idle.read_answer().status, 200);

  std::thread stopping{[this] { server->stop(); }};
  EXPECT_TRUE(idle.is_closed_by_server());
  connection.write(handshake.substr(half));

  const auto refused = connection.read_answer();
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.has("retry-after"));
  EXPECT_TRUE(connection.is_closed_by_server());
  stopping.join();
}

TEST_F(Socket, DoesNotHoldUpAServerThatStops) {
  start({.drain = 100ms});
  rules.set_done(EchoSockets::Done::held);
  auto silent = connect();
  auto unanswered = connect();
  unanswered.send_text("never done");
  ASSERT_TRUE(rules.wait_for_texts(1));

  server->stop();

  EXPECT_TRUE(rules.wait_for_closed(2));
  EXPECT_EQ(silent.read_close(), serve::close_code::going_away);
  EXPECT_TRUE(silent.is_closed_by_server());
  rules.release();
}

TEST_F(Socket, CountsAmongTheConnections) {
  start({.max_connections = 2});
  const auto first = connect();
  const auto second = connect();
  EXPECT_TRUE(first.is_open() && second.is_open());
  EXPECT_EQ(connect().answer().status, 0);
}

TEST_F(Socket, CountsAmongTheConnectionsOfItsAddress) {
  start({.connections_per_address = 2});
  const auto first = connect();
  {
    auto second = connect();
    EXPECT_TRUE(first.is_open() && second.is_open());
    EXPECT_EQ(connect().answer().status, 0);
    second.reset();
  }
  // Its place is free a moment after its end is logged.
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (!connect().is_open()) ASSERT_LT(std::chrono::steady_clock::now(), deadline);
}

}  // namespace
}  // namespace quern::test
