// How the server is named: by --origin, and by the address it listens on.
#include "serve/runtime/origin.hpp"

#include <gtest/gtest.h>

#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

TEST(Origin, IsWrittenAsBrowsersSendIt) {
  struct Case {
    const char* given;
    std::optional<std::string> origin;
  };
  const std::vector<Case> cases = {
      {"https://quern.example", "https://quern.example"},
      {"HTTPS://Quern.Example", "https://quern.example"},
      {"https://quern.example/", "https://quern.example"},
      {"https://quern.example:443", "https://quern.example"},
      {"https://quern.example:8443/", "https://quern.example:8443"},
      {"https://quern.example:80", "https://quern.example:80"},
      {"http://quern.example:80", "http://quern.example"},
      {"http://[FE80::1]:8080", "http://[fe80::1]:8080"},
      {"http://[::1]", "http://[::1]"},
      {"quern.example", std::nullopt},
      {"ftp://quern.example", std::nullopt},
      {"https://", std::nullopt},
      {"https:///", std::nullopt},
      {"https://:443", std::nullopt},
      {"https://quern.example:", std::nullopt},
      {"https://quern.example:0", std::nullopt},
      {"https://quern.example:65536", std::nullopt},
      {"https://quern.example:44x", std::nullopt},
      {"https://quern.example/app", std::nullopt},
      {"https://quern.example//", std::nullopt},
      {"https://quern.example?x", std::nullopt},
      {"https://me@quern.example", std::nullopt},
      {"https://quern.example, https://b.example", std::nullopt},
      {"https://[::1", std::nullopt},
  };
  for (const auto& [given, origin] : cases) EXPECT_EQ(serve::normalize_origin(given), origin) << given;
}

TEST(Origin, NamesAnAddressAsAUrlDoes) {
  EXPECT_EQ(serve::host_in_url("127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(serve::host_in_url("0.0.0.0"), "127.0.0.1");
  EXPECT_EQ(serve::host_in_url("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(serve::host_in_url("::"), "[::1]");
  EXPECT_EQ(serve::host_in_url("FE80::1"), "[fe80::1]");
}

TEST(Origin, OfTheAddressItListensOnIsItsOwn) {
  const ServerWorld world{{"--host", "127.0.0.2"}};
  const auto name = "127.0.0.2:" + std::to_string(world.port());
  Connection connection{world.port(), "127.0.0.2"};

  connection.write("POST /api/auth/logout HTTP/1.1\r\nHost: " + name + "\r\nOrigin: http://" + name +
                   "\r\nX-Requested-With: quern\r\nContent-Length: 0\r\n\r\n");

  EXPECT_EQ(connection.read_answer().status, 204);
}

TEST(Options, LimitAnAddressOnlyWhereClientsComeFromOthers) {
  const auto limit = [](const std::string& address) {
    return serve::parse_options({"--web", "w", "--data", "d", "--host", address})->http.connections_per_address;
  };
  EXPECT_EQ(limit("127.0.0.1"), 0U);
  EXPECT_EQ(limit("::1"), 0U);
  EXPECT_EQ(limit("0.0.0.0"), 256U);
  EXPECT_EQ(limit("192.0.2.7"), 256U);
}

}  // namespace
}  // namespace quern::test
