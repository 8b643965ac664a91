// Settings: one table, read from a file, the environment and the command line, each over the one before.
#include "serve/runtime/settings.hpp"

#include <gtest/gtest.h>

#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

using serve::parse_options;
using serve::Surroundings;

class Settings : public testing::Test {
 protected:
  std::string file(std::string_view text) {
    folder.write("quern.conf", text);
    return folder.path("quern.conf");
  }
  static std::string message(const Surroundings& surroundings) {
    const auto options = parse_options(surroundings);
    return options ? "it was taken" : options.error().message;
  }
  TemporaryFolder folder;
};

TEST_F(Settings, OfTheEnvironmentAreOverTheFileAndThoseOfTheCommandLineOverBoth) {
  const auto path = file("# where it is\nweb = /srv/web\n\n  port=81  \nhost = 127.0.0.2\nlogin-tries = 7\n");

  const auto options = parse_options(
      {.arguments = {"--config", path, "--port", "83"},
       .environment = {"QUERN_SERVE_PORT=82", "QUERN_SERVE_HOST=127.0.0.3", "PORT=1", "QUERN_CACHE=/somewhere"}});

  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->web, "/srv/web");
  EXPECT_EQ(options->backend.accounts.login_by_account.free_tries, 7);
  EXPECT_EQ(options->http.address, "127.0.0.3");
  EXPECT_EQ(options->http.port, 83);
}

TEST_F(Settings, ThatAreListsAreReplacedByTheLayerAbove) {
  const auto path = file("web = w\norigin = https://a.example\norigin = https://b.example\n");
  EXPECT_EQ(parse_options({.arguments = {"--config=" + path}, .environment = {}})->origins,
            (std::vector<std::string>{"https://a.example", "https://b.example"}));
  EXPECT_EQ(
      parse_options({.arguments = {"--origin", "https://c.example"}, .environment = {"QUERN_SERVE_CONFIG=" + path}})
          ->origins,
      std::vector<std::string>{"https://c.example"});
}

TEST_F(Settings, ThatAreNoneAreNamedWithTheirPlace) {
  folder.write("empty", "");
  struct Case {
    const char* text;
    const char* message;
  };
  const std::vector<Case> files = {
      {"web = w\nprot = 80\n", "quern.conf:2: there is no setting prot"},
      {"web = w\n\n# …\nport = eighty\n", "quern.conf:4: port cannot be eighty"},
      {"web = w\nport\n", "quern.conf:2: a line is `name = value`, not `port`"},
      {"web =\n", "quern.conf:1: web cannot be "},
      {"config = other.conf\n", "quern.conf:1: there is no setting config"},
  };
  for (const auto& [text, expected] : files) {
    const auto said = message({.arguments = {"--config", file(text)}, .environment = {}});
    EXPECT_NE(said.find(expected), std::string::npos) << said;
  }
  EXPECT_NE(message({.arguments = {"--config", folder.path("nowhere")}, .environment = {}}).find("cannot read"),
            std::string::npos);
  EXPECT_NE(message({.arguments = {"--web", "w"}, .environment = {"QUERN_SERVE_PROT=80"}})
                .find("the environment has QUERN_SERVE_PROT, which is no setting"),
            std::string::npos);
  EXPECT_NE(message({.arguments = {"--web", "w"}, .environment = {"QUERN_SERVE_PORT=x"}})
                .find("QUERN_SERVE_PORT cannot be x"),
            std::string::npos);
  EXPECT_NE(message({.arguments = {"--web", "w", "--trusted-proxy", "nginx"}, .environment = {}})
                .find("--trusted-proxy cannot be nginx"),
            std::string::npos);
}

TEST_F(Settings, AreAllInTheHelpAndInTheDescriptionWithTheirSource) {
  const auto path = file("port = 81\nhost = 127.0.0.2\n");
  const auto options = parse_options(
      {.arguments = {"--config", path, "--web", "w", "--check-config"}, .environment = {"QUERN_SERVE_HOST=127.0.0.3"}});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->task, serve::Options::Task::check_config);
  const auto description = describe(*options);
  const auto help = serve::help_text();
  for (const auto& setting : serve::settings()) {
    EXPECT_NE(help.find("--" + std::string{setting.name} + ' '), std::string::npos) << setting.name;
    EXPECT_NE(description.find(std::string{setting.name} + " = "), std::string::npos) << setting.name;
  }
  for (std::size_t at = 0, end = 0; at < help.size(); at = end + 1) {
    end = help.find('\n', at);
    EXPECT_LE(end - at, 124U) << help.substr(at, end - at);
  }
  const auto line_of = [&](std::string_view name) {
    const auto at = description.find(std::string{name} + " = ");
    return description.substr(at, description.find('\n', at) - at);
  };
  EXPECT_TRUE(line_of("port").ends_with("# " + path + ":1")) << line_of("port");
  EXPECT_TRUE(line_of("host").starts_with("host = 127.0.0.3 ")) << line_of("host");
  EXPECT_TRUE(line_of("host").ends_with("# QUERN_SERVE_HOST"));
  EXPECT_TRUE(line_of("web").ends_with("# --web"));
  EXPECT_TRUE(line_of("idle-deadline").ends_with("# default"));
}

TEST_F(Settings, TakeAPortForMetricsWithAnAddressOrWithout) {
  struct Case {
    const char* value;
    const char* address;
    int port;
  };
  for (const auto& [value, address, port] : std::vector<Case>{
           {"9100", "127.0.0.1", 9100}, {"192.0.2.1:9100", "192.0.2.1", 9100}, {"[::1]:9100", "::1", 9100}}) {
    const auto options = parse_options({"--web", "w", "--metrics", value});
    ASSERT_TRUE(options) << value;
    EXPECT_EQ(options->metrics_address, address);
    EXPECT_EQ(options->metrics_port, port);
  }
  for (const auto* value : {"", "x", "host:9100", "127.0.0.1:", ":9100", "127.0.0.1:99999"}) {
    EXPECT_FALSE(parse_options({"--web", "w", "--metrics", value})) << value;
  }
}

}  // namespace
}  // namespace quern::test
