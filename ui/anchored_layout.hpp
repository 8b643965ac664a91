// Which rows of a long, changing list are in view, and where: laid out from one row that keeps its pixel, whatever happens
// to the others. Rows may be put in, taken out, and grow anywhere between two calls; no list of changes is asked for.
//
// The anchor is the first row whose top is in the upper half of the view, else the row that covers the view's top edge; if it
// is gone, its next neighbour that is still there. At the end, the end of the last row keeps its pixel instead.
// Only rows in view (and a little around) are asked for their identity and height; the heights of others are what they were
// last, or a mean. If those are wrong, a scroll bar is a little wrong, and nothing in view moves when they are corrected.
// Units   whole CSS pixels; y of a place is from the view's top, an offset from the content's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "ui/flat_map.hpp"
#include "ui/row_heights.hpp"

namespace quern::ui {

// The rows, as one frame has them. Owned by the caller, for that frame.
class AnchoredRows {
 public:
  virtual std::size_t count() const = 0;
  virtual std::uint64_t identity(std::size_t row) const = 0;  // of one row for ever, no two rows' the same
  // Another one whenever the row's height may be another one at the same width: its text, the date over it, its author's
  // name if only the first of a group has it.
  virtual std::uint64_t revision(std::size_t row) const = 0;
  virtual float height(std::size_t row, float width) = 0;  // exact; remembered by identity, revision and width

 protected:
  ~AnchoredRows() = default;
};

class AnchoredLayout {
 public:
  struct View {
    int height = 0;
    float width = 0;             // of a row
    std::uint64_t typeface = 0;  // another one: all heights are to be measured anew
    int padding_top = 0, padding_bottom = 0;
    bool sits_at_end = true;  // rows that do not fill the view lie at its bottom
    std::uint64_t kept = 0;   // a row that is placed also when it is out of view (it has the focus); 0: none
  };
  struct Place {
    std::size_t row = 0;
    std::uint64_t identity = 0;
    std::int64_t y = 0;
    int height = 0;
    std::int64_t bottom() const { return y + height; }
  };

  void arrange(AnchoredRows& rows, const View& view);

  const std::vector<Place>& places() const { return places_; }  // by row
  std::int64_t offset() const { return offset_; }
  std::int64_t lowest() const { return lowest_; }    // offset of the start; below 0 where few rows sit at the end
  std::int64_t highest() const { return highest_; }  // offset of the end
  std::int64_t length() const { return heights_.total() + view_.padding_top + view_.padding_bottom; }
  bool is_at_end() const { return is_at_end_; }
  std::size_t rows_below() const;  // that cannot be seen, not even in part

  // For the next arrange().
  void move_by(std::int64_t distance);  // a person scrolled
  void move_to(std::int64_t offset) { move_by(offset - offset_); }
  void go_to_end();
  void go_to(std::uint64_t identity, int y);  // its top at y; nothing happens if it is not there

 private:
  struct Measured {
    float width = 0;
    std::uint64_t typeface = 0, revision = 0, frame = 0;
    int height = 0;
  };
  struct Anchor {
    std::size_t row = 0;
    std::int64_t y = 0;
  };
  struct Survivor {
    std::size_t place = 0, row = 0;  // which of the last frame's places, and its row now
  };

  Anchor follow_changes(const AnchoredRows& rows);
  std::vector<std::size_t> candidates() const;
  std::optional<Survivor> survivor(const AnchoredRows& rows) const;
  std::optional<Survivor> survivor_of_all(const AnchoredRows& rows, const std::vector<std::size_t>& order) const;
  void splice(const AnchoredRows& rows, std::size_t was, std::size_t is);
  std::optional<std::size_t> find(const AnchoredRows& rows, std::uint64_t identity) const;
  Anchor end_anchor(AnchoredRows& rows);
  Anchor nearest(Anchor anchor) const;
  void place_around(AnchoredRows& rows, Anchor anchor);
  void place_from(AnchoredRows& rows, Anchor anchor);
  void place_kept(AnchoredRows& rows);
  static Place placed(const AnchoredRows& rows, std::size_t row, std::int64_t y, int height);
  std::int64_t bounded(std::int64_t offset);
  int measure(AnchoredRows& rows, std::size_t row);
  void take_mean();
  void forget_old_measures();
  std::int64_t top_of(std::size_t row) const { return view_.padding_top + heights_.top_of(row); }

  View view_;
  RowHeights heights_;
  FlatMap<Measured> measured_;
  std::vector<Place> places_;
  std::uint64_t first_ = 0, last_ = 0;  // identities at the ends
  std::int64_t offset_ = 0, lowest_ = 0, highest_ = 0;
  bool is_at_end_ = true;
  std::int64_t moved_ = 0;  // by a person, since
  struct Aim {
    std::uint64_t identity = 0;
    int y = 0;
  };
  std::optional<Aim> aim_;
  std::uint64_t frame_ = 0;
  std::size_t kept_row_ = 0;  // where it was last
  std::size_t mean_of_ = 0;   // how many were known when the mean was taken
};

}  // namespace quern::ui
