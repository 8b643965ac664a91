// A row of messages, for whoever selects one.
#pragma once

#include "core/api/message.hpp"
#include "serve/store/database.hpp"

namespace quern::serve {

#define MESSAGE_COLUMNS                                                                                             \
  "SELECT id, number, version, chat_id, author_id, type, content, reply_to_id, client_id, edited_at, deleted, ts, " \
  "payload FROM messages WHERE "

Message read_message(const Query& row);  // of MESSAGE_COLUMNS

}  // namespace quern::serve
