// Every setting, once: what it is called, what it takes, where its value goes. From this table come the flags, the
// environment, the file, --help and --check-config.
// Names   "login-tries" is --login-tries, QUERN_SERVE_LOGIN_TRIES, and `login-tries = 5` in a file.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "serve/runtime/options.hpp"

namespace quern::serve {

struct Setting {
  enum class Part { common, limits, tests };
  enum class Kind { once, list, secret };  // a list may be given more than once; a secret is never shown

  std::string_view name;
  std::string_view takes;      // "PORT"
  std::string_view otherwise;  // what holds when nobody says anything, for the person
  std::string_view help;
  Part part = Part::common;
  Kind kind = Kind::once;
  bool (*set)(Options& options, const std::string& value) = nullptr;  // false for what it does not take
  std::string environment_name() const;
};

std::span<const Setting> settings();
const Setting* find_setting(std::string_view name);

}  // namespace quern::serve
