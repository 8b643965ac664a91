#include "ui/anchored_layout.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace quern::ui {
namespace {

constexpr int margin = 200;         // placed beyond the view's edges, so that a step of the wheel finds rows measured
constexpr std::size_t nearby = 64;  // rows to look at on either side before all are searched
constexpr std::size_t most_measures = 8192;  // remembered
constexpr std::uint64_t fresh_frames = 600;  // of them, when there are more

std::uint64_t key_of(std::uint64_t identity) { return hash_with(identity, 1); }

// Looks at `from`, then ever further to both sides.
template <class Matches>
std::optional<std::size_t> search_outward(std::size_t from, std::size_t radius, std::size_t count, Matches matches) {
  if (count == 0) return std::nullopt;
  from = std::min(from, count - 1);
  for (std::size_t step = 0; step <= radius; ++step) {
    if (step <= from && matches(from - step)) return from - step;
    if (step > 0 && from + step < count && matches(from + step)) return from + step;
    if (step > from && from + step >= count) break;
  }
  return std::nullopt;
}

}  // namespace

void AnchoredLayout::arrange(AnchoredRows& rows, const View& view) {
  ++frame_;
  view_ = view;
  const std::size_t count = rows.count();
  Anchor anchor = follow_changes(rows);
  moved_ = 0;
  const auto aim = std::exchange(aim_, std::nullopt);
  if (count == 0) {
    places_.clear();
    offset_ = bounded(0);
    is_at_end_ = true;
    return;
  }
  if (const auto row = aim ? find(rows, aim->identity) : std::nullopt)
    anchor = {*row, aim->y};
  else if (is_at_end_)
    anchor = end_anchor(rows);
  else
    anchor = nearest(anchor);
  place_around(rows, anchor);
  take_mean();
  offset_ = top_of(places_.front().row) - places_.front().y;
  bounded(offset_);
  is_at_end_ = offset_ >= highest_ - 1;
  place_kept(rows);
  first_ = rows.identity(0);
  last_ = rows.identity(count - 1);
  forget_old_measures();
}

// Brings the heights in step with the rows, by where a row that was in view is now. What is known of heights beyond the view
// may come to lie some rows off: it is a guess there anyway.
AnchoredLayout::Anchor AnchoredLayout::follow_changes(const AnchoredRows& rows) {
  const std::size_t count = rows.count();
  const auto kept = survivor(rows);
  if (!kept) {
    const auto order = candidates();
    const Anchor there =
        order.empty() ? Anchor{} : Anchor{places_[order.front()].row, places_[order.front()].y - moved_};
    heights_.clear();
    heights_.insert(0, count);
    return {std::min(there.row, std::max<std::size_t>(count, 1) - 1), there.y};
  }
  const Place& place = places_[kept->place];
  splice(rows, place.row, kept->row);
  return {kept->row, place.y - moved_};
}

// Places of the last frame in the order in which they would be the anchor.
std::vector<std::size_t> AnchoredLayout::candidates() const {
  const auto y = [&](std::size_t at) { return places_[at].y - moved_; };
  std::size_t first = 0;
  while (first < places_.size() && y(first) < 0) ++first;
  const bool is_low = first == places_.size() || y(first) * 2 >= view_.height;
  const bool covers_top = first > 0 && y(first - 1) + places_[first - 1].height > 0;
  if (is_low && covers_top) --first;
  std::vector<std::size_t> order;
  for (std::size_t at = first; at < places_.size(); ++at) order.push_back(at);
  for (std::size_t at = first; at-- > 0;) order.push_back(at);
  return order;
}

std::optional<AnchoredLayout::Survivor> AnchoredLayout::survivor(const AnchoredRows& rows) const {
  const std::size_t count = rows.count();
  const std::size_t before = heights_.count();
  const std::size_t change = count > before ? count - before : before - count;
  const auto order = candidates();
  for (const std::size_t at : order) {
    const auto is_it = [&](std::size_t row) { return rows.identity(row) == places_[at].identity; };
    const std::size_t row = places_[at].row;
    if (row < count && is_it(row)) return Survivor{at, row};
    if (count > before && is_it(row + change)) return Survivor{at, row + change};
    if (const auto found = search_outward(row, change + nearby, count, is_it)) return Survivor{at, *found};
  }
  return survivor_of_all(rows, order);
}

// One pass over all rows, for what was moved far. Rare.
std::optional<AnchoredLayout::Survivor> AnchoredLayout::survivor_of_all(const AnchoredRows& rows,
                                                                        const std::vector<std::size_t>& order) const {
  FlatMap<std::size_t> ranks;
  for (std::size_t rank = 0; rank < order.size(); ++rank) ranks[key_of(places_[order[rank]].identity)] = rank;
  std::optional<Survivor> best;
  std::size_t best_rank = order.size();
  for (std::size_t row = 0; row < rows.count() && best_rank > 0; ++row) {
    const std::size_t* rank = ranks.find(key_of(rows.identity(row)));
    if (rank == nullptr || *rank >= best_rank) continue;
    best_rank = *rank;
    best = Survivor{order[best_rank], row};
  }
  return best;
}

// `was` is where the row `is` was: so many rows came or went before it, so many after. At the ends, if those are others now.
void AnchoredLayout::splice(const AnchoredRows& rows, std::size_t was, std::size_t is) {
  const std::size_t count = rows.count();
  const bool is_first_new = rows.identity(0) != first_;
  if (is > was) heights_.insert(is_first_new ? 0 : was, is - was);
  if (was > is) heights_.erase(is_first_new ? 0 : is, was - is);
  const bool is_last_new = rows.identity(count - 1) != last_;
  const std::size_t now = heights_.count();
  if (count > now) heights_.insert(is_last_new ? now : is + 1, count - now);
  if (now > count) heights_.erase(is_last_new ? count : is + 1, now - count);
}

std::optional<std::size_t> AnchoredLayout::find(const AnchoredRows& rows, std::uint64_t identity) const {
  const std::size_t near = places_.empty() ? 0 : places_.front().row;
  return search_outward(near, rows.count(), rows.count(),
                        [&](std::size_t row) { return rows.identity(row) == identity; });
}

AnchoredLayout::Anchor AnchoredLayout::end_anchor(AnchoredRows& rows) {
  const std::size_t last = rows.count() - 1;
  return {last, view_.height - view_.padding_bottom - measure(rows, last)};
}

// After a jump the anchor is far away, and all rows between would have to be measured: the row that should be there takes over.
AnchoredLayout::Anchor AnchoredLayout::nearest(Anchor anchor) const {
  const std::int64_t far = 2 * std::int64_t{view_.height} + margin;
  if (anchor.y > -far && anchor.y < far) return anchor;
  const std::int64_t offset = top_of(anchor.row) - anchor.y;
  const std::size_t row = heights_.row_at(offset - view_.padding_top);
  return {row, top_of(row) - offset};
}

// The bounds are known better with each row measured, so an anchor beyond them comes to rest in some rounds.
void AnchoredLayout::place_around(AnchoredRows& rows, Anchor anchor) {
  constexpr int rounds = 4;
  for (int round = 0; round < rounds; ++round) {
    place_from(rows, anchor);
    const std::int64_t offset = top_of(anchor.row) - anchor.y;
    const std::int64_t beyond = offset - bounded(offset);
    if (beyond == 0) break;
    anchor.y += beyond;
    if (round + 1 == rounds) place_from(rows, anchor);
  }
}

void AnchoredLayout::place_from(AnchoredRows& rows, Anchor anchor) {
  places_.clear();
  const std::int64_t end = std::int64_t{view_.height} + margin;
  for (std::int64_t row = static_cast<std::int64_t>(anchor.row) - 1, y = anchor.y; row >= 0 && y > -margin; --row) {
    const int height = measure(rows, static_cast<std::size_t>(row));
    y -= height;
    if (y < end) places_.push_back(placed(rows, static_cast<std::size_t>(row), y, height));
  }
  std::ranges::reverse(places_);
  std::int64_t y = anchor.y;
  for (std::size_t row = anchor.row; row < rows.count() && y < end; ++row) {
    const int height = measure(rows, row);
    if (y + height > -margin || row + 1 == rows.count()) places_.push_back(placed(rows, row, y, height));
    y += height;
  }
  if (places_.empty()) places_.push_back(placed(rows, anchor.row, anchor.y, measure(rows, anchor.row)));
}

AnchoredLayout::Place AnchoredLayout::placed(const AnchoredRows& rows, std::size_t row, std::int64_t y, int height) {
  return {.row = row, .identity = rows.identity(row), .y = y, .height = height};
}

void AnchoredLayout::place_kept(AnchoredRows& rows) {
  if (view_.kept == 0) return;
  const auto is_it = [&](const Place& place) { return place.identity == view_.kept; };
  if (std::ranges::any_of(places_, is_it)) return;
  const auto matches = [&](std::size_t row) { return rows.identity(row) == view_.kept; };
  auto row = search_outward(kept_row_, nearby, rows.count(), matches);
  if (!row) row = search_outward(kept_row_, rows.count(), rows.count(), matches);
  if (!row) return;
  kept_row_ = *row;
  const int height = measure(rows, *row);
  const Place place = placed(rows, *row, top_of(*row) - offset_, height);
  places_.insert(*row < places_.front().row ? places_.begin() : places_.end(), place);
}

std::int64_t AnchoredLayout::bounded(std::int64_t offset) {
  const std::int64_t end = length() - view_.height;
  lowest_ = view_.sits_at_end ? std::min<std::int64_t>(0, end) : 0;
  highest_ = std::max(lowest_, end);
  return std::clamp(offset, lowest_, highest_);
}

int AnchoredLayout::measure(AnchoredRows& rows, std::size_t row) {
  Measured& known = measured_[key_of(rows.identity(row))];
  const std::uint64_t revision = rows.revision(row);
  const bool is_same =
      known.frame != 0 && known.width == view_.width && known.typeface == view_.typeface && known.revision == revision;
  if (!is_same) {
    const int height = static_cast<int>(std::ceil(std::max(0.f, rows.height(row, view_.width))));
    known = {.width = view_.width, .typeface = view_.typeface, .revision = revision, .height = height};
  }
  known.frame = frame_;
  heights_.set(row, known.height);
  return known.height;
}

// Taken anew when twice as many rows are known: a mean that followed each row would let the bar tremble.
void AnchoredLayout::take_mean() {
  const std::size_t known = heights_.known();
  if (known < 2 * mean_of_) return;
  mean_of_ = known;
  heights_.guess_anew();
}

void AnchoredLayout::forget_old_measures() {
  if (measured_.size() <= most_measures) return;
  measured_.filter([this](const Measured& known) { return known.frame + fresh_frames > frame_; });
  if (measured_.size() > most_measures / 2) measured_.clear();
}

std::size_t AnchoredLayout::rows_below() const {
  const auto is_seen = [this](const Place& place) { return place.y < view_.height; };
  const auto last = std::ranges::find_if(places_.rbegin(), places_.rend(), is_seen);
  return last == places_.rend() ? 0 : heights_.count() - 1 - last->row;
}

void AnchoredLayout::move_by(std::int64_t distance) {
  const std::int64_t target = std::clamp(offset_ + moved_ + distance, lowest_, highest_);
  moved_ = target - offset_;
  is_at_end_ = target >= highest_ - 1;
  aim_.reset();
}

void AnchoredLayout::go_to_end() {
  is_at_end_ = true;
  moved_ = 0;
  aim_.reset();
}

void AnchoredLayout::go_to(std::uint64_t identity, int y) { aim_ = {.identity = identity, .y = y}; }

}  // namespace quern::ui
