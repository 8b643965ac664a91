// Rows that every request asks for, kept between two looks. What this program writes is forgotten here at once; what
// another process writes (serve user) is seen within `fresh_for`.
// Keeps true  nothing that a transaction may still undo is kept: inside of one it is passed by.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "serve/store/database.hpp"

namespace quern::serve {

template <class Row>
class RowCache {
 public:
  explicit RowCache(const Database& database) : database_(database) {}

  // The row, from here or by `read`; an absent one is not kept.
  template <class Read>
  std::optional<Row> find(std::string_view key, Read read) {
    if (database_.in_transaction()) return read();
    const auto now = std::chrono::steady_clock::now();
    if (const auto found = rows_.find(key); found != rows_.end()) {
      if (now - found->second.since < fresh_for) return found->second.row;
      rows_.erase(found);
    }
    auto row = read();
    if (!row || database_.has_failed()) return row;
    if (rows_.size() >= most_rows) rows_.clear();
    rows_.emplace(std::string{key}, Kept{*row, now});
    return row;
  }

  void forget(std::string_view key) {
    if (const auto found = rows_.find(key); found != rows_.end()) rows_.erase(found);
  }
  void forget_all() { rows_.clear(); }

 private:
  static constexpr std::chrono::seconds fresh_for{1};
  static constexpr std::size_t most_rows = 10'000;
  struct Kept {
    Row row;
    std::chrono::steady_clock::time_point since;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  const Database& database_;
  std::unordered_map<std::string, Kept, Hash, std::equal_to<>> rows_;
};

}  // namespace quern::serve
