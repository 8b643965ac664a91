#include "core/app/form_check.hpp"

#include <cstdint>

#include "core/api/project.hpp"
#include "core/api/text_format.hpp"
#include "core/api/user.hpp"
#include "core/api/utf8.hpp"

namespace quern::app {
namespace {

Problem check_length(std::string_view text, std::int64_t least, std::int64_t most) {
  const auto length = static_cast<std::int64_t>(count_code_points(trimmed(text)));
  if (length == 0 && least > 0) return Problem::missing;
  if (length < least) return Problem::too_short;
  return length > most ? Problem::too_long : Problem::none;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n\f\v";
  const auto first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

Problem check_project_name(std::string_view name) { return check_length(name, 1, max_project_name_length); }
Problem check_project_description(std::string_view text) {
  return check_length(text, 0, max_project_description_length);
}
Problem check_display_name(std::string_view name) { return check_length(name, 1, max_display_name_length); }

Problem check_email(std::string_view email) {
  email = trimmed(email);
  if (email.empty()) return Problem::missing;
  return is_email(email) ? Problem::none : Problem::no_email;
}

// A password is taken as it is: its spaces count.
Problem check_password(std::string_view password) { return password.empty() ? Problem::missing : Problem::none; }
Problem check_new_password(std::string_view password) {
  if (password.empty()) return Problem::missing;
  return static_cast<std::int64_t>(count_code_points(password)) < min_password_length ? Problem::too_short
                                                                                      : Problem::none;
}

}  // namespace quern::app
