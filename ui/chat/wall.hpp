// The wall of a conversation: its messages, the place one reads at, and the way back to the newest.
#pragma once

#include "core/app/conversation.hpp"
#include "ui/chat/message_row.hpp"
#include "ui/view.hpp"

namespace quern::ui {

struct WallOptions {
  ChatId chat;
  std::string_view key;    // of the chat, the same before and after the server knows it
  std::string_view other;  // the other person's name
  MessageRowsOptions rows;
  std::int64_t unread = 0;
  std::uint64_t starts_at = 0;  // the row to begin at: 0 is the end
  bool goes_to_end = false;     // something was sent, or one wants to
};

struct WallResult {
  MessageWish wish = MessageWish::none;
  app::ConversationItem item;  // what it is of; good as long as the conversation
  bool is_at_end = false;
  bool wants_end = false;  // the button was pressed
};

void wall_skeleton(Ui& ui, Rect place);  // what stands there until the first messages come
WallResult wall(View& view, Rect place, const app::Conversation& conversation, const WallOptions& options);

}  // namespace quern::ui
