// What a person chose for this device: theme and language. "As the system has it" is the default of both.
// Owned by App; read from the settings once, written there at each choice.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace quern::app {

enum class ThemeChoice : std::uint8_t { system, dark, light };
enum class LanguageChoice : std::uint8_t { automatic, russian, english };
enum class Language : std::uint8_t { russian, english };

// Small settings kept on the device: ui::Platform in the program, a map in tests. Missing or denied: nullopt.
class Settings {
 public:
  virtual ~Settings() = default;
  virtual std::optional<std::string> setting(std::string_view name) const = 0;
  virtual void set_setting(std::string_view name, std::string_view value) = 0;
};

class Preferences {
 public:
  // `on_change` is called after a choice that differs from the last.
  Preferences(Settings& settings, std::function<void()> on_change);

  ThemeChoice theme() const { return theme_; }
  LanguageChoice language() const { return language_; }
  void choose_theme(ThemeChoice theme);
  void choose_language(LanguageChoice language);

  // The language to speak: the choice, else the profile's ("ru", "" for none), else the first of `system_languages`
  // ("de,ru-RU,en") that the application has, else English.
  Language speak(std::string_view profile_locale, std::string_view system_languages) const;

 private:
  Settings& settings_;
  std::function<void()> on_change_;
  ThemeChoice theme_ = ThemeChoice::system;
  LanguageChoice language_ = LanguageChoice::automatic;
};

std::string_view format_language(Language language);  // "ru", "en"

}  // namespace quern::app
