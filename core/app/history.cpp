#include "core/app/history.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>

#include "core/app/history_state.hpp"

namespace quern::app {

const std::string* AuthorNames::find_or_add(std::string_view author) {
  const auto name_of = [](const auto& name) { return std::string_view(*name); };
  const auto at = std::ranges::lower_bound(names_, author, {}, name_of);
  if (at != names_.end() && **at == author) return at->get();
  return names_.insert(at, std::make_unique<const std::string>(author))->get();
}

History::State::State(MessageTree tree, const NumberRanges& held, bool is_more_before,
                      std::shared_ptr<const AuthorNames> names)
    : messages(std::move(tree)),
      has_older(is_more_before),
      authors(std::move(names)) {
  segments.reserve(held.runs().size());
  std::size_t index = 0;
  for (const auto& run : held.runs()) {
    segments.push_back({run, index});
    index += static_cast<std::size_t>(run.size()) + 1;  // and the hole behind it
  }
}

std::size_t History::count() const {
  if (!state_ || state_->segments.empty()) return 0;
  const auto& newest = state_->segments.back();
  return newest.index + static_cast<std::size_t>(newest.numbers.size());
}

History::Item History::at(std::size_t index) const {
  assert(index < count());
  const auto& segments = state_->segments;
  const auto next = std::ranges::upper_bound(segments, index, {}, &State::Segment::index);
  const auto& segment = *std::prev(next);
  const auto number = segment.numbers.first + static_cast<std::int64_t>(index - segment.index);
  if (number > segment.numbers.last) return {.first = number, .last = next->numbers.first - 1};
  return {.message = state_->messages.find(number)};
}

std::int64_t History::newest_number() const {
  return state_ && !state_->segments.empty() ? state_->segments.back().numbers.last : 0;
}

bool History::has_older() const { return state_ && state_->has_older; }

const StoredMessage* History::find(std::int64_t number) const {
  return state_ ? state_->messages.find(number) : nullptr;
}

std::optional<std::size_t> History::index_of(std::int64_t number) const {
  if (!state_) return std::nullopt;
  const auto next = std::ranges::upper_bound(state_->segments, number, {}, &State::Segment::first);
  if (next == state_->segments.begin()) return std::nullopt;
  const auto& segment = *std::prev(next);
  if (number > segment.numbers.last) return std::nullopt;
  return segment.index + static_cast<std::size_t>(number - segment.numbers.first);
}

}  // namespace quern::app
