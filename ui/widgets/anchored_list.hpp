// A list of very many rows of unequal heights that keeps its place: what is being read does not move, whatever comes, goes or
// grows above or below it; at the end, it stays at the end. For conversations of 100,000 messages and more.
// What keeps its pixel is told in ui/anchored_layout.hpp; what the browser's container is told, in ui/scroll_window.hpp.
//
//   MessageRows rows{conversation, ui.text};  // an AnchoredRows: count, identity, revision, height
//   AnchoredList list{ui, ui.tr("chat.messages"), rect, rows, {.padding = 16}};
//   for (const AnchoredList::Place& place : list.places()) {
//     const AnchoredRow row{list, place};
//     …draw row `place.row` into row.rect(); widgets in it are inside its list item, with ids of their own…
//   }
//   if (list.is_near_start() && conversation.has_older()) load_older();
//   if (!list.is_at_end() && button(ui, …)) list.go_to_end();
//
// Scrolled by the browser's container (wheel, touch, and Home, End and Page keys in it), by ImGui's wheel where there is none,
// by its bar, and by go_to…(), which act in the next frame. A row that has the focus, or something in it, is told also when
// it is out of view, so that the focus is not lost.
// New rows are not read aloud by themselves (rows that merely come into view would be too): say them by Semantics::announce.
#pragma once

#include <span>
#include <string_view>

#include "ui/anchored_layout.hpp"
#include "ui/ui.hpp"

namespace quern::ui {

class AnchoredList {
 public:
  using Place = AnchoredLayout::Place;
  struct Options {
    float padding = 0;  // left and right of the rows
    int padding_top = 0, padding_bottom = 0;
    bool sits_at_end = true;      // few rows lie at the bottom
    bool starts_at_end = true;    // at first; else at the first row
    std::uint64_t starts_at = 0;  // at first: this row near the top, if it is there
  };
  AnchoredList(Ui& ui, std::string_view name, Rect rect, AnchoredRows& rows, Options options);
  AnchoredList(Ui& ui, std::string_view name, Rect rect, AnchoredRows& rows)
      : AnchoredList(ui, name, rect, rows, Options{}) {}
  ~AnchoredList();  // draws the bar
  AnchoredList(const AnchoredList&) = delete;
  AnchoredList& operator=(const AnchoredList&) = delete;

  std::span<const Place> places() const;  // the rows to draw, in order: those in view, some around, and the focused one
  Rect rect_of(const Place& place) const;

  bool is_at_end() const;
  std::size_t rows_below() const;  // not seen, not even in part; 0 at the end
  bool is_near_start() const;      // less than two views from it: time to load what is older
  void go_to_end();
  void go_to_start();
  void go_to(std::uint64_t identity);  // near the top of the view; nothing happens if it is not there

 private:
  friend class AnchoredRow;
  struct State;

  void follow();
  void arrange(AnchoredRows& rows);

  Ui& ui_;
  NodeId id_;
  Rect rect_;
  Options options_;
  std::size_t count_ = 0;
  std::uint64_t first_ = 0;  // identity of the first row
  State* state_;
};

// One row, told as a list item with its position; while it lives, widgets are inside it, one below another in its rectangle.
class AnchoredRow {
 public:
  AnchoredRow(AnchoredList& list, const AnchoredList::Place& place);
  ~AnchoredRow();
  AnchoredRow(const AnchoredRow&) = delete;
  AnchoredRow& operator=(const AnchoredRow&) = delete;

  Rect rect() const { return rect_; }
  bool is_visible() const { return is_visible_; }  // false: it need be told, not drawn
  // Right button on it; long press or menu key on anything in it that was told until now: so ask at its end.
  bool wants_menu() const;

 private:
  AnchoredList& list_;
  std::uint64_t identity_;
  std::size_t first_node_;
  Rect rect_;
  bool is_visible_;
};

}  // namespace quern::ui
