// Whatever is typed into a search is no syntax and no error of FTS5's, and finds nothing outside the chats it is for.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "serve/store/database.hpp"
#include "serve/store/search_query.hpp"

namespace {

using quern::serve::Database;

Database& index_of_two() {
  static const auto database = [] {
    auto opened = *Database::open(":memory:");
    opened->run_script(
        "CREATE VIRTUAL TABLE message_words USING fts5(body, chat, tokenize = 'quern', prefix = '2 3');"
        "INSERT INTO message_words (rowid, body, chat) VALUES (1, 'красный дом and a red house', 'here'),"
        "(2, 'красный дом and a red house', 'there');");
    if (opened->has_failed()) std::abort();
    return opened;
  }();
  return *database;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view typed{reinterpret_cast<const char*>(data), size};
  auto& database = index_of_two();
  const auto query = quern::serve::parse_search(typed, std::vector<std::string>{"here"},
                                                [&](std::string_view text) { return database.count_words(text); });
  if (query.expression.empty()) return 0;
  auto rows = database
                  .query(
                      "SELECT rowid, search_rank(message_words, ?, ?) FROM message_words WHERE message_words MATCH ? "
                      "ORDER BY rowid DESC")
                  .number(query.first_phrase)
                  .number(query.has_prefix ? 1 : 0)
                  .text(query.expression);
  while (rows.step()) {
    if (rows.number_at(0) != 1 || !(rows.real_at(1) > 0)) std::abort();
  }
  if (database.has_failed()) std::abort();
  return 0;
}
