// Header fields, as both sides of the server see them: names lower case, in the order they came.
// Keeps true: no name or value holds CR, LF or NUL, whoever set it (a value from outside must not become a line of ours).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace quern::serve {

class Headers {
 public:
  using Field = std::pair<std::string, std::string>;

  Headers() = default;
  Headers(std::initializer_list<Field> fields) {
    for (const auto& [name, value] : fields) add(name, value);
  }

  // False, and nothing done, when the name is not a token or the value holds a control character other than tab.
  bool add(std::string_view name, std::string_view value);
  // The same, in place of every field of that name.
  bool set(std::string_view name, std::string_view value);
  void remove(std::string_view name);

  // The first of that name. Names compare without case.
  std::optional<std::string_view> find(std::string_view name) const;
  std::string_view get(std::string_view name) const { return find(name).value_or(std::string_view{}); }
  std::size_t count(std::string_view name) const;

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  std::size_t size() const { return fields_.size(); }

 private:
  std::vector<Field> fields_;
};

// ASCII only, as HTTP compares.
std::string to_lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
// Without spaces and tabs at both ends.
std::string_view trim(std::string_view text);
// "gzip, br;q=0" as {"gzip", "br;q=0"}; empty items are left out.
std::vector<std::string_view> split_list(std::string_view text, char separator = ',');

}  // namespace quern::serve
