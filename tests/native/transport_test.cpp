// HTTP and WebSockets by libcurl, against a small server.
#include <gtest/gtest.h>

#include <boost/beast/core/buffers_to_string.hpp>

#include "native/curl_sockets.hpp"
#include "native/curl_transport.hpp"
#include "tests/native/loop.hpp"
#include "tests/native/small_server.hpp"
#include "tests/native/temporary_folder.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;
using native::CurlSockets;
using native::CurlTransport;
using native::NetworkThread;

struct Client {
  explicit Client(const std::string& url, const std::filesystem::path& cookies)
      : network(cookies),
        transport(network, loop.scheduler, url),
        sockets(network, loop.scheduler, url) {}
  Result<HttpResponse> send(HttpRequest request, StopToken stop = {}) {
    return loop.wait(transport.send(std::move(request), stop));
  }
  Loop loop;
  NetworkThread network;
  CurlTransport transport;
  CurlSockets sockets;
};

class Transport : public testing::Test {
 protected:
  TemporaryFolder folder;
  std::filesystem::path cookies = folder.path() / "cookies";
};

TEST_F(Transport, SendsWhatItIsGivenAndItsOwnOrigin) {
  SmallServer server([](const std::string&) { return ok("{}", "X-Kind: test\r\n"); });
  Client client{server.url(), cookies};

  const auto answer = client.send({.method = HttpMethod::patch,
                                   .path = "/api/projects/1?x=%D1%8F",
                                   .headers = {{"X-Requested-With", "quern"}, {"Content-Type", "application/json"}},
                                   .body = "{\"name\":\"a\"}"});

  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "{}");
  EXPECT_EQ(find_header(answer->headers, "x-kind"), "test");
  const auto request = server.requests().at(0);
  EXPECT_TRUE(request.starts_with("PATCH /api/projects/1?x=%D1%8F HTTP/1.1\r\n")) << request;
  EXPECT_NE(request.find("Origin: " + server.url() + "\r\n"), std::string::npos) << request;
  EXPECT_NE(request.find("X-Requested-With: quern\r\n"), std::string::npos);
  EXPECT_TRUE(request.ends_with("\r\n\r\n{\"name\":\"a\"}"));
}

TEST_F(Transport, GivesAnyStatusAsAnAnswer) {
  SmallServer server([](const std::string&) { return "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"; });
  Client client{server.url(), cookies};

  const auto answer = client.send({.path = "/x"});

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 404);
  EXPECT_EQ(answer->body, "no");
}

TEST_F(Transport, KeepsCookiesAndFindsThemInTheNextRun) {
  SmallServer server([](const std::string& request) {
    return ok("", request.starts_with("GET /in") ? "Set-Cookie: session=abc; Max-Age=1000; Path=/; HttpOnly\r\n" : "");
  });
  {
    Client client{server.url(), cookies};
    ASSERT_TRUE(client.send({.path = "/in"}));
    ASSERT_TRUE(client.send({.path = "/again"}));
  }

  Client next{server.url(), cookies};
  ASSERT_TRUE(next.send({.path = "/next"}));

  const auto requests = server.requests();
  EXPECT_EQ(requests.at(0).find("Cookie"), std::string::npos);
  EXPECT_NE(requests.at(1).find("Cookie: session=abc\r\n"), std::string::npos);
  EXPECT_NE(requests.at(2).find("Cookie: session=abc\r\n"), std::string::npos);
  EXPECT_EQ(std::filesystem::status(cookies).permissions() & std::filesystem::perms::group_read,
            std::filesystem::perms::none);
}

TEST_F(Transport, EndsWhatIsNotAnsweredInTime) {
  SmallServer server([](const std::string&) { return ""; });
  Client client{server.url(), cookies};

  const auto answer = client.send({.path = "/x", .timeout = 50ms});

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::timeout);
}

TEST_F(Transport, EndsWhatNobodyWantsAnyMore) {
  SmallServer server([](const std::string&) { return ""; });
  Client client{server.url(), cookies};
  StopSource stop;
  client.loop.scheduler.after(20ms, [&stop] { stop.request_stop(); });

  const auto answer = client.send({.path = "/x"}, stop.token());

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::cancelled);
  EXPECT_TRUE(client.transport.is_idle());
}

TEST_F(Transport, SaysThatNobodyAnswers) {
  std::string url;
  {
    url = SmallServer([](const std::string&) { return ""; }).url();
  }
  Client client{url, cookies};

  const auto answer = client.send({.path = "/x"});

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::network);
}

TEST_F(Transport, GivesUpOnABodyThatIsTooLong) {
  SmallServer server([](const std::string&) { return ok(std::string(1'000'000, 'x')); });
  Client client{server.url(), cookies};

  const auto answer = client.send({.path = "/x", .max_response_bytes = 999'999});
  const auto enough = client.send({.path = "/x", .max_response_bytes = 1'000'000});

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::decode);
  EXPECT_EQ(answer.error().code, "too_large");
  ASSERT_TRUE(enough);
  EXPECT_EQ(enough->body.size(), 1'000'000U);
}

// --- sockets

struct Heard final : SocketEvents {
  void on_open() override { said += "open "; }
  void on_text(std::string_view text) override {
    said += text.size() > 20 ? "long " : std::string(text) + " ";
    last = text;
  }
  void on_close(int code) override {
    said += "close " + std::to_string(code);
    is_over = true;
  }
  std::string said, last;
  bool is_over = false;
};

void echo(SmallServer::WebSocket& stream) {
  boost::system::error_code code;
  for (boost::beast::flat_buffer buffer;;) {
    stream.read(buffer, code);
    if (code) return;
    if (boost::beast::buffers_to_string(buffer.data()) == "bye") return stream.close({4001}, code);
    stream.text(true);
    stream.write(buffer.data(), code);
    buffer.clear();
  }
}

TEST_F(Transport, OpensASocketSaysAndHearsAndIsClosed) {
  SmallServer server(echo);
  Client client{server.url(), cookies};
  Heard heard;

  const auto socket = client.sockets.open("/api/ws?last=3", heard);
  EXPECT_EQ(heard.said, "");  // nothing is called inside open()
  client.loop.run_until([&] { return heard.said == "open "; });
  socket->send("one");
  socket->send("два");
  socket->send("bye");
  client.loop.run_until([&] { return heard.is_over; });

  EXPECT_EQ(heard.said, "open one два close 4001");
  EXPECT_EQ(server.requests().at(0), "/api/ws?last=3 " + server.url() + " ");
}

TEST_F(Transport, CarriesLongTextsWhole) {
  SmallServer server(echo);
  Client client{server.url(), cookies};
  Heard heard;
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += static_cast<char>('a' + i % 26);

  const auto socket = client.sockets.open("/api/ws", heard);
  client.loop.run_until([&] { return heard.said == "open "; });
  socket->send(text);
  client.loop.run_until([&] { return heard.said != "open "; });

  EXPECT_EQ(heard.last, text);
}

TEST_F(Transport, HearsWhatCameWithTheHandshakeAndOnlyThatTheConnectionWasLost) {
  SmallServer server([](SmallServer::WebSocket& stream) {
    boost::system::error_code code;
    stream.text(true);
    stream.write(boost::asio::buffer(std::string("at once")), code);
  });
  Client client{server.url(), cookies};
  Heard heard;

  const auto socket = client.sockets.open("/api/ws", heard);
  client.loop.run_until([&] { return heard.is_over; });

  EXPECT_EQ(heard.said, "open at once close 1006");
}

TEST_F(Transport, ClosesASocketThatCannotBeOpened) {
  SmallServer server([](const std::string&) { return "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"; });
  Client client{server.url(), cookies};
  Heard heard;

  const auto socket = client.sockets.open("/api/ws", heard);
  client.loop.run_until([&] { return heard.is_over; });

  EXPECT_EQ(heard.said, "close 1006");
}

TEST_F(Transport, TellsNothingAfterASocketIsDestroyed) {
  SmallServer server(echo);
  Client client{server.url(), cookies};
  Heard gone, heard;
  client.sockets.open("/api/ws", gone).reset();

  const auto socket = client.sockets.open("/api/ws", heard);
  client.loop.run_until([&] { return heard.said == "open "; });

  EXPECT_EQ(gone.said, "");
}

}  // namespace
}  // namespace quern::test
