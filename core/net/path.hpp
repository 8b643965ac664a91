// Where a request goes: the path as it is sent, percent-encoded, and its template, under which requests are counted.
// Shape   path("/api/projects", id, "members") is {"/api/projects/7/members", "/api/projects/:/members"}.
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

namespace quern {

// Everything but letters, digits and "-._~" as %XX: for a part of a path, or of a query.
std::string percent_encode(std::string_view text);

// One part of a path: a word of the API as a literal, or a variable, which is an id or a std::string.
struct PathPart {
  std::string_view text;
  bool is_variable = true;

  PathPart(const char* word) : text(word), is_variable(false) {}  // NOLINT(google-explicit-constructor)
  PathPart(const std::string& variable) : text(variable) {}       // NOLINT(google-explicit-constructor)
  template <class Id>
    requires requires(const Id& id) {
      { id.text } -> std::convertible_to<std::string_view>;
    } && (!std::same_as<Id, PathPart>)
  PathPart(const Id& id) : text(id.text) {}  // NOLINT(google-explicit-constructor)
};

struct Path {
  std::string text;  // "" where a part is empty or dots, and so names nothing: such a request is not sent
  std::string route;
};

Path join_path(std::string_view base, std::initializer_list<PathPart> parts);

template <class... Parts>
Path path(std::string_view base, const Parts&... parts) {
  return join_path(base, {PathPart(parts)...});
}

}  // namespace quern
