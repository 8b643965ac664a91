// Messages for tests: "message 17" is told in one word, and what a history shows as one line.
#pragma once

#include <string>
#include <vector>

#include "core/app/history.hpp"

namespace quern::test {

// The uuid of a number: the same in every run.
inline std::string uuid_of(std::int64_t number, char kind = 'a') {
  auto digits = std::to_string(number);
  return std::string(8, kind) + "-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

inline Message message(std::int64_t number, std::int64_t version = 1) {
  Message made;
  made.id = MessageId{uuid_of(number)};
  made.number = number;
  made.version = version;
  made.chat_id = ChatId{"chat"};
  made.author_id = UserId{number % 2 == 0 ? "anna" : "boris"};
  made.type = MessageType::text;
  made.content = "text " + std::to_string(number) + (version > 1 ? " as of " + std::to_string(version) : "");
  made.client_id = uuid_of(number, 'c');
  if (version > 1) made.edited_at = WallTime{Duration{1'000'000 + number * 1000 + version}};
  made.ts = WallTime{Duration{1'000'000 + number * 1000}};
  return made;
}

inline Message deleted(std::int64_t number, std::int64_t version) {
  auto made = message(number, version);
  made.deleted = true;
  made.content.clear();
  return made;
}

// As a server answers: newest first.
inline MessagePage page(std::int64_t first, std::int64_t last) {
  MessagePage made;
  for (auto number = last; number >= first; --number) made.items.push_back(message(number));
  made.has_older = first > 1;
  return made;
}

// "… 3 4 5* [6-9] 10x": more before, edited, a hole, deleted.
inline std::string describe(const app::History& history) {
  std::string text = history.has_older() ? "…" : "";
  for (std::size_t i = 0; i < history.count(); ++i) {
    const auto item = history.at(i);
    if (!text.empty()) text += ' ';
    if (!item.message) {
      text += '[' + std::to_string(item.first) + '-' + std::to_string(item.last) + ']';
      continue;
    }
    text += std::to_string(item.message->number());
    if (item.message->is_edited() && !item.message->is_deleted()) text += '*';
    if (item.message->is_deleted()) text += 'x';
  }
  return text;
}

}  // namespace quern::test
