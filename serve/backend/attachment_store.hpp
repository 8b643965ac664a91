// What the backend remembers of files in chats. Which messages refer to one is in the messages' own rows.
// Owner, errors  as in serve/backend/store.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/id.hpp"
#include "core/base/time.hpp"

namespace quern::serve {

struct Attachment {
  AttachmentId id;
  UserId owner;
  std::string filename;
  std::string content_type;
  std::int64_t size = 0;
  std::optional<std::string> file_id;  // in the FileStore, once it was uploaded
  bool is_sent = false;                // a message referred to it, once
  WallTime created_at{};
};

class AttachmentStore {
 public:
  virtual ~AttachmentStore() = default;
  virtual void insert(const Attachment& attachment) = 0;
  virtual std::optional<Attachment> find(const AttachmentId& id) = 0;
  virtual void set_file(const AttachmentId& id, std::string_view file_id) = 0;
  virtual void mark_sent(const AttachmentId& id) = 0;
  // Does a message refer to it in a chat that is shown to them?
  virtual bool is_shown_to(const UserId& user, const AttachmentId& id) = 0;
  virtual bool has_file(std::string_view file_id) = 0;
  // Those older that no message refers to, at most so many.
  virtual std::vector<Attachment> unreferenced(WallTime older_than, std::int64_t most) = 0;
  virtual void remove(const AttachmentId& id) = 0;
};

}  // namespace quern::serve
