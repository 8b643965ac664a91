#include "serve/backend/message_payload.hpp"

#include <algorithm>

namespace quern::serve {
namespace {

constexpr std::int64_t longest_voice_ms = 10 * 60 * 1000;
constexpr std::size_t most_bars = 64;
constexpr std::int32_t loudest = 255;

class Complaints {
 public:
  void add(std::string_view field, std::string type, std::string message) {
    fields_.push_back({"payload." + std::string{field}, std::move(message), std::move(type)});
  }
  bool is_empty() const { return fields_.empty(); }
  Error error() const {
    return {.kind = ErrorKind::validation,
            .status = 422,
            .code = "validation",
            .message = fields_.front().path + ": " + fields_.front().message,
            .fields = fields_};
  }

 private:
  std::vector<FieldError> fields_;
};

bool is_voice_type(std::string_view type) { return type == "audio/webm" || type == "audio/ogg"; }

void check_voice(const MessagePayload& payload, Complaints& complaints) {
  if (!payload.duration_ms) {
    complaints.add("duration_ms", "missing", "is required");
  } else if (*payload.duration_ms < 1 || *payload.duration_ms > longest_voice_ms) {
    complaints.add("duration_ms", "too_big", "must be from 1 to 600000");
  }
  if (!payload.codec) {
    complaints.add("codec", "missing", "is required");
  } else if (*payload.codec != "opus") {
    complaints.add("codec", "unknown_value", "must be opus");
  }
  if (!payload.waveform) {
    complaints.add("waveform", "missing", "is required");
  } else if (payload.waveform->size() > most_bars) {
    complaints.add("waveform", "too_long", "must have at most 64 items");
  } else if (std::ranges::any_of(*payload.waveform, [](auto bar) { return bar < 0 || bar > loudest; })) {
    complaints.add("waveform", "too_big", "must be of numbers from 0 to 255");
  }
}

std::optional<Attachment> find_usable(const AttachmentId& id, const UserId& author, AttachmentStore& attachments) {
  auto found = attachments.find(id);
  if (!found || found->owner != author || !found->file_id) return std::nullopt;
  if (found->is_sent && !attachments.is_shown_to(author, id)) return std::nullopt;
  return found;
}

}  // namespace

Result<std::optional<MessagePayload>> check_payload(const MessageCreate& message, const UserId& author,
                                                    AttachmentStore& attachments) {
  if (message.type.value() == MessageType::text) return std::optional<MessagePayload>{};
  const bool is_voice = message.type.value() == MessageType::voice;
  const auto sent = message.payload.value_or(MessagePayload{});
  Complaints complaints;
  if (is_voice) check_voice(sent, complaints);
  std::optional<Attachment> attachment;
  if (!sent.attachment_id) {
    complaints.add("attachment_id", "missing", "is required");
  } else if (attachment = find_usable(*sent.attachment_id, author, attachments); !attachment) {
    complaints.add("attachment_id", "unknown_value", "names nothing that you uploaded and may send");
  } else if (is_voice && !is_voice_type(attachment->content_type)) {
    complaints.add("attachment_id", "unknown_value", "must be audio/webm or audio/ogg");
  }
  if (!complaints.is_empty()) return fail(complaints.error());
  MessagePayload kept{.attachment_id = attachment->id};
  if (is_voice) {
    kept.duration_ms = sent.duration_ms;
    kept.codec = sent.codec;
    kept.waveform = sent.waveform;
  } else {
    kept.filename = attachment->filename;
    kept.size = attachment->size;
    kept.content_type = attachment->content_type;
  }
  return std::optional{std::move(kept)};
}

}  // namespace quern::serve
