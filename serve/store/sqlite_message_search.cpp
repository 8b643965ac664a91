#include <algorithm>
#include <cmath>

#include "serve/store/message_row.hpp"
#include "serve/store/search_query.hpp"
#include "serve/store/sqlite_store.hpp"

namespace quern::serve {
namespace {

constexpr std::int64_t looked_at = 10'000;
constexpr std::size_t most_chats =
    300;  // named in an expression; with more, whether they are shown is asked row by row

struct Found {
  std::int64_t place = 0;
  std::int64_t rank = 0;  // in tenths: what differs by less matches alike
};

// As the index has it: one word.
std::string chat_word(std::string id) {
  std::erase(id, '-');
  return id;
}

std::vector<std::string> shown_chats(Database& database, const UserId& viewer) {
  std::vector<std::string> words;
  auto rows = database.query("SELECT chat_id FROM chat_members WHERE user_id = ? AND is_shown = 1 LIMIT ?")
                  .text(viewer.text)
                  .number(static_cast<std::int64_t>(most_chats) + 1);
  while (rows.step()) words.push_back(chat_word(rows.text_at(0)));
  return words;
}

// Newest first.
std::vector<Found> look_up(Database& database, const UserId& viewer, const SearchQuery& query) {
  std::vector<Found> found;
  auto rows = database
                  .query(
                      "SELECT m.place, search_rank(message_words, ?2, ?3) FROM message_words CROSS JOIN messages m "
                      "ON m.place = message_words.rowid WHERE message_words MATCH ?1 AND EXISTS (SELECT 1 FROM "
                      "chat_members c WHERE c.user_id = ?4 AND c.chat_id = m.chat_id AND c.is_shown = 1) "
                      "ORDER BY message_words.rowid DESC LIMIT ?5")
                  .text(query.expression)
                  .number(query.first_phrase)
                  .number(query.has_prefix ? 1 : 0)
                  .text(viewer.text)
                  .number(looked_at);
  while (rows.step()) found.push_back({.place = rows.number_at(0), .rank = std::llround(rows.real_at(1) * 10)});
  return found;
}

}  // namespace

Page<Message> SqliteMessages::search(const UserId& viewer, const MessageSearchParams& params) {
  Page<Message> page{.offset = params.offset, .limit = params.limit};
  std::vector<std::string> chats;
  if (params.chat_id.is_empty()) {
    chats = shown_chats(database_, viewer);
    if (chats.empty()) return page;
    if (chats.size() > most_chats) chats.clear();
  } else {
    chats.push_back(chat_word(params.chat_id.text));
  }
  const auto query =
      parse_search(params.q, chats, [this](std::string_view text) { return database_.count_words(text); });
  if (query.expression.empty()) return page;
  auto found = look_up(database_, viewer, query);
  std::ranges::stable_sort(found, std::ranges::greater{}, &Found::rank);
  page.total = static_cast<std::int64_t>(found.size());
  const auto end = std::min(page.total, params.offset + params.limit);
  for (auto i = params.offset; i < end; ++i) {
    auto row = database_.query(MESSAGE_COLUMNS "place = ?").number(found[static_cast<std::size_t>(i)].place);
    if (row.step()) page.items.push_back(read_message(row));
  }
  return page;
}

}  // namespace quern::serve
