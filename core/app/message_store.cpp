#include "core/app/message_store.hpp"

#include <algorithm>
#include <utility>

#include "core/app/history_state.hpp"

namespace quern::app {
namespace {

constexpr std::size_t most_remembered = 256;

bool is_number(std::int64_t number) { return number > 0 && number < MessageTree::number_limit - 1; }

}  // namespace

MessageStore::MessageStore() : authors_(std::make_shared<AuthorNames>()) {}
MessageStore::~MessageStore() = default;

bool MessageStore::take(const Message& message) {
  if (!is_number(message.number)) return false;
  if (!is_in_place(message.number)) {
    remember(message);
    return false;
  }
  const auto is_new = put(message);
  if (is_new) reach_remembered();
  return is_new;
}

// The message is here, or beside one that is, or newer than all. Before the first page nothing is: news of an old message
// would stand alone before a hole.
bool MessageStore::is_in_place(std::int64_t number) const {
  if (!has_begun_) return false;
  if (held_.is_empty() || number > held_.runs().back().last) return true;
  return held_.has(number) || held_.has(number - 1) || held_.has(number + 1);
}

// Another message under a held number is the server's last word: it has been set back.
bool MessageStore::put(const Message& message) {
  const auto* held = messages_.find(message.number);
  if (held && held->version() >= message.version && held->has_id(message.id)) return false;
  auto row = this->row(message);
  if (auto other = take_remembered(message.number); other && other->version() > row->version()) row = std::move(other);
  changed();  // before the tree is written: a snapshot that nobody else holds need not be kept from it
  messages_.put(std::move(row));
  if (!held) held_.add({message.number, message.number});
  return true;
}

MessageRef MessageStore::row(const Message& message) {
  return StoredMessage::make(message, authors_->find_or_add(message.author_id.text));
}

void MessageStore::remember(const Message& message) {
  if (auto other = take_remembered(message.number); other && other->version() > message.version) {
    remembered_.push_back(std::move(other));
    return;
  }
  if (remembered_.size() == most_remembered) remembered_.erase(remembered_.begin());
  remembered_.push_back(row(message));
}

MessageRef MessageStore::take_remembered(std::int64_t number) {
  const auto at = std::ranges::find(remembered_, number, [](const auto& row) { return row->number(); });
  if (at == remembered_.end()) return {};
  auto row = std::move(*at);
  remembered_.erase(at);
  return row;
}

// What was too far off may be a neighbour by now.
bool MessageStore::reach_remembered() {
  const auto is_reached = [this](const MessageRef& row) { return is_in_place(row->number()); };
  for (bool is_new = false;; is_new = true) {
    const auto at = std::ranges::find_if(remembered_, is_reached);
    if (at == remembered_.end()) return is_new;
    auto row = std::move(*at);
    remembered_.erase(at);
    const auto number = row->number();
    changed();
    messages_.put(std::move(row));
    held_.add({number, number});
  }
}

bool MessageStore::take_page(const MessagePage& page, const Request& request) {
  has_begun_ = true;
  const auto had_older = has_older();
  auto oldest = request.before;
  bool is_new = false;
  for (const auto& message : page.items) {
    if (!is_number(message.number)) continue;
    const NumberRange place{message.number, message.number};
    const bool was_held = held_.has(message.number);
    is_new = put(message) || is_new;
    if (request.marks == marks_) {
      stale_.remove(place);
    } else if (!was_held) {
      stale_.add(place);
    }
    oldest = message.number;
  }
  if (!page.has_older && oldest > 0) beginning_ = oldest;
  is_new = reach_remembered() || is_new;
  if (has_older() != had_older) {
    is_new = true;
    changed();
  }
  return is_new;
}

void MessageStore::end_at_oldest() {
  if (!has_older()) return;
  beginning_ = held_.runs().front().first;
  changed();
}

bool MessageStore::has_older() const { return !held_.is_empty() && held_.runs().front().first > beginning_; }

History MessageStore::snapshot() const {
  if (!snapshot_) snapshot_ = History{std::make_shared<const History::State>(messages_, held_, has_older(), authors_)};
  return *snapshot_;
}

// What is remembered is as old, and would look fresh in its place: a page will have it.
void MessageStore::mark_stale() {
  ++marks_;
  stale_ = held_;
  remembered_.clear();
}

void MessageStore::clear() {
  messages_ = {};
  held_.clear();
  stale_.clear();
  remembered_.clear();
  beginning_ = 1;
  has_begun_ = false;
  ++marks_;
  changed();
}

}  // namespace quern::app
