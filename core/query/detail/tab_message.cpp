#include "core/query/detail/tab_message.hpp"

#include "core/query/detail/hydration_record.hpp"

namespace quern::query::detail {
namespace {

constexpr std::int64_t latest = std::int64_t{1} << 60;  // beyond it a time is no time, and sums would not fit

bool is_time(std::int64_t time) { return time >= -latest && time <= latest; }

void write(RecordWriter& writer, const TabItem& item) {
  writer.number(static_cast<std::int64_t>(item.kind));
  writer.number(item.version.time);
  writer.number(item.version.tab);
  writer.number((item.exact ? 1 : 0) + (item.is_refetching ? 2 : 0));
  detail::write(writer, item.query);
}

Result<TabItem> read_item(RecordReader& reader) {
  TabItem item;
  const auto kind = reader.number();
  if (kind < 0 || kind >= static_cast<std::int64_t>(TabItem::Kind::count)) return fail(ErrorKind::decode, "no kind");
  item.kind = static_cast<TabItem::Kind>(kind);
  item.version.time = reader.number();
  item.version.tab = reader.number();
  const auto flags = reader.number();
  item.exact = (flags & 1) != 0;
  item.is_refetching = (flags & 2) != 0;
  auto query = read_query(reader);
  if (!query) return fail(std::move(query.error()));
  item.query = std::move(*query);
  if (!is_time(item.version.time) || !is_time(item.query.updated_at.time_since_epoch().count())) {
    return fail(ErrorKind::decode, "no time");
  }
  return item;
}

}  // namespace

std::string TabMessage::to_bytes() const {
  RecordWriter writer;
  writer.text(scope);
  writer.number(sender);
  writer.number(static_cast<std::int64_t>(items.size()));
  for (const auto& item : items) write(writer, item);
  return seal('t', writer.take());
}

Result<TabMessage> TabMessage::from_bytes(std::string_view bytes) {
  const auto body = unseal('t', bytes);
  if (!body) return fail(body.error());
  RecordReader reader{*body};
  TabMessage message;
  message.scope = reader.text();
  message.sender = reader.number();
  auto items = read_list(reader, &read_item);
  if (!items) return fail(std::move(items.error()));
  message.items = std::move(*items);
  if (!reader.is_at_end()) return fail(ErrorKind::decode, "more or less than a message");
  return message;
}

}  // namespace quern::query::detail
