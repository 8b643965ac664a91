// A JSON object whose member names are data: {"chats": [...], "projects": [...]}. Small; keeps the order it came in.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace quern {

template <class T>
struct Dictionary {
  std::vector<std::pair<std::string, T>> entries;

  const T* find(std::string_view name) const {
    for (const auto& [key, value] : entries) {
      if (key == name) return &value;
    }
    return nullptr;
  }
  bool operator==(const Dictionary&) const = default;
};

}  // namespace quern
