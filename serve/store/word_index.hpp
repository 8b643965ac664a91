// What SQLite's FTS5 needs of us to find messages by their words: a tokenizer and a ranking.
// Words    cut by unicode61 (letters and digits, without case and Latin accents), ё as е; each stands in the index as it is
//          and, in the same place, by its stem: Snowball's Russian for Cyrillic words, English for Latin ones, none for what
//          mixes them or holds digits. So "дома" finds "домами", and the beginning of a word is found as well.
// Ranking  search_rank(table, first, has_prefix): bm25 over the phrases from `first` on. How rare a phrase is is counted
//          up to 10,000 messages, so a common word costs no more than that.
// Owner    each database that opens such a table registers it once: Database::open, copy_database.
// Source   docs/decisions/0030-search-and-groups.md; sqlite.org/fts5.html, "Extending FTS5".
#pragma once

#include <sqlite3.h>

#include <string_view>

namespace quern::serve {

// A result code of SQLite's.
int register_word_index(sqlite3* database);

// How many words the tokenizer finds in the text.
int count_words(sqlite3* database, std::string_view text);

}  // namespace quern::serve
