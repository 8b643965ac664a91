// The page around the canvas: address bar, title, theme, settings, clipboard. Owned by Page.
#pragma once

#include "core/base/unique_function.hpp"
#include "ui/platform.hpp"

namespace quern::wasm {

class BrowserPlatform final : public ui::Platform {
 public:
  explicit BrowserPlatform(UniqueFunction<void()> request_frame) : request_frame_(std::move(request_frame)) {}

  std::string location() const override;
  void push_location(std::string_view path) override;
  void replace_location(std::string_view path) override;
  void set_title(std::string_view title) override;
  void set_language(std::string_view language) override;
  void set_colour_scheme(ui::ColourScheme scheme, std::uint32_t background) override;

  ui::ColourScheme system_colour_scheme() const override;
  std::string system_languages() const override;
  bool prefers_reduced_motion() const override;
  int utc_offset_minutes() const override;
  bool is_touch() const override;

  std::optional<std::string> setting(std::string_view name) const override;
  void set_setting(std::string_view name, std::string_view value) override;

  void copy_to_clipboard(std::string_view text) override;
  void open_link(std::string_view url) override;
  void request_frame() override { request_frame_(); }

 private:
  UniqueFunction<void()> request_frame_;
};

}  // namespace quern::wasm
