// What the application asks of the place it runs in, on the desktop. Owned by Desktop.
#pragma once

#include <utility>

#include "native/history.hpp"
#include "native/settings_file.hpp"
#include "native/window.hpp"
#include "ui/platform.hpp"

namespace quern::native {

class DesktopPlatform final : public ui::Platform {
 public:
  DesktopPlatform(Window& window, History& history, SettingsFile& settings, std::string origin)
      : window_(window),
        history_(history),
        settings_(settings),
        origin_(std::move(origin)) {}

  std::string location() const override { return history_.location(); }
  void push_location(std::string_view path) override { history_.push(path); }
  void replace_location(std::string_view path) override { history_.replace(path); }
  void set_title(std::string_view title) override { window_.set_title(std::string(title)); }
  void set_language(std::string_view) override {}                      // nothing around us speaks
  void set_colour_scheme(ui::ColourScheme, std::uint32_t) override {}  // nor is coloured

  ui::ColourScheme system_colour_scheme() const override;
  std::string system_languages() const override;
  bool prefers_reduced_motion() const override;
  int utc_offset_minutes() const override;
  bool is_touch() const override { return false; }

  std::optional<std::string> setting(std::string_view name) const override { return settings_.get(name); }
  void set_setting(std::string_view name, std::string_view value) override { settings_.set(name, value); }

  void copy_to_clipboard(std::string_view text) override { window_.set_clipboard(std::string(text)); }
  void open_link(std::string_view url) override;  // a path is the server's
  void request_frame() override { is_frame_wanted_ = true; }

  bool take_frame_request() { return std::exchange(is_frame_wanted_, false); }
  bool is_frame_wanted() const { return is_frame_wanted_; }
  void read_system();  // again: what it says is kept, since it is asked for each frame

 private:
  struct System {
    ui::ColourScheme scheme = ui::ColourScheme::light;
    std::string languages;
    bool is_motion_reduced = false;
  };
  static System ask_system();

  Window& window_;
  History& history_;
  SettingsFile& settings_;
  std::string origin_;
  System system_ = ask_system();
  bool is_frame_wanted_ = true;
};

}  // namespace quern::native
