#include "core/query/detail/tab_message.hpp"

#include "core/query/detail/record.hpp"
#include "core/query/key_text.hpp"

namespace quern::query::detail {
namespace {

void write(RecordWriter& writer, const TabItem& item) {
  writer.number(static_cast<std::int64_t>(item.kind));
  writer.number(item.version.time);
  writer.number(item.version.tab);
  writer.number((item.exact ? 1 : 0) + (item.is_refetching ? 2 : 0));
  writer.text(item.key.to_string());
  writer.text(item.data);
}

Result<TabItem> read_item(RecordReader& reader) {
  TabItem item;
  const auto kind = reader.number();
  item.version.time = reader.number();
  item.version.tab = reader.number();
  const auto flags = reader.number();
  auto key = parse_key(reader.text());
  item.data = reader.text();
  const bool is_kind = kind >= 0 && kind < static_cast<std::int64_t>(TabItem::Kind::count);
  if (!key || !is_kind || !is_time(item.version.time)) return fail(ErrorKind::decode, "no kind, key or time");
  item.kind = static_cast<TabItem::Kind>(kind);
  item.exact = (flags & 1) != 0;
  item.is_refetching = (flags & 2) != 0;
  item.key = std::move(*key);
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
