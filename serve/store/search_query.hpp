// What somebody typed into a search, as an expression of FTS5. All of it goes in as quoted text, so nothing that is typed
// is syntax.
// Shape   words, all of which must be there; "words in quotes" next to each other; the last word, while it is being typed,
//         stands for every word that begins with it. An open quote reaches to the end.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace quern::serve {

struct SearchQuery {
  std::string expression;  // "" when there is nothing to look for
  int first_phrase = 0;    // that is a word: those before it are chats
  bool has_prefix = false;
};

// `chats` are words of the column of that name, any of which will do; none means everywhere.
// `count_words` is the tokenizer's view of a text.
SearchQuery parse_search(std::string_view typed, std::span<const std::string> chats,
                         const std::function<int(std::string_view)>& count_words);

}  // namespace quern::serve
