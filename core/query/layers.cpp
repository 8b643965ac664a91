#include "core/query/layers.hpp"

#include <utility>

#include "core/query/detail/query_cache.hpp"
#include "core/query/query.hpp"

namespace quern::query {

// ---- the patches on a query

const LaidPatch* PatchList::add(Query& query, std::shared_ptr<Layer> owner, std::size_t place) {
  auto* patch = new LaidPatch{.layer = std::move(owner), .place = place, .query = &query, .previous = last_};
  (last_ ? last_->next : first_) = patch;
  last_ = patch;
  auto& layer = *patch->layer;
  patch->previous_of_layer = layer.last;
  (layer.last ? layer.last->next_of_layer : layer.first) = patch;
  layer.last = patch;
  return patch;
}

void PatchList::remove(LaidPatch* patch) {
  (patch->previous ? patch->previous->next : first_) = patch->next;
  (patch->next ? patch->next->previous : last_) = patch->previous;
  auto& layer = *patch->layer;
  (patch->previous_of_layer ? patch->previous_of_layer->next_of_layer : layer.first) = patch->next_of_layer;
  (patch->next_of_layer ? patch->next_of_layer->previous_of_layer : layer.last) = patch->previous_of_layer;
  delete patch;
}

void PatchList::remove_accepted_before(std::uint64_t sequence) {
  for (auto* patch = first_; patch;) {
    auto* next = patch->next;
    if (patch->layer->accepted && *patch->layer->accepted < sequence) remove(patch);
    patch = next;
  }
}

void PatchList::clear() {
  while (first_) remove(first_);
}

// ---- the layers

std::shared_ptr<Layer> LayerStack::add(std::vector<Patch> patches) {
  auto layer = std::make_shared<Layer>();
  layer->patches = std::move(patches);
  layer->in_force = layers_.insert(layers_.end(), layer);
  for (std::size_t place = 0; place < layer->patches.size(); ++place) {
    const auto& patch = layer->patches[place];
    for (const auto& query :
         cache_.find_all({.key = patch.key, .exact = patch.match == Match::exact}, ColdAct::leave)) {
      if (query->type() == patch.type) query->add_patch(layer, place);
    }
  }
  return layer;
}

void LayerStack::accept(Layer& layer, std::uint64_t sequence) { layer.accepted = sequence; }

// A fetch that is begun again may run any code, also such that takes patches away.
void LayerStack::lift(const std::shared_ptr<Layer>& layer) {
  const auto place = std::exchange(layer->in_force, std::nullopt);
  if (!place) return;
  layers_.erase(*place);
  while (layer->first) {
    const auto query = layer->first->query->shared_from_this();
    query->remove_patch(layer->first);
    if (layer->accepted) query->restart_fetch_before(*layer->accepted);
  }
}

void LayerStack::clear() {
  for (const auto& layer : std::exchange(layers_, {})) layer->in_force = std::nullopt;
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
