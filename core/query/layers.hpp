// Optimistic state: what pending writes will have done, laid over what the server said.
// A layer is one write's patches. What is shown of a query is its server state with the patches of all layers applied
// in the order the writes were made; a new server state comes in under them, a refusal takes one layer away, and so no
// rollback can bring back what is no longer true.
// Owned by its mutation until that settles, and by the queries it lies on.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/query/data.hpp"
#include "core/query/detail/shared_function.hpp"
#include "core/query/key.hpp"

namespace quern::query {

class Query;
class QueryCache;

enum class Match : std::uint8_t { prefix, exact };

struct Patch {
  Key key;
  Match match = Match::prefix;
  const DataType* type = nullptr;
  SharedFunction<Data(const Data&)> apply;
};

struct Layer {
  std::vector<Patch> patches;
  // Set when the write was accepted: an answer to a fetch that began after it has the write in it already.
  std::optional<std::uint64_t> accepted;
  std::vector<std::weak_ptr<Query>> queries;  // that it lies on
};

struct PatchRef {
  std::shared_ptr<Layer> layer;
  std::size_t place;
};

// What a mutation says about its effect.
class OptimisticPatches {
 public:
  // `change` makes the new T of the old: T(const T&), or shared_ptr<const T>(const T&). It lies on every query under the
  // prefix that has data of type T, also on one that comes later, and is called again for each new server state: it must
  // give the same for the same, and leave alone what it does not find.
  template <class T, class F>
  void update(Key key, F change, Match match = Match::prefix) {
    patches_.push_back({std::move(key), match, data_type<T>(), [change = std::move(change)](const Data& data) -> Data {
                          return to_data<T>(change(*static_cast<const T*>(data.get())));
                        }});
  }

  std::vector<Patch> take() { return std::move(patches_); }

 private:
  template <class T>
  static Data to_data(T value) {
    return std::make_shared<const T>(std::move(value));
  }
  template <class T>
  static Data to_data(std::shared_ptr<const T> value) {
    return value;
  }
  std::vector<Patch> patches_;
};

// The layers in force, oldest first. Owned by the client.
class LayerStack {
 public:
  explicit LayerStack(QueryCache& cache) : cache_(cache) {}
  std::shared_ptr<Layer> add(std::vector<Patch> patches);
  void accept(Layer& layer, std::uint64_t sequence);
  void lift(const std::shared_ptr<Layer>& layer);
  void lay_on(Query& query);  // one that is new in the cache
  void clear() { layers_.clear(); }

 private:
  QueryCache& cache_;
  std::vector<std::shared_ptr<Layer>> layers_;
};

}  // namespace quern::query
