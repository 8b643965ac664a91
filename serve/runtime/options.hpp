// What the command line says.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "serve/backend/backend.hpp"
#include "serve/crypto/argon2.hpp"
#include "serve/http/http_server.hpp"

namespace quern::serve {

struct Options {
  enum class Task { serve, help, version };
  Task task = Task::serve;
  std::string web;                   // the folder of the page
  std::string data;                  // the folder of quern.db
  std::vector<std::string> origins;  // "" by default: http on this machine, at the port
  HttpServerOptions http{.port = 8080};
  BackendOptions backend{};
  PasswordCost password_cost{};

  bool is_secure() const;  // browsers come by https
};

// Errors: validation, with the sentence for the person.
Result<Options> parse_options(const std::vector<std::string>& arguments);
std::string_view help_text();

}  // namespace quern::serve
