// What who runs it sees: readiness, numbers, whom a proxy speaks for, and the names of requests.
#include <gtest/gtest.h>

#include "serve/http/forwarded.hpp"
#include "serve/runtime/metrics.hpp"
#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

using serve::find_sender;
using serve::Headers;

TEST(Sender, IsBelievedOfTrustedProxiesAlone) {
  struct Case {
    const char* name;
    const char* peer;
    std::vector<const char*> forwarded;
    std::vector<std::string> trusted;
    const char* sender;
  };
  const std::vector<Case> cases = {
      {"no proxy", "192.0.2.9", {}, {}, "192.0.2.9"},
      {"not trusted", "192.0.2.9", {"198.51.100.1"}, {}, "192.0.2.9"},
      {"another is trusted", "192.0.2.9", {"198.51.100.1"}, {"192.0.2.8"}, "192.0.2.9"},
      {"trusted", "127.0.0.1", {"198.51.100.1"}, {"127.0.0.1"}, "198.51.100.1"},
      {"trusted, says nothing", "127.0.0.1", {}, {"127.0.0.1"}, "127.0.0.1"},
      {"what the client made up comes first",
       "127.0.0.1",
       {"203.0.113.7, 198.51.100.1"},
       {"127.0.0.1"},
       "198.51.100.1"},
      {"in two fields", "127.0.0.1", {"203.0.113.7", "198.51.100.1"}, {"127.0.0.1"}, "198.51.100.1"},
      {"two proxies", "127.0.0.1", {"198.51.100.1, 10.0.0.2"}, {"127.0.0.1", "10.0.0.2"}, "198.51.100.1"},
      {"all are proxies", "127.0.0.1", {"10.0.0.2"}, {"127.0.0.1", "10.0.0.2"}, "10.0.0.2"},
      {"nonsense", "127.0.0.1", {"198.51.100.1, unknown"}, {"127.0.0.1"}, "127.0.0.1"},
      {"IPv6, in another spelling", "127.0.0.1", {"2001:DB8:0::1"}, {"127.0.0.1"}, "2001:db8::1"},
      {"IPv4 in IPv6", "127.0.0.1", {"::ffff:198.51.100.1"}, {"127.0.0.1"}, "198.51.100.1"},
  };
  for (const auto& [name, peer, forwarded, trusted, sender] : cases) {
    Headers headers;
    for (const auto* value : forwarded) headers.add("x-forwarded-for", value);
    EXPECT_EQ(find_sender(peer, headers, trusted).address, sender) << name;
  }
}

TEST(Sender, NamesTheRequestWhereItIsTrustedAndTheNameIsPlain) {
  const auto name = [](const char* peer, const std::string& id) {
    return find_sender(peer, Headers{{"x-request-id", id}}, {"127.0.0.1"}).request_id.value_or("ours");
  };
  EXPECT_EQ(name("127.0.0.1", "4bf92f35-77b3.a_3"), "4bf92f35-77b3.a_3");
  EXPECT_EQ(name("192.0.2.9", "4bf92f35"), "ours");
  EXPECT_EQ(name("127.0.0.1", "two words"), "ours");
  EXPECT_EQ(name("127.0.0.1", "<script>"), "ours");
  EXPECT_EQ(name("127.0.0.1", std::string(65, 'a')), "ours");
}

TEST(Operated, ARequestBehindAProxyIsItsClientsAndKeepsItsName) {
  const ServerWorld world{{"--trusted-proxy", "127.0.0.1"}};
  const auto answer = world.get("/api/capabilities", {{"X-Forwarded-For", "198.51.100.1"}, {"X-Request-Id", "edge-7"}});
  EXPECT_EQ(answer.header("x-request-id"), "edge-7");
  EXPECT_TRUE(world.log.wait_for(R"("client":"198.51.100.1")"));
  EXPECT_TRUE(world.log.wait_for(R"("id":"edge-7")"));
}

TEST(Operated, AClientThatSaysItIsAProxyIsNotBelieved) {
  const ServerWorld world;
  const auto answer = world.get("/api/capabilities", {{"X-Forwarded-For", "198.51.100.1"}, {"X-Request-Id", "edge-7"}});
  EXPECT_NE(answer.header("x-request-id"), "edge-7");
  EXPECT_NE(answer.header("x-request-id"), "");
  EXPECT_TRUE(world.log.wait_for(R"("client":"127.0.0.1")"));
}

// Else one person behind the same proxy could lock all others out.
TEST(Operated, ThrottlingBehindAProxyIsByClient) {
  const ServerWorld world{{"--trusted-proxy", "127.0.0.1", "--registrations", "1"}};
  const auto register_from = [&](const char* client, const char* email) {
    const auto own = "http://127.0.0.1:" + std::to_string(world.port());
    return world
        .send("POST", "/api/auth/register",
              {{"Origin", own},
               {"X-Requested-With", "quern"},
               {"Content-Type", "application/json"},
               {"X-Forwarded-For", client}},
              R"({"email":")" + std::string{email} + R"(","password":"correct horse","display_name":"A"})")
        .status;
  };
  EXPECT_EQ(register_from("198.51.100.1", "a@example.org"), 201);
  EXPECT_EQ(register_from("198.51.100.1", "b@example.org"), 429);
  EXPECT_EQ(register_from("198.51.100.2", "c@example.org"), 201);
}

TEST(Operated, IsReadyWhileItCanStoreAndHasRoom) {
  const ServerWorld world;
  const auto ready = world.get("/readyz");
  EXPECT_EQ(ready.status, 200);
  EXPECT_EQ(ready.body, R"({"status":"ready","checks":{"store":"ok","loop":"ok","disk":"ok"}})");
  EXPECT_EQ(world.send("POST", "/readyz", {}).status, 405);

  const ServerWorld cramped{{"--least-room", std::to_string(std::int64_t{1} << 50)}};
  const auto low = cramped.get("/readyz");
  EXPECT_EQ(low.status, 503);
  EXPECT_EQ(low.member("checks.disk"), "low");
  EXPECT_EQ(cramped.get("/healthz").status, 200);
}

TEST(Metrics, AreAtAPortOfTheirOwnAlone) {
  const ServerWorld world{{"--metrics", "0"}};
  EXPECT_EQ(world.get("/metrics").status, 404);
  EXPECT_EQ(world.get("/metrics", {{"Accept", "text/html"}}).body.find("quern_"), std::string::npos);

  const auto answer = world.metrics("/metrics");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(world.metrics("/api/projects").status, 404);
}

// The value of the line that begins with these words; -1 where there is none.
double value_of(const std::string& text, const std::string& line) {
  const auto at = text.find('\n' + line + ' ');
  return at == std::string::npos ? -1 : std::stod(text.substr(at + line.size() + 2));
}

TEST(Metrics, CountRequestsByRouteAndNotByWhatClientsMakeUp) {
  const ServerWorld world{{"--metrics", "0", "--login-tries", "2"}};
  auto browser = world.browser();
  browser.sign_up("a@example.org");
  const auto id = browser.create_project("One");
  for (int i = 0; i < 3; ++i) browser.get("/api/projects/" + id);
  for (int i = 0; i < 30; ++i) {
    browser.get("/api/projects/nobody-" + std::to_string(i));
    browser.get("/nowhere-" + std::to_string(i));
    browser.get("/api/nowhere-" + std::to_string(i));
  }
  auto stranger = world.browser();
  for (int i = 0; i < 4; ++i) stranger.sign_in("a@example.org", "wrong");
  ASSERT_TRUE(world.log.wait_for(R"("path":"/api/auth/login","status":429)"));

  const auto text = world.metrics("/metrics").body;

  const auto requests = [&](const std::string& labels) {
    return value_of(text, "quern_http_requests_total{" + labels + '}');
  };
  EXPECT_EQ(requests(R"(route="/api/projects/{id}",method="GET",status="200")"), 3);
  EXPECT_EQ(requests(R"(route="/api/projects/{id}",method="GET",status="404")"), 30);
  EXPECT_EQ(requests(R"(route="files",method="GET",status="404")"), 30);
  EXPECT_EQ(requests(R"(route="none",method="GET",status="404")"), 30);
  EXPECT_EQ(value_of(text, R"(quern_http_request_seconds_count{route="/api/projects/{id}"})"), 33);
  EXPECT_EQ(value_of(text, R"(quern_http_request_seconds_bucket{route="/api/projects/{id}",le="+Inf"})"), 33);
  EXPECT_EQ(value_of(text, R"(quern_logins_total{outcome="wrong"})"), 2);
  EXPECT_EQ(value_of(text, R"(quern_logins_total{outcome="throttled"})"), 2);
  EXPECT_EQ(value_of(text, "quern_throttled_total"), 2);
  EXPECT_EQ(text.find("nowhere"), std::string::npos);
  EXPECT_EQ(text.find("nobody"), std::string::npos);
  for (const auto* name :
       {"quern_loop_queue", "quern_loop_busy_seconds_total", "quern_sqlite_seconds_total", "quern_sqlite_commits_total",
        "quern_disk_free_bytes", "quern_database_bytes", "process_resident_memory_bytes", "quern_connections"}) {
    EXPECT_GE(value_of(text, name), 0) << name;
  }
}

}  // namespace
}  // namespace quern::test
