// One chat in the list: who, the last words, when, how far they have come, and what is new.
#pragma once

#include <string>

#include "ui/chat/message_bubble.hpp"
#include "ui/ui.hpp"

namespace quern::ui {

struct ChatRow {
  std::string_view name;
  std::string_view href;
  std::string_view face;   // whose colour: the other person's id
  std::string_view lead;   // before the words: “Draft:”
  std::string_view words;  // the last message, or the draft
  std::string_view time;
  Ticks ticks = Ticks::none;
  bool is_draft = false;
  bool is_typing = false;  // then `words` says so
  bool is_online = false;
  bool is_selected = false;
  std::int64_t unread = 0;
};

float chat_row_height(const Ui& ui);  // 64, on a phone 72
// True when it was chosen.
bool chat_row(Ui& ui, const ChatRow& row, int position, int count);

}  // namespace quern::ui
