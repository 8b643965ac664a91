#include "serve/backend/attachments.hpp"

#include "core/api/attachment.hpp"
#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/backend/file_signature.hpp"
#include "serve/backend/upload_sink.hpp"
#include "serve/http/error_answer.hpp"
#include "serve/http/file_answer.hpp"

namespace quern::serve {
namespace {

constexpr std::int64_t swept_at_once = 500;

Response no_such_attachment() { return error_answer(404, "not_found", "no such attachment"); }
Response used_already() { return error_answer(409, "conflict", "this upload is there already"); }

std::string upload_path(const AttachmentId& id) { return "/api/attachments/" + id.text + "/upload"; }

SignedUpload signed_part(const Attachment& attachment) {
  return {.user = attachment.owner, .content_type = attachment.content_type, .size = attachment.size};
}

// What is uploaded must be what the address was made for.
std::optional<Response> judge(const Attachment& declared, const Upload& upload, std::string_view first) {
  const auto type = upload.fields.find("content_type");
  if (type != upload.fields.end() && type->second != declared.content_type) {
    return error_answer(403, "forbidden", "this address is for another type");
  }
  if (looks_like(declared.content_type, first)) return std::nullopt;
  return error_answer(415, "wrong_type", "the file is no " + declared.content_type);
}

}  // namespace

Response Attachments::create(Call& call) {
  const auto body = decode_all<AttachmentCreate>(call.request.body);
  if (!body) return error_answer(body.error());
  if (body->size > options_.file_bytes) return error_answer(413, "too_large", "the file is too large");
  const auto now = clock_.wall_now();
  const auto expires_at = now + options_.address_lifetime;
  const std::string_view type = body->content_type;
  const Attachment attachment{.id = AttachmentId{make_uuid(random_)},
                              .owner = call.caller->user_id,
                              .filename = safe_filename(body->filename),
                              .content_type = to_lower(trim(type.substr(0, type.find(';')))),
                              .size = body->size,
                              .created_at = now};
  store_.insert(attachment);
  UploadTicket ticket{
      .attachment_id = attachment.id,
      .url = signer_.sign(Method::post, upload_path(attachment.id), signed_part(attachment), expires_at),
      .expires_at = expires_at};
  ticket.fields.entries = {{"content_type", attachment.content_type}};
  return json_answer(201, encode(ticket));
}

std::optional<Attachment> Attachments::find_own(const Call& call) {
  auto attachment = store_.find(AttachmentId{call.parameters[0]});
  if (attachment && attachment->owner != call.caller->user_id) return std::nullopt;
  return attachment;
}

BodyDecision Attachments::receive(Call& call) {
  const auto attachment = find_own(call);
  if (!attachment) return {.refusal = no_such_attachment()};
  switch (signer_.check(call.request, signed_part(*attachment))) {
    case UploadSigner::Verdict::forged:
      return {.refusal = error_answer(403, "forbidden", "this is no address of ours")};
    case UploadSigner::Verdict::expired:
      return {.refusal = error_answer(403, "expired", "this address is too old: ask for another")};
    case UploadSigner::Verdict::good: break;
  }
  // With a key it may be the repeat of an upload whose answer was lost: the key's answer decides.
  const bool may_repeat = call.request.headers.find("idempotency-key").has_value();
  if (attachment->file_id && !may_repeat) return {.refusal = used_already()};
  return UploadSink::open(call.request, files_, make_uuid(random_),
                          {.file_bytes = static_cast<std::uint64_t>(attachment->size),
                           .judge = [declared = *attachment](Upload& upload, std::string_view first) {
                             return judge(declared, upload, first);
                           }});
}

Response Attachments::upload(Call& call) {
  const auto attachment = find_own(call);
  if (!attachment) return no_such_attachment();
  if (attachment->file_id) return used_already();
  auto& sink = upload_of(call.request);
  const auto& file = sink.upload().file;
  if (file.size != static_cast<std::uint64_t>(attachment->size)) {
    return field_error_answer("file", "too_short", "is shorter than what was declared");
  }
  store_.set_file(attachment->id, file.id);
  sink.keep();
  return {.status = 204, .headers = {{"cache-control", "no-store"}}};
}

Response Attachments::read(Call& call) {
  const auto& caller = call.caller->user_id;
  const auto attachment = store_.find(AttachmentId{call.parameters[0]});
  if (!attachment || !attachment->file_id) return no_such_attachment();
  const bool is_own = attachment->owner == caller && !attachment->is_sent;
  if (!is_own && !store_.is_shown_to(caller, attachment->id)) return no_such_attachment();
  auto bytes = files_.open(*attachment->file_id);
  if (!bytes) return storage_answer(bytes.error());
  return file_answer(call.request, {.bytes = *std::move(bytes),
                                    .etag = *attachment->file_id,
                                    .content_type = attachment->content_type,
                                    .filename = attachment->filename});
}

std::vector<std::string> Attachments::sweep() {
  std::vector<std::string> files;
  for (auto& attachment : store_.unreferenced(clock_.wall_now() - options_.unsent_lifetime, swept_at_once)) {
    store_.remove(attachment.id);
    if (attachment.file_id) files.push_back(*std::move(attachment.file_id));
  }
  return files;
}

}  // namespace quern::serve
