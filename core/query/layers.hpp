// Optimistic state: what pending writes will have done, laid over what the server said.
// A layer is one write's patches. What is shown of a query is its server state with the patches of all layers applied
// in the order the writes were made; a new server state comes in under them, a refusal takes one layer away, and so no
// rollback can bring back what is no longer true.
// Owned by its mutation until that settles, and by the queries it lies on.
// Costs   a layer comes and goes at the cost of the queries it lies on, however many layers, queries and list items there
//         are. What a query shows is made when somebody looks: of a new layer its own patches, after any other change all.
#pragma once

#include <cstdint>
#include <list>
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

struct LaidPatch;

struct Layer {
  std::vector<Patch> patches;
  // Set when the write was accepted: an answer to a fetch that began after it has the write in it already.
  std::optional<std::uint64_t> accepted;
  LaidPatch* first = nullptr;  // where its patches lie, in the order they were laid
  LaidPatch* last = nullptr;
  std::optional<std::list<std::shared_ptr<Layer>>::iterator> in_force;  // its place in the stack
};

// One patch on one query: a place in the query's list, which owns it, and in the layer's.
struct LaidPatch {
  std::shared_ptr<Layer> layer;
  std::size_t place;  // among the layer's patches
  Query* query;
  LaidPatch* next = nullptr;  // on the query
  LaidPatch* previous = nullptr;
  LaidPatch* next_of_layer = nullptr;
  LaidPatch* previous_of_layer = nullptr;
  Data apply(const Data& data) const { return layer->patches[place].apply(data); }
};

// The patches on one query, oldest first.
class PatchList {
 public:
  PatchList() = default;
  PatchList(const PatchList&) = delete;
  PatchList& operator=(const PatchList&) = delete;
  ~PatchList() { clear(); }

  const LaidPatch* first() const { return first_; }
  const LaidPatch* add(Query& query, std::shared_ptr<Layer> layer, std::size_t place);
  void remove(LaidPatch* patch);
  void remove_accepted_before(std::uint64_t sequence);
  void clear();

 private:
  LaidPatch* first_ = nullptr;
  LaidPatch* last_ = nullptr;
};

// What a mutation says about its effect.
class OptimisticPatches {
 public:
  // `change` makes the new T of the old: T(const T&), or shared_ptr<const T>(const T&). It lies on every query under the
  // prefix that has data of type T, also on one that comes later, and is called again for each new server state: it must
  // give the same for the same, and leave alone what it does not find. It runs whenever somebody looks: it may not call
  // the client.
  template <class T, class F>
  void update(Key key, F change, Match match = Match::prefix) {
    patches_.push_back({std::move(key), match, data_type<T>(), [change = std::move(change)](const Data& data) -> Data {
                          return detail::to_shared<T>(change(*static_cast<const T*>(data.get())));
                        }});
  }

  std::vector<Patch> take() { return std::move(patches_); }

 private:
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
  void clear();

 private:
  QueryCache& cache_;
  std::list<std::shared_ptr<Layer>> layers_;
};

}  // namespace quern::query
