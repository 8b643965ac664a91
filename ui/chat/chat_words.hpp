// A chat in words: what it is called, who the other one is, when they were seen.
#pragma once

#include <string>

#include "core/api/chat.hpp"
#include "core/api/person.hpp"
#include "ui/ui.hpp"

namespace quern::ui {

// The other one of a private chat; null in a group, or where the server told of nobody else.
const ChatMember* other_member(const Chat& chat, const UserId& me);
std::string_view chat_name(const Chat& chat, const UserId& me);
// Whose colour and initials stand for it.
std::string_view chat_face(const Chat& chat, const UserId& me);
std::int64_t read_mark(const Chat& chat, const UserId& person);

// “online”, “last seen 20 minutes ago”; "" where it was not told. Asks for a frame when it will be another.
std::string seen_words(Ui& ui, bool is_online, std::optional<WallTime> last_seen_at);

// What a message says; of one without words of its own (a file, a voice message, news of the group) what it is.
std::string_view message_words(const Ui& ui, MessageType type, std::string_view content);

std::string one_line(std::string_view text);

}  // namespace quern::ui
