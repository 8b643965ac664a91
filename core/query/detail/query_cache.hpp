// All queries of a client, and the optimistic layers over them.
#pragma once

#include <memory>
#include <vector>

#include "core/query/detail/cold_queries.hpp"
#include "core/query/detail/key_index.hpp"
#include "core/query/filters.hpp"
#include "core/query/layers.hpp"
#include "core/query/query.hpp"

namespace quern::query {

class QueryCache {
 public:
  explicit QueryCache(std::shared_ptr<Runtime> runtime);
  ~QueryCache();

  LayerStack layers{*this};

  std::shared_ptr<ColdQueries> cold;  // null, unless something was hydrated

  // With a type: the query is asked for as this one. Null takes any.
  std::shared_ptr<Query> find(const Key& key, const DataType* type = nullptr) const;
  std::shared_ptr<Query> peek(const Key& key) const;  // not those that are still bytes
  // The query of this key, with these options from now on; made if there is none, taken back if it was removed while
  // somebody watched it.
  std::shared_ptr<Query> ensure(const SharedOptions& options);
  std::vector<std::shared_ptr<Query>> find_all(const QueryFilter& filter, ColdAct cold_act = ColdAct::warm) const;
  std::vector<std::shared_ptr<Query>> watched() const;
  std::size_t size() const { return index_.size(); }

  void remove(Query& query);
  void clear();

 private:
  friend class Query;
  void watch(Query& query);
  void unwatch(Query& query);
  void drop_orphan(Query& query);  // removed before, and now its last observer left too
  void adopt(const std::shared_ptr<Query>& query);

  std::shared_ptr<Runtime> runtime_;
  KeyIndex index_;
  KeyIndex orphans_;
  Query* first_watched_ = nullptr;
};

}  // namespace quern::query
