#include "native/settings_file.hpp"

#include <cstdio>

#include "core/net/path.hpp"
#include "native/percent.hpp"
#include "native/whole_file.hpp"

namespace quern::native {

SettingsFile::SettingsFile(std::filesystem::path path) : path_(std::move(path)) {
  const auto text = read_whole_file(path_);
  if (!text || !*text) return;
  std::string_view rest = **text;
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const auto equals = line.find('=');
    if (equals == line.npos) continue;
    const auto name = percent_decode(line.substr(0, equals));
    const auto value = percent_decode(line.substr(equals + 1));
    if (name && value) values_[*name] = *value;
  }
}

std::optional<std::string> SettingsFile::get(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

void SettingsFile::set(std::string_view name, std::string_view value) {
  if (get(name) == value) return;
  values_.insert_or_assign(std::string(name), std::string(value));
  std::string text;
  for (const auto& [key, kept] : values_) text += percent_encode(key) + '=' + percent_encode(kept) + '\n';
  const auto written = write_whole_file(path_, text);
  if (!written) std::fprintf(stderr, "quern: settings are not kept: %s\n", written.error().message.c_str());
}

}  // namespace quern::native
