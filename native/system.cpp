#include "native/system.hpp"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <vector>

#include "native/whole_file.hpp"

namespace quern::native {
namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

// "ru_RU.UTF-8@euro" is "ru-RU" to us; "C" and "POSIX" say nothing.
std::string language_of(std::string_view locale) {
  locale = locale.substr(0, locale.find_first_of(".@"));
  if (locale == "C" || locale == "POSIX") return {};
  std::string language(locale);
  std::ranges::replace(language, '_', '-');
  return language;
}

// "name=value" of the first GTK settings file that has it.
std::string gtk_setting(std::string_view name) {
  std::filesystem::path config(variable("XDG_CONFIG_HOME"));
  if (config.empty()) config = std::filesystem::path(variable("HOME")) / ".config";
  for (const char* version : {"gtk-4.0", "gtk-3.0"}) {
    const auto text = read_whole_file(config / version / "settings.ini");
    if (!text || !*text) continue;
    const auto found = ("\n" + **text).find("\n" + std::string(name) + "=");
    if (found == std::string::npos) continue;
    const auto value = (**text).substr(found + name.size() + 1);
    return value.substr(0, value.find('\n'));
  }
  return {};
}

extern "C" char** environ;  // NOLINT: POSIX has it so

}  // namespace

std::string languages_of_system() {
  std::string list;
  const auto add = [&list](std::string_view locale) {
    const auto language = language_of(locale);
    if (!language.empty()) list += (list.empty() ? "" : ",") + language;
  };
  for (std::string_view rest = variable("LANGUAGE"); !rest.empty();) {
    add(rest.substr(0, rest.find(':')));
    rest.remove_prefix(std::min(rest.size(), rest.find(':')) + (rest.find(':') == rest.npos ? 0 : 1));
  }
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (variable(name).empty()) continue;
    add(variable(name));
    break;
  }
  return list;
}

ui::ColourScheme colour_scheme_of_system() {
  const auto theme = variable("GTK_THEME");
  const bool is_dark = theme.ends_with(":dark") || theme.ends_with("-dark") ||
                       gtk_setting("gtk-application-prefer-dark-theme") == "1" ||
                       gtk_setting("gtk-application-prefer-dark-theme") == "true";
  return is_dark ? ui::ColourScheme::dark : ui::ColourScheme::light;
}

bool is_motion_reduced_by_system() {
  const auto animations = gtk_setting("gtk-enable-animations");
  return animations == "0" || animations == "false";
}

int utc_offset_minutes_now() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return static_cast<int>(local.tm_gmtoff / 60);
}

bool open_link(std::string_view url) {
  const bool is_known = url.starts_with("https://") || url.starts_with("http://") || url.starts_with("mailto:");
  if (!is_known) return false;
  static std::vector<pid_t> started;  // to be buried, when they have ended
  std::erase_if(started, [](pid_t process) { return waitpid(process, nullptr, WNOHANG) != 0; });
  std::string program = "xdg-open", argument(url);
  char* arguments[] = {program.data(), argument.data(), nullptr};
  posix_spawnattr_t attributes;  // signals that we wait for are blocked here, and must not be there
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  pid_t process = 0;
  const int failure = posix_spawnp(&process, program.c_str(), nullptr, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  if (failure != 0) return false;
  started.push_back(process);
  return true;
}

}  // namespace quern::native
