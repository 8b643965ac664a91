#include "wasm/browser_platform.hpp"

#include "wasm/inbox.hpp"
#include "wasm/js.hpp"

namespace quern::wasm {

std::string BrowserPlatform::location() const { return Inbox::take(quern_js_location()); }

void BrowserPlatform::push_location(std::string_view path) { quern_js_set_location(path.data(), path.size(), 1); }

void BrowserPlatform::replace_location(std::string_view path) { quern_js_set_location(path.data(), path.size(), 0); }

void BrowserPlatform::set_title(std::string_view title) { quern_js_set_title(title.data(), title.size()); }

void BrowserPlatform::set_language(std::string_view language) {
  quern_js_set_language(language.data(), language.size());
}

void BrowserPlatform::set_colour_scheme(ui::ColourScheme scheme, std::uint32_t background) {
  quern_js_set_colours(scheme == ui::ColourScheme::light, background);
}

ui::ColourScheme BrowserPlatform::system_colour_scheme() const {
  return quern_js_is_light() != 0 ? ui::ColourScheme::light : ui::ColourScheme::dark;
}

std::string BrowserPlatform::system_languages() const { return Inbox::take(quern_js_languages()); }

bool BrowserPlatform::prefers_reduced_motion() const { return quern_js_is_motion_reduced() != 0; }

int BrowserPlatform::utc_offset_minutes() const { return quern_js_utc_offset(); }

bool BrowserPlatform::is_touch() const { return quern_js_is_touch() != 0; }

std::optional<std::string> BrowserPlatform::setting(std::string_view name) const {
  const auto size = quern_js_setting(name.data(), name.size());
  if (size < 0) return std::nullopt;
  return Inbox::take(size);
}

void BrowserPlatform::set_setting(std::string_view name, std::string_view value) {
  quern_js_set_setting(name.data(), name.size(), value.data(), value.size());
}

void BrowserPlatform::copy_to_clipboard(std::string_view text) { quern_js_copy(text.data(), text.size()); }

void BrowserPlatform::open_link(std::string_view url) { quern_js_open(url.data(), url.size()); }

}  // namespace quern::wasm
