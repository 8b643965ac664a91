#include "native/options.hpp"

#include <charconv>
#include <cstdlib>
#include <optional>

#include "core/net/path.hpp"

namespace quern::native {
namespace {

namespace fs = std::filesystem;

// A folder of the XDG base directory specification, for us.
fs::path xdg_folder(const char* variable, const char* below_home) {
  const char* told = std::getenv(variable);
  if (told != nullptr && *told == '/') return fs::path(told) / "quern-desktop";
  const char* home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : "/tmp") / below_home / "quern-desktop";
}

bool parse_url(std::string_view url, Options& options) {
  const auto scheme = url.substr(0, url.find("://"));
  if (scheme != "http" && scheme != "https") return false;
  const auto host_at = scheme.size() + 3;
  if (url.size() <= host_at) return false;
  const auto path_at = url.find_first_of("/?#", host_at);
  options.origin = url.substr(0, path_at);
  if (path_at != url.npos && url[path_at] == '/') options.path = url.substr(path_at);
  return options.origin.size() > host_at && options.origin.find('@') == std::string::npos;
}

bool parse_size(std::string_view size, Options& options) {
  const auto* end = size.data() + size.size();
  const auto width = std::from_chars(size.data(), end, options.width);
  if (width.ec != std::errc{} || width.ptr == end || *width.ptr != 'x') return false;
  const auto height = std::from_chars(width.ptr + 1, end, options.height);
  const auto is_sane = [](int length) { return length >= 200 && length <= 16384; };
  return height.ec == std::errc{} && height.ptr == end && is_sane(options.width) && is_sane(options.height);
}

}  // namespace

std::expected<Options, std::string> parse_options(std::span<const char* const> arguments) {
  Options options;
  options.data = xdg_folder("XDG_DATA_HOME", ".local/share");
  options.config = xdg_folder("XDG_CONFIG_HOME", ".config");
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string_view name = arguments[i];
    if (name == "--help" || name == "-h") {
      options.wants_help = true;
      return options;
    }
    std::optional<std::string_view> value;
    if (const auto equals = name.find('='); equals != name.npos) {
      value = name.substr(equals + 1);
      name = name.substr(0, equals);
    } else if (i + 1 < arguments.size()) {
      value = arguments[++i];
    }
    if (name != "--url" && name != "--data" && name != "--config" && name != "--size") {
      return std::unexpected("no such option: " + std::string(name));
    }
    if (!value) return std::unexpected(std::string(name) + " needs a value");
    if (name == "--data") options.data = *value;
    if (name == "--config") options.config = *value;
    if (name == "--url" && !parse_url(*value, options)) {
      return std::unexpected("--url takes an address like http://127.0.0.1:8080, not " + std::string(*value));
    }
    if (name == "--size" && !parse_size(*value, options)) {
      return std::unexpected("--size takes a size like 1280x800, not " + std::string(*value));
    }
  }
  return options;
}

std::string_view help_text() {
  return "quern-desktop [options]   Quern as a window of its own\n"
         "  --url ADDRESS    the server, and the page to begin with (http://127.0.0.1:8080)\n"
         "  --data FOLDER    where sessions and what waits to be sent are kept (~/.local/share/quern-desktop)\n"
         "  --config FOLDER  where settings are kept (~/.config/quern-desktop)\n"
         "  --size WxH       of the window (1280x800)\n"
         "  --help           this\n";
}

std::filesystem::path server_folder(const Options& options) { return options.data / percent_encode(options.origin); }

}  // namespace quern::native
