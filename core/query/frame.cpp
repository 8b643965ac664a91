#include "core/query/frame.hpp"

#include <cassert>

#include "core/query/detail/mutation_observer_core.hpp"

namespace quern::query {

Frame::~Frame() {
  if (is_open_) end();
}

void Frame::begin() {
  assert(!is_open_);
  is_open_ = true;
  ++frame_;
}

void Frame::end() {
  assert(is_open_);
  is_open_ = false;
  const Batch batch{client_->runtime()};
  std::erase_if(slots_, [this](const auto& entry) { return entry.second.last_frame != frame_; });
  for (const auto& query : std::exchange(held_, {})) query->release();
}

Slot& Frame::slot(std::uint64_t site) {
  assert(is_open_ && "hooks belong between begin() and end()");
  for (;;) {  // the second pass of a site in one frame finds its slot taken, and goes to the site's next
    auto& slot = slots_[site];
    if (slot.last_frame != frame_) {
      slot.last_frame = frame_;
      return slot;
    }
    site = site * 0x9e3779b97f4a7c15 + 0x632be59bd9b4e019;
  }
}

ResultBase Frame::use(std::uint64_t site, std::shared_ptr<ErasedOptions> erased) {
  auto options = client_->with_defaults(std::move(erased));
  auto& slot = this->slot(site);
  auto& observer = slot.observer;
  if (slot.epoch != client_->epoch()) observer = nullptr;  // the cache was cleared: not even its last result is shown
  slot.epoch = client_->epoch();
  const bool is_other_type = observer && (observer->options().type != options->type ||
                                          observer->options().selected_type != options->selected_type);
  if (!observer || is_other_type) {
    observer = std::make_shared<ObserverCore>(client_, std::move(options));
    observer->attach();
    return observer->see();
  }
  if (observer->options().key != options->key) {
    held_.push_back(observer->query());
    observer->query()->hold();
  }
  observer->set_options(std::move(options));
  return observer->see();
}

std::shared_ptr<MutationObserverCore> Frame::use_mutation(std::uint64_t site, SharedMutationOptions options) {
  auto& slot = this->slot(site);
  if (!slot.mutation) {
    slot.mutation = std::make_shared<MutationObserverCore>(client_);
    slot.mutation_watch = slot.mutation->watch();
  }
  slot.mutation->set_options(std::move(options));
  return slot.mutation;
}

}  // namespace quern::query
