// What the program was told: by its defaults, a file, the environment and the command line, each over the one before.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "serve/backend/backend.hpp"
#include "serve/crypto/argon2.hpp"
#include "serve/http/http_server.hpp"
#include "serve/runtime/completions.hpp"
#include "serve/runtime/tool_pool.hpp"

namespace quern::serve {

// A setting that somebody gave: the values, and where they said so ("quern.conf:3", "--port").
struct GivenSetting {
  std::vector<std::string> values;
  std::string where;
};

struct Options {
  enum class Task { serve, help, version, check_config };
  Task task = Task::serve;
  std::string web;                           // the folder of the page
  std::string data;                          // the folder of quern.db
  std::vector<std::string> origins;          // "" by default: http on this machine, at the port
  std::vector<std::string> trusted_proxies;  // addresses whose X-Forwarded-For is believed
  std::string metrics_address;               // "" for none
  std::uint16_t metrics_port = 0;
  Duration drain_notice{0};                        // how long /readyz says no before the port closes
  std::uint64_t least_room = 64ULL * 1024 * 1024;  // bytes of free disk: with less, /readyz says no
  HttpServerOptions http{.port = 8080};
  BackendOptions backend{};
  PasswordCost password_cost{};
  std::optional<int> calls_by_address;  // a minute; by default as many as they like where only this machine comes in
  std::optional<int> calls_by_account;
  ToolPoolOptions tools{};
  CompletionsOptions interviewer{};  // without a url it is the built-in one
  std::map<std::string, GivenSetting, std::less<>> given;

  bool is_secure() const;  // browsers come by https
};

struct Surroundings {
  std::vector<std::string> arguments;    // without the program's name
  std::vector<std::string> environment;  // "QUERN_SERVE_PORT=80", among others
};

// The settings of a program that serves. Errors: validation, with the sentence for the person: which setting, where.
Result<Options> parse_options(const Surroundings& surroundings);
inline Result<Options> parse_options(std::vector<std::string> arguments) {
  return parse_options(Surroundings{.arguments = std::move(arguments), .environment = {}});
}
// The same for commands that need only the data folder: nothing else has to be there.
Result<Options> parse_data_options(const Surroundings& surroundings);

std::string help_text();
// Each setting, its value and where it is from; secrets hidden.
std::string describe(const Options& options);

}  // namespace quern::serve
