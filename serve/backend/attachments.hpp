// Files in chats: an address to upload to, the upload, the file to who may see it.
// Sent    an address is for one upload by one person, of what was declared: its size to the byte, its type by its first
//         bytes. It is used once; a repeat with the same Idempotency-Key gets the first one's answer.
// Seen    by its uploader until it is sent; then by who is in a chat with a message that refers to it. A deleted message
//         refers to nothing.
// Kept    while a message refers to it, and otherwise a day.
// Errors  404 not there or not yours to know of; 403 forbidden where the address is not as it was signed, expired where it
//         is too late; 409 conflict where it was used; 413, 415 wrong_type, 422 by field.
// Source  contract, section 3, "chats, messages, attachments"; docs/decisions/0031-attachments.md.
#pragma once

#include "core/base/random.hpp"
#include "core/base/scheduler.hpp"
#include "serve/backend/call.hpp"
#include "serve/backend/file_store.hpp"
#include "serve/backend/upload_signer.hpp"
#include "serve/http/body_sink.hpp"

namespace quern::serve {

struct AttachmentOptions {
  std::int64_t file_bytes = 25 * 1024 * 1024;
  Duration address_lifetime = std::chrono::minutes{15};
  Duration unsent_lifetime = std::chrono::days{1};
};

class Attachments {
 public:
  Attachments(Store store, FileStore& files, Scheduler& clock, Random& random, AttachmentOptions options)
      : store_(store.attachments),
        files_(files),
        clock_(clock),
        random_(random),
        signer_(store.tokens, clock),
        options_(options) {}

  Response create(Call& call);
  BodyDecision receive(Call& call);  // of the upload
  Response upload(Call& call);
  Response read(Call& call);

  // Rows of what nobody refers to any more; their files are the caller's to remove, once that is committed.
  std::vector<std::string> sweep();
  bool has_file(const std::string& id) { return store_.has_file(id); }

 private:
  std::optional<Attachment> find_own(const Call& call);
  AttachmentStore& store_;
  FileStore& files_;
  Scheduler& clock_;
  Random& random_;
  UploadSigner signer_;
  AttachmentOptions options_;
};

}  // namespace quern::serve
