// AttachmentStore on SQLite.
#pragma once

#include "serve/backend/attachment_store.hpp"
#include "serve/store/database.hpp"

namespace quern::serve {

class SqliteAttachments final : public AttachmentStore {
 public:
  explicit SqliteAttachments(Database& database) : database_(database) {}
  void insert(const Attachment& attachment) override;
  std::optional<Attachment> find(const AttachmentId& id) override;
  void set_file(const AttachmentId& id, std::string_view file_id) override;
  void mark_sent(const AttachmentId& id) override;
  bool is_shown_to(const UserId& user, const AttachmentId& id) override;
  bool has_file(std::string_view file_id) override;
  std::vector<Attachment> unreferenced(WallTime older_than, std::int64_t most) override;
  void remove(const AttachmentId& id) override;

 private:
  Database& database_;
};

}  // namespace quern::serve
