#include "native/desktop_platform.hpp"

#include "native/system.hpp"

namespace quern::native {

DesktopPlatform::System DesktopPlatform::ask_system() {
  return {.scheme = colour_scheme_of_system(),
          .languages = languages_of_system(),
          .is_motion_reduced = is_motion_reduced_by_system()};
}

void DesktopPlatform::read_system() { system_ = ask_system(); }

ui::ColourScheme DesktopPlatform::system_colour_scheme() const { return system_.scheme; }
std::string DesktopPlatform::system_languages() const { return system_.languages; }
bool DesktopPlatform::prefers_reduced_motion() const { return system_.is_motion_reduced; }
int DesktopPlatform::utc_offset_minutes() const { return utc_offset_minutes_now(); }

void DesktopPlatform::open_link(std::string_view url) {
  native::open_link(url.starts_with("/") ? origin_ + std::string(url) : std::string(url));
}

}  // namespace quern::native
