// What the cache asks of whoever keeps queries as bytes (ColdStore). A cache that has nobody pays for a null pointer.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/query/filters.hpp"

namespace quern::query {

class Query;
struct DataType;

// What an act by filter does to queries that are still bytes.
enum class ColdAct : std::uint8_t { leave, warm, invalidate, drop };

class ColdQueries {
 public:
  virtual ~ColdQueries() = default;
  // Makes a query of the bytes of this key, if there are any. A null type takes the one that was stored.
  virtual void warm(const Key& key, const DataType* type) = 0;
  virtual void act(const QueryFilter& filter, ColdAct act) = 0;
};

}  // namespace quern::query
