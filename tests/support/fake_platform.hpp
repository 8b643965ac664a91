// A platform that remembers what was asked of it, and says what a test told it to.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ui/platform.hpp"

namespace quern::test {

class FakePlatform final : public ui::Platform {
 public:
  std::string location() const override { return history.back(); }
  void push_location(std::string_view path) override { history.emplace_back(path); }
  void replace_location(std::string_view path) override { history.back() = path; }
  void set_title(std::string_view t) override { title = t; }
  void set_language(std::string_view l) override { language = l; }
  void set_colour_scheme(ui::ColourScheme scheme, std::uint32_t) override { shown_scheme = scheme; }

  ui::ColourScheme system_colour_scheme() const override { return system_scheme; }
  std::string system_languages() const override { return languages; }
  bool prefers_reduced_motion() const override { return reduced_motion; }
  int utc_offset_minutes() const override { return utc_offset; }
  bool is_touch() const override { return touch; }

  std::optional<std::string> setting(std::string_view name) const override {
    const auto found = settings.find(std::string(name));
    return found == settings.end() ? std::nullopt : std::optional(found->second);
  }
  void set_setting(std::string_view name, std::string_view value) override { settings[std::string(name)] = value; }

  void copy_to_clipboard(std::string_view text) override { clipboard = text; }
  void open_link(std::string_view url) override { opened.emplace_back(url); }
  void request_frame() override { ++frames_requested; }

  std::vector<std::string> history{"/"};
  std::vector<std::string> opened;
  std::string title, language, clipboard;
  std::string languages = "ru-RU,en";
  ui::ColourScheme system_scheme = ui::ColourScheme::dark;
  ui::ColourScheme shown_scheme = ui::ColourScheme::dark;
  bool reduced_motion = false;
  bool touch = false;
  int utc_offset = 180;
  int frames_requested = 0;
  std::map<std::string, std::string> settings;
};

}  // namespace quern::test
