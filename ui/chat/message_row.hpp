// One row of the wall: the day and the divider above it, the bubble, what went wrong under it, and what can be done to it:
// by a button that shows under the pointer and with the focus, a right click, a long press, the menu key.
#pragma once

#include "ui/chat/message_rows.hpp"
#include "ui/view.hpp"
#include "ui/widgets/anchored_list.hpp"

namespace quern::ui {

// What a person wants of a message.
enum class MessageWish : std::uint8_t { none, edit, copy, remove, retry, discard };

MessageWish message_row(Ui& ui, const AnchoredRow& row, const MessageRows::Look& look, std::string_view author);

// May be changed: a text of one's own that the server has not refused.
bool can_edit(const app::ConversationItem& item);

}  // namespace quern::ui
