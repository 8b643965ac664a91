// One page of a list, as every list of the contract answers.
// Shape   {"items": [...], "total": n, "offset": n, "limit": n}
#pragma once

#include <cstdint>
#include <vector>

#include "core/api/schema.hpp"

namespace quern {

inline constexpr std::int64_t default_page_limit = 20;
inline constexpr std::int64_t max_page_limit = 100;

template <class T>
struct Page {
  std::vector<T> items;
  std::int64_t total = 0;  // in the whole list, not in this page
  std::int64_t offset = 0;
  std::int64_t limit = default_page_limit;
  bool operator==(const Page&) const = default;
};

template <class T>
struct Schema<Page<T>> {
  static constexpr schema::Field fields[] = {
      field<&Page<T>::items>("items"),
      field<&Page<T>::total>("total"),
      field<&Page<T>::offset>("offset"),
      field<&Page<T>::limit>("limit"),
  };
  static constexpr schema::Table table{fields};
};

}  // namespace quern
