// What the application asks of the place it runs in, beside time, network and storage: the browser page, a window, a test.
// Owned by the program, outlives the application. All calls are cheap and answer at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace quern::ui {

enum class ColourScheme : std::uint8_t { dark, light };

class Platform {
 public:
  virtual ~Platform() = default;

  // The address bar: path with query, "/projects?search=a". push() makes a new entry of the history, replace() does not.
  virtual std::string location() const = 0;
  virtual void push_location(std::string_view path) = 0;
  virtual void replace_location(std::string_view path) = 0;
  virtual void set_title(std::string_view title) = 0;
  virtual void set_language(std::string_view language) = 0;  // "ru", "en": of the page, for speech and hyphenation
  virtual void set_colour_scheme(ColourScheme scheme, std::uint32_t background) = 0;  // of the page around the canvas

  // What the person's system says.
  virtual ColourScheme system_colour_scheme() const = 0;
  virtual std::string system_languages() const = 0;  // "ru-RU,en": most wanted first
  virtual bool prefers_reduced_motion() const = 0;
  virtual int utc_offset_minutes() const = 0;  // of local time, now
  virtual bool is_touch() const = 0;           // the pointer in use is a finger

  // Small settings that must be known before the first frame: theme, language. Missing or denied: nullopt.
  virtual std::optional<std::string> setting(std::string_view name) const = 0;
  virtual void set_setting(std::string_view name, std::string_view value) = 0;

  virtual void copy_to_clipboard(std::string_view text) = 0;
  virtual void open_link(std::string_view url) = 0;  // in a new tab
  // Something changed that a frame will show; cheap to call often.
  virtual void request_frame() = 0;
};

}  // namespace quern::ui
