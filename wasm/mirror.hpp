// The semantics tree as differences for the page's DOM: after each frame, what changed since the last, by id.
// A node is compared by hash (content, field), by value (rectangle) and by place (parent, sibling before it), so that a
// frame in which nothing changed costs some microseconds and sends nothing.
//
// Two things are kept for the browser's sake. The focused element is never taken away while its list merely scrolled it
// out of sight: text and focus would go with it. And whatever a person did to an element is answered with the model's
// state again, because the browser has already shown their own.
// Owned by Page.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "ui/semantics.hpp"
#include "wasm/mirror_batch.hpp"

namespace quern::wasm {

class Mirror {
 public:
  // What changed since the last call; empty, if nothing did. Takes the focus request and the announcements.
  const MirrorBatch& sync(ui::Semantics& semantics);

  void on_input(const ui::Input& input);  // before the model hears of it
  void touch(ui::NodeId id);              // what it shows may differ from what was sent: send it again

 private:
  struct Edges {
    float top = 0, right = 0, bottom = 0, left = 0;
    bool operator==(const Edges&) const = default;
  };
  struct Element {
    MirrorTag tag{};
    ui::NodeId parent = 0, before = 0;
    ui::Rect rect;  // in its parent
    Edges cut;
    std::uint64_t content = 0, field = 0;  // hashes; 0: to be sent again
    float content_height = -1, scroll_y = 0;
    bool is_created = false;
    bool has_children = false;
    bool is_kept = false;            // focused, or around what is, though no longer in the frame
    const ui::Node* node = nullptr;  // of this frame; null: it is not in it
  };

  void match(const std::vector<ui::Node>& nodes);
  void keep_focused();
  bool is_scrolled_away(ui::NodeId id) const;
  void remove_gone();
  void send(const ui::Node& node);
  const Element* find(ui::NodeId id) const;
  const ui::Node* scroll_around(const ui::Node& node) const;
  void send_place(const ui::Node& node, Element& element);
  void send_rect(const ui::Node& node, Element& element);
  Edges edges_of(const ui::Node& node) const;
  void send_content(const ui::Node& node, Element& element);
  void send_field(const ui::Node& node, Element& element);
  void send_scroll(const ui::Node& node, Element& element);
  void send_modal(const std::vector<ui::Node>& nodes);
  bool can_focus(ui::NodeId id) const;
  void send_focus(ui::Semantics& semantics);
  void send_announcements(ui::Semantics& semantics);

  MirrorBatch batch_;
  std::unordered_map<ui::NodeId, Element> elements_;
  std::unordered_map<ui::NodeId, ui::NodeId> last_child_;  // of this frame, by parent
  ui::NodeId focused_ = 0;
  ui::NodeId modal_ = 0;
  std::optional<ui::NodeId> wanted_focus_;  // its element may come some frames later
  int focus_patience_ = 0;
};

}  // namespace quern::wasm
