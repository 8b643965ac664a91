// What a History holds: made by MessageStore, read by History.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/app/history.hpp"
#include "core/app/message_tree.hpp"

namespace quern::app {

// Each author's id once. Grows, and never moves what it gave.
class AuthorNames {
 public:
  const std::string* find_or_add(std::string_view author);

 private:
  std::vector<std::unique_ptr<const std::string>> names_;  // sorted
};

struct History::State {
  struct Segment {
    NumberRange numbers;
    std::size_t index;  // of its first message, among the items
    std::int64_t first() const { return numbers.first; }
  };
  MessageTree messages;
  std::vector<Segment> segments;  // oldest first
  bool has_older = false;
  std::shared_ptr<const AuthorNames> authors;  // the rows point into it

  State(MessageTree tree, const NumberRanges& held, bool is_more_before, std::shared_ptr<const AuthorNames> names);
};

}  // namespace quern::app
