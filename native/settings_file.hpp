// Small settings of a person, in one file of lines "name=value", both percent-encoded. Read once, written at each change.
// A file that cannot be written costs the setting after the program's end, and a line on the error output.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace quern::native {

class SettingsFile {
 public:
  explicit SettingsFile(std::filesystem::path path);

  std::optional<std::string> get(std::string_view name) const;
  void set(std::string_view name, std::string_view value);

 private:
  std::filesystem::path path_;
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace quern::native
