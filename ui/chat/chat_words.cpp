#include "ui/chat/chat_words.hpp"

#include <algorithm>

namespace quern::ui {

using namespace std::chrono_literals;

const ChatMember* other_member(const Chat& chat, const UserId& me) {
  if (chat.is_group) return nullptr;
  const auto found = std::ranges::find_if(chat.members, [&](const ChatMember& member) { return member.id != me; });
  return found == chat.members.end() ? nullptr : &*found;
}

std::string_view chat_name(const Chat& chat, const UserId& me) {
  const auto* other = other_member(chat, me);
  return other && chat.title.empty() ? std::string_view(other->display_name) : std::string_view(chat.title);
}

std::string_view chat_face(const Chat& chat, const UserId& me) {
  const auto* other = other_member(chat, me);
  return other ? std::string_view(other->id.text) : std::string_view(chat.id.text);
}

std::int64_t read_mark(const Chat& chat, const UserId& person) {
  const auto* mark = chat.read_marks.find(person.text);
  return mark ? *mark : 0;
}

std::string seen_words(Ui& ui, bool is_online, std::optional<WallTime> last_seen_at) {
  if (is_online) return std::string(ui.tr("chat.online"));
  if (!last_seen_at) return {};
  const auto age = ui.wall_now - *last_seen_at;
  if (age < 1h) ui.want_frame_in(1min);
  if (age < 1min) return std::string(ui.tr("chat.seen_now"));
  if (age < 1h) return ui.tr_count("chat.seen_minutes", std::chrono::floor<std::chrono::minutes>(age).count());
  const auto days = (local_day(ui.wall_now, ui.utc_offset) - local_day(*last_seen_at, ui.utc_offset)).count();
  const auto time = format_clock(*last_seen_at, ui.utc_offset);
  if (days == 0) return ui.tr("chat.seen_today", {{"time", time}});
  if (days == 1) return ui.tr("chat.seen_yesterday", {{"time", time}});
  return ui.tr("chat.seen_on", {{"date", format_date(ui.language, *last_seen_at, ui.wall_now, ui.utc_offset)}});
}

std::string_view message_words(const Ui& ui, MessageType type, std::string_view content) {
  if (!content.empty()) return content;
  switch (type) {
    case MessageType::voice: return ui.tr("chat.voice");
    case MessageType::file: return ui.tr("chat.file");
    case MessageType::system: return ui.tr("chat.news");
    default: return ui.tr("chat.unknown");
  }
}

std::string one_line(std::string_view text) {
  std::string line(text.substr(0, 400));  // more is never in sight
  std::ranges::replace(line, '\n', ' ');
  return line;
}

}  // namespace quern::ui
