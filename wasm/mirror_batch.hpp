// What the mirror's JavaScript is told to do: operations as 32-bit words, text in an arena beside them.
// Shape   an operation is its code, then its words; a text is offset and length in the arena; a number may be a float's bits.
//         wasm/js/mirror.js reads the same table.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace quern::wasm {

enum class MirrorOp : std::uint32_t {
  remove,    // id
  create,    // id, tag, level of a heading
  place,     // id, parent, the sibling it comes after (0: it is the first)
  rect,      // id, x, y, width, height in its parent; cut off at top, right, bottom, left
  content,   // id, flags, level, set_size, name, description, href
  field,     // id, type, value, placeholder, autocomplete, enter_key_hint, max_length, 6 lengths, weight, 3 colours
  scroll,    // id, content height, scroll_y
  focus,     // id
  modal,     // id of the dialog that is alone on stage, 0: none
  announce,  // text
};

// The elements. A node's role, and whether a field has one line, say which; another one means another element.
enum class MirrorTag : std::uint32_t {
  group,
  main,
  navigation,
  form,
  dialog,
  list,
  list_item,
  scroll,
  heading,
  text,
  link,
  button,
  submit,
  checkbox,
  radio,
  tab,
  menu,
  menu_item,
  image,
  progress,
  status,
  alert,
  input_field,
  text_area,
};

namespace mirror_flag {
inline constexpr std::uint32_t disabled = 1, busy = 2, invalid = 4, required = 8, modal = 16, current = 32;
inline constexpr std::uint32_t checkable = 64, checked = 128, expandable = 256, expanded = 512;
inline constexpr std::uint32_t container = 1024;  // others are in it: its name is a label, not its text
}  // namespace mirror_flag

class MirrorBatch {
 public:
  void clear() {
    words_.clear();
    arena_.clear();
  }
  MirrorBatch& op(MirrorOp code, std::uint32_t id) { return word(static_cast<std::uint32_t>(code)).word(id); }
  MirrorBatch& word(std::uint32_t value) {
    words_.push_back(value);
    return *this;
  }
  MirrorBatch& number(float value) { return word(std::bit_cast<std::uint32_t>(value)); }
  MirrorBatch& text(std::string_view text) {
    word(static_cast<std::uint32_t>(arena_.size())).word(static_cast<std::uint32_t>(text.size()));
    arena_.append(text);
    return *this;
  }

  const std::vector<std::uint32_t>& words() const { return words_; }
  const std::string& arena() const { return arena_; }

 private:
  std::vector<std::uint32_t> words_;
  std::string arena_;
};

}  // namespace quern::wasm
