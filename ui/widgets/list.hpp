// Rows: a list of the tree, its rows, the head of a table, and only those rows that can be seen.
//
//   List list{ui, ui.tr("projects")};
//   for (const int i : VisibleRows{ui, count, 64}) {
//     ScopedId id{projects[i].id};
//     ListRow row{ui, {.name = projects[i].name, .href = …, .height = 64, .position = i, .count = count}};
//     …draw into row.content(); buttons on it come after…
//     if (row.is_pressed()) …
//   }
#pragma once

#include <span>

#include "ui/draw.hpp"

namespace quern::ui {

class List {
 public:
  List(Ui& ui, std::string_view name);
  ~List();
  List(const List&) = delete;
  List& operator=(const List&) = delete;

 private:
  Ui& ui_;
  NodeId id_;
  Rect start_;
};

struct ListRowOptions {
  std::string_view name;  // of the row's link or button, which is the whole row
  std::string_view href;  // "" makes it a button
  std::string_view description;
  float height = 64;
  bool is_selected = false;
  bool is_flat = false;         // no rounding, as on a phone
  int position = 0, count = 0;  // from 0; for "3 of 38"
  float padding = 12;
};

// Told as a list item that holds its link; widgets made while it lives are inside the item, over the row.
class ListRow {
 public:
  ListRow(Ui& ui, const ListRowOptions& options);
  ~ListRow() { ui_.close(); }
  ListRow(const ListRow&) = delete;
  ListRow& operator=(const ListRow&) = delete;

  bool is_pressed() const { return control_.is_pressed; }
  bool is_hovered() const { return control_.is_hovered || is_pointer_over_; }  // also over a button on it
  bool has_focus() const { return control_.is_focused; }
  bool wants_menu() const { return wants_menu_; }  // right button, long press, menu key
  bool is_visible() const { return control_.is_visible; }
  Rect rect() const { return control_.rect; }
  Rect content() const { return content_; }  // without the padding

 private:
  Ui& ui_;
  Control control_;
  Rect content_;
  bool is_pointer_over_ = false;
  bool wants_menu_ = false;
};

// Columns of a table: widths in CSS pixels, 0 takes what is left (one of them).
std::vector<Rect> columns(Rect row, std::span<const float> widths, float gap);

struct HeaderCell {
  std::string_view label;
  bool is_end_aligned = false;
  bool is_sorted = false;  // downwards
};
// 36 high, with a line under it.
void table_header(Ui& ui, std::span<const HeaderCell> cells, std::span<const float> widths, float gap,
                  float padding = 12);

// Places rows of one height, and gives those that the clip shows (with one to spare on either side).
struct RowRange {
  struct Iterator {
    int at;
    int operator*() const { return at; }
    Iterator& operator++() {
      ++at;
      return *this;
    }
    bool operator==(const Iterator&) const = default;
  };
  int first = 0, last = 0;  // last is one past
  Iterator begin() const { return {first}; }
  Iterator end() const { return {last}; }
};
class VisibleRows {
 public:
  VisibleRows(Ui& ui, int count, float row_height);
  ~VisibleRows();  // leaves the room of the rows below
  VisibleRows(const VisibleRows&) = delete;
  VisibleRows& operator=(const VisibleRows&) = delete;
  RowRange::Iterator begin() const { return range_.begin(); }
  RowRange::Iterator end() const { return range_.end(); }

 private:
  Ui& ui_;
  RowRange range_;
  float room_below_ = 0;
};

}  // namespace quern::ui
