#include "core/query/layers.hpp"

#include <algorithm>

#include "core/query/detail/query_cache.hpp"
#include "core/query/query.hpp"

namespace quern::query {

std::shared_ptr<Layer> LayerStack::add(std::vector<Patch> patches) {
  auto layer = std::make_shared<Layer>();
  layer->patches = std::move(patches);
  layers_.push_back(layer);
  for (std::size_t place = 0; place < layer->patches.size(); ++place) {
    const auto& patch = layer->patches[place];
    for (const auto& query : cache_.find_all({.key = patch.key, .exact = patch.match == Match::exact})) {
      if (query->type() == patch.type) query->add_patch(layer, place);
    }
  }
  return layer;
}

void LayerStack::accept(Layer& layer, std::uint64_t sequence) { layer.accepted = sequence; }

void LayerStack::lift(const std::shared_ptr<Layer>& layer) {
  if (std::erase(layers_, layer) == 0) return;
  for (const auto& weak : std::exchange(layer->queries, {})) {
    const auto query = weak.lock();
    if (!query) continue;
    if (layer->accepted) query->restart_fetch_before(*layer->accepted);
    query->remove_layer(*layer);
  }
}

void LayerStack::lay_on(Query& query) {
  for (const auto& layer : layers_) {
    for (std::size_t place = 0; place < layer->patches.size(); ++place) {
      const auto& patch = layer->patches[place];
      const bool is_meant = patch.match == Match::exact ? query.key() == patch.key : query.key().starts_with(patch.key);
      if (is_meant && query.type() == patch.type) query.add_patch(layer, place);
    }
  }
}

}  // namespace quern::query
