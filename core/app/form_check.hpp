// What may be wrong in a form's field, found before anything is sent. ui/ has the words.
#pragma once

#include <cstdint>
#include <string_view>

namespace quern::app {

enum class Problem : std::uint8_t { none, missing, too_long, too_short, no_email };

// Lengths are code points, as the contract counts them; spaces around a text do not count.
Problem check_project_name(std::string_view name);                // 1..200
Problem check_project_description(std::string_view description);  // 0..5000
Problem check_email(std::string_view email);
Problem check_password(std::string_view password);      // as it is typed for signing in: not empty
Problem check_new_password(std::string_view password);  // 8 at least
Problem check_display_name(std::string_view name);      // 1..100

std::string_view trimmed(std::string_view text);  // without ASCII white space around it

}  // namespace quern::app
