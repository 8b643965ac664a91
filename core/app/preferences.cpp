#include "core/app/preferences.hpp"

#include <array>
#include <utility>

namespace quern::app {
namespace {

constexpr std::array<std::string_view, 3> theme_names{"system", "dark", "light"};
constexpr std::array<std::string_view, 3> language_names{"auto", "ru", "en"};

// A word that is not ours counts as the first, the default.
template <class Choice>
Choice parse_choice(const std::array<std::string_view, 3>& names, const std::optional<std::string>& text) {
  for (std::size_t i = 0; text && i < names.size(); ++i)
    if (names[i] == *text) return static_cast<Choice>(i);
  return Choice{};
}

// "ru", "ru-RU" and "RU" all ask for Russian.
std::optional<Language> parse_language(std::string_view tag) {
  while (tag.starts_with(' ')) tag.remove_prefix(1);
  if (tag.size() > 2 && tag[2] != '-' && tag[2] != '_' && tag[2] != ';') return std::nullopt;
  const auto is = [&](char first, char second) {
    return tag.size() >= 2 && (tag[0] | 0x20) == first && (tag[1] | 0x20) == second;
  };
  if (is('r', 'u')) return Language::russian;
  if (is('e', 'n')) return Language::english;
  return std::nullopt;
}

}  // namespace

Preferences::Preferences(Settings& settings, std::function<void()> on_change)
    : settings_(settings),
      on_change_(std::move(on_change)),
      theme_(parse_choice<ThemeChoice>(theme_names, settings.setting("theme"))),
      language_(parse_choice<LanguageChoice>(language_names, settings.setting("language"))) {}

void Preferences::choose_theme(ThemeChoice theme) {
  if (std::exchange(theme_, theme) == theme) return;
  settings_.set_setting("theme", theme_names[static_cast<std::size_t>(theme)]);
  if (on_change_) on_change_();
}

void Preferences::choose_language(LanguageChoice language) {
  if (std::exchange(language_, language) == language) return;
  settings_.set_setting("language", language_names[static_cast<std::size_t>(language)]);
  if (on_change_) on_change_();
}

Language Preferences::speak(std::string_view profile_locale, std::string_view system_languages) const {
  if (language_ == LanguageChoice::russian) return Language::russian;
  if (language_ == LanguageChoice::english) return Language::english;
  if (const auto language = parse_language(profile_locale)) return *language;
  while (!system_languages.empty()) {
    const auto end = system_languages.find(',');
    if (const auto language = parse_language(system_languages.substr(0, end))) return *language;
    system_languages = end == std::string_view::npos ? std::string_view{} : system_languages.substr(end + 1);
  }
  return Language::english;
}

std::string_view format_language(Language language) { return language == Language::russian ? "ru" : "en"; }

}  // namespace quern::app
