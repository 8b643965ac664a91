#include "serve/store/search_query.hpp"

#include <algorithm>
#include <vector>

namespace quern::serve {
namespace {

constexpr std::size_t most_parts = 16;         // what is typed beyond that is not looked at
constexpr std::size_t shortest_beginning = 2;  // bytes: one Latin letter begins too much

struct Part {
  std::string_view text;
  bool is_open = false;  // it reaches to the end of what is typed
};

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Cut at spaces and quotes.
std::vector<Part> split(std::string_view typed) {
  std::vector<Part> parts;
  while (!typed.empty()) {
    if (is_space(typed.front())) {
      typed.remove_prefix(1);
      continue;
    }
    const bool is_quoted = typed.front() == '"';
    if (is_quoted) typed.remove_prefix(1);
    const auto end =
        is_quoted ? typed.find('"')
                  : static_cast<std::size_t>(
                        std::ranges::find_if(typed, [](char c) { return is_space(c) || c == '"'; }) - typed.begin());
    const auto size = std::min(end, typed.size());
    parts.push_back({.text = typed.substr(0, size), .is_open = size == typed.size()});
    typed.remove_prefix(size);
    if (is_quoted && !typed.empty()) typed.remove_prefix(1);
  }
  return parts;
}

// A string of FTS5's. NUL would end it.
void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c == '\0' ? ' ' : c;
  }
  out += '"';
}

void append_chats(std::string& out, std::span<const std::string> chats) {
  out += "chat : (";
  for (std::size_t i = 0; i < chats.size(); ++i) {
    if (i > 0) out += " OR ";
    append_quoted(out, chats[i]);
  }
  out += ") AND ";
}

}  // namespace

SearchQuery parse_search(std::string_view typed, std::span<const std::string> chats,
                         const std::function<int(std::string_view)>& count_words) {
  auto parts = split(typed);
  std::erase_if(parts, [&](const Part& part) { return count_words(part.text) == 0; });
  if (parts.size() > most_parts) parts.resize(most_parts);
  SearchQuery query;
  if (parts.empty()) return query;
  if (!chats.empty()) append_chats(query.expression, chats);
  query.first_phrase = static_cast<int>(chats.size());
  query.expression += "body : (";
  for (const auto& part : parts) {
    if (&part != &parts.front()) query.expression += " AND ";
    query.has_prefix = part.is_open && part.text.size() >= shortest_beginning;
    if (!query.has_prefix) {
      append_quoted(query.expression, part.text);
      continue;
    }
    query.expression += '(';
    append_quoted(query.expression, part.text);
    query.expression += "* OR ";
    append_quoted(query.expression, part.text);
    query.expression += ')';
  }
  query.expression += ')';
  return query;
}

}  // namespace quern::serve
