#include "serve/store/sqlite_attachments.hpp"

#include "serve/store/sqlite_store.hpp"

namespace quern::serve {
namespace {

#define ATTACHMENT_COLUMNS \
  "SELECT id, owner_id, filename, content_type, size, file_id, is_sent, created_at FROM attachments a WHERE "

Attachment read_attachment(const Query& row) {
  return {.id = AttachmentId{row.text_at(0)},
          .owner = UserId{row.text_at(1)},
          .filename = row.text_at(2),
          .content_type = row.text_at(3),
          .size = row.number_at(4),
          .file_id = row.optional_text_at(5),
          .is_sent = row.number_at(6) != 0,
          .created_at = to_time(row.number_at(7))};
}

}  // namespace

void SqliteAttachments::insert(const Attachment& attachment) {
  database_
      .query(
          "INSERT INTO attachments (id, owner_id, filename, content_type, size, file_id, is_sent, created_at) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .text(attachment.id.text)
      .text(attachment.owner.text)
      .text(attachment.filename)
      .text(attachment.content_type)
      .number(attachment.size)
      .text(attachment.file_id)
      .number(attachment.is_sent ? 1 : 0)
      .number(to_number(attachment.created_at))
      .run();
}

std::optional<Attachment> SqliteAttachments::find(const AttachmentId& id) {
  auto row = database_.query(ATTACHMENT_COLUMNS "id = ?").text(id.text);
  if (!row.step()) return std::nullopt;
  return read_attachment(row);
}

void SqliteAttachments::set_file(const AttachmentId& id, std::string_view file_id) {
  database_.query("UPDATE attachments SET file_id = ? WHERE id = ?").text(file_id).text(id.text).run();
}

void SqliteAttachments::mark_sent(const AttachmentId& id) {
  database_.query("UPDATE attachments SET is_sent = 1 WHERE id = ?").text(id.text).run();
}

bool SqliteAttachments::is_shown_to(const UserId& user, const AttachmentId& id) {
  return database_
      .query(
          "SELECT 1 FROM messages m JOIN chat_members c ON c.chat_id = m.chat_id AND c.user_id = ? AND "
          "c.is_shown = 1 WHERE m.attachment_id = ? LIMIT 1")
      .text(user.text)
      .text(id.text)
      .step();
}

bool SqliteAttachments::has_file(std::string_view file_id) {
  return database_.query("SELECT 1 FROM attachments WHERE file_id = ?").text(file_id).step();
}

std::vector<Attachment> SqliteAttachments::unreferenced(WallTime older_than, std::int64_t most) {
  std::vector<Attachment> found;
  auto rows = database_
                  .query(ATTACHMENT_COLUMNS
                         "created_at < ? AND NOT EXISTS (SELECT 1 FROM messages WHERE attachment_id = a.id) LIMIT ?")
                  .number(to_number(older_than))
                  .number(most);
  while (rows.step()) found.push_back(read_attachment(rows));
  return found;
}

void SqliteAttachments::remove(const AttachmentId& id) {
  database_.query("DELETE FROM attachments WHERE id = ?").text(id.text).run();
}

}  // namespace quern::serve
