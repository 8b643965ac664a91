// What a message of type voice or file must carry, and what of it is kept.
// Rules   422 by field: what is missing or out of its bounds, an attachment that is not the sender's own, was not uploaded,
//         or went to a chat that they are not in. What the upload says (name, size, type) is kept as the upload has it.
// Source  contract, section 3: payloads; section 6: voice is opus in webm or ogg, at most 10 min.
#pragma once

#include "core/api/message.hpp"
#include "core/base/error.hpp"
#include "serve/backend/attachment_store.hpp"

namespace quern::serve {

// As it is stored; nullopt for text.
Result<std::optional<MessagePayload>> check_payload(const MessageCreate& message, const UserId& author,
                                                    AttachmentStore& attachments);

}  // namespace quern::serve
