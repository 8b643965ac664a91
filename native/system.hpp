// What a person's system says of itself, as far as files and the environment tell.
#pragma once

#include <string>
#include <string_view>

#include "ui/platform.hpp"

namespace quern::native {

std::string languages_of_system();  // of LANGUAGE, LC_ALL, LC_MESSAGES, LANG: "ru-RU,en"
// GTK_THEME, else GTK's settings file; light where nothing is said.
ui::ColourScheme colour_scheme_of_system();
bool is_motion_reduced_by_system();  // GTK's switch for animations
int utc_offset_minutes_now();

// Opens it with the person's own browser: xdg-open, without a shell. Only http, https and mailto.
bool open_link(std::string_view url);

}  // namespace quern::native
