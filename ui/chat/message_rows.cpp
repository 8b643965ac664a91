#include "ui/chat/message_rows.hpp"

#include "ui/chat/chat_words.hpp"
#include "ui/flat_map.hpp"
#include "ui/shell/words.hpp"

namespace quern::ui {
namespace {

using namespace std::chrono_literals;

constexpr Duration at_one_go = 5min;  // between messages of a group
constexpr std::uint64_t head_identity = 0x6ead, foot_identity = 0xf007;

std::string problem_of(const Ui& ui, const app::ConversationItem& item) {
  const auto reason = item.reason ? reason_clause(ui.language, *item.reason) : std::string{};
  const auto kind = item.write ? item.write->kind : app::OutboxWrite::Kind::send;
  MessageKey key = "chat.not_sent";
  if (kind == app::OutboxWrite::Kind::edit) key = "chat.not_edited";
  if (kind == app::OutboxWrite::Kind::remove) key = "chat.not_deleted";
  return ui.tr(key, {{"reason", reason}});
}

}  // namespace

Ticks ticks_of(const app::ConversationItem& item, std::int64_t read_by_other) {
  if (!item.is_own || item.delivery == app::Delivery::failed) return Ticks::none;
  if (item.delivery != app::Delivery::confirmed) return Ticks::pending;
  return item.number <= read_by_other ? Ticks::read : Ticks::sent;
}

std::uint64_t MessageRows::identity(std::size_t row) const {
  if (is_head(row)) return head_identity;
  if (is_foot(row)) return foot_identity;
  const auto shown = item(row);
  return shown.is_hole ? hash_with(0x401e, static_cast<std::uint64_t>(shown.last)) : shown.identity;
}

// All that the height is made of.
std::uint64_t MessageRows::revision(std::size_t row) const {
  if (is_head(row)) return static_cast<std::uint64_t>(options_.older);
  if (is_foot(row)) return options_.shows_waiting && waiting() > 0;
  const auto shown = item(row);
  if (shown.is_hole) return 0;
  std::uint64_t bits = 0;
  const auto bit = [&bits](bool is_set) { bits = bits * 2 + is_set; };
  bit(shown.is_edited);
  bit(shown.is_deleted);
  bit(has_problem(shown));
  bit(starts_day(row));
  bit(has_divider(shown));
  bit(joins(row - 1));
  bit(ui_.is_phone());
  bit(ui_.language == Language::russian);
  return hash_with(hash_of(shown.content), bits);
}

float MessageRows::height(std::size_t row, float width) {
  if (is_head(row)) return options_.older == Older::none ? 8 : options_.older == Older::offline ? 164 : 104;
  if (is_foot(row)) return revision(row) ? 24 : 0;
  Look look;
  this->look(row, width, look);
  if (look.item.is_hole) return hole_height;
  float height = gap_above(look) + look.shape.height;
  if (!look.day.empty()) height += day_height;
  if (look.has_divider) height += divider_height;
  if (!look.problem.empty()) height += problem_height;
  return height;
}

float MessageRows::gap_above(const Look& look) const {
  if (look.has_divider) return 0;
  return look.bubble.is_first ? 8 : 2;
}

void MessageRows::look(std::size_t row, float width, Look& look) const {
  look.item = item(row);
  if (look.item.is_hole) return;
  look.time = format_clock(look.item.time, ui_.utc_offset);
  if (starts_day(row)) look.day = format_day(ui_.language, look.item.time, ui_.wall_now, ui_.utc_offset);
  look.has_divider = has_divider(look.item);
  if (has_problem(look.item)) look.problem = problem_of(ui_, look.item);
  const auto type = look.item.message ? look.item.message->type() : MessageType::text;
  look.bubble = {.text = message_words(ui_, type, look.item.content),
                 .time = look.time,
                 .ticks = ticks_of(look.item, options_.read_by_other),
                 .is_own = look.item.is_own,
                 .is_edited = look.item.is_edited && !look.item.is_deleted,
                 .is_deleted = look.item.is_deleted,
                 .is_first = !joins(row - 1),
                 .is_last = !joins(row)};
  look.shape = bubble_shape(ui_, look.bubble, width);
}

bool MessageRows::starts_day(std::size_t row) const {
  if (!has_item(row - 1)) return true;
  const auto above = item(row - 1);
  return above.is_hole || local_day(above.time, ui_.utc_offset) != local_day(item(row).time, ui_.utc_offset);
}

bool MessageRows::has_divider(const app::ConversationItem& item) const {
  return options_.first_unread > 0 && item.number == options_.first_unread;
}

bool MessageRows::joins(std::size_t upper) const {
  if (!has_item(upper) || !has_item(upper + 1)) return false;
  const auto first = item(upper), second = item(upper + 1);
  if (first.is_hole || second.is_hole || first.author_id != second.author_id || has_divider(second)) return false;
  if (has_problem(first) || starts_day(upper + 1)) return false;
  return second.time - first.time < at_one_go;
}

}  // namespace quern::ui
