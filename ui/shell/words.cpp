#include "ui/shell/words.hpp"

#include <algorithm>

namespace quern::ui {
namespace {

struct ReasonKeys {
  MessageKey clause, sentence;
};

ReasonKeys keys_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::authentication: return {"reason.authentication", "sentence.authentication"};
    case ErrorKind::authorization: return {"reason.authorization", "sentence.authorization"};
    case ErrorKind::validation: return {"reason.validation", "sentence.validation"};
    case ErrorKind::not_found: return {"reason.not_found", "sentence.not_found"};
    case ErrorKind::conflict: return {"reason.conflict", "sentence.conflict"};
    case ErrorKind::rate_limited: return {"reason.rate_limited", "sentence.rate_limited"};
    case ErrorKind::server: return {"reason.server", "sentence.server"};
    case ErrorKind::timeout: return {"reason.timeout", "sentence.timeout"};
    case ErrorKind::decode: return {"reason.decode", "sentence.decode"};
    case ErrorKind::network:
    case ErrorKind::cancelled: break;
  }
  return {"reason.network", "sentence.network"};
}

MessageKey pattern_of(app::Notice::Id id) {
  using Id = app::Notice::Id;
  switch (id) {
    case Id::project_deleted: return "notice.project_deleted";
    case Id::project_not_created: return "notice.project_not_created";
    case Id::project_not_changed: return "notice.project_not_changed";
    case Id::project_not_deleted: return "notice.project_not_deleted";
    case Id::profile_not_saved: return "notice.profile_not_saved";
    case Id::message_deleted: return "notice.message_deleted";
    case Id::chat_not_created: return "notice.chat_not_created";
    case Id::unsent_at_log_out: return "notice.unsent_at_log_out";
    case Id::writes_not_stored: return "notice.writes_not_stored";
    case Id::not_logged_out: break;
  }
  return "notice.not_logged_out";
}

}  // namespace

std::string reason_clause(Language language, const Error& error) {
  const auto status = std::to_string(error.status);
  return tr(language, keys_of(error.kind).clause, {{"status", status}});
}

std::string reason_sentence(Language language, const Error& error) {
  if (error.is(ErrorKind::rate_limited) && error.retry_after) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(*error.retry_after).count();
    return tr_count(language, "sentence.rate_limited_for", seconds);
  }
  const auto status = std::to_string(error.status);
  return tr(language, keys_of(error.kind).sentence, {{"status", status}});
}

std::string error_code(const Error& error) {
  auto text = error.status > 0 ? std::to_string(error.status) : std::string{};
  if (!error.code.empty()) text += (text.empty() ? "" : " ") + error.code;
  return text;
}

std::string notice_words(Language language, const app::Notice& notice) {
  const auto reason = notice.reason ? reason_clause(language, *notice.reason) : std::string{};
  return tr(language, pattern_of(notice.id), {{"name", notice.subject}, {"reason", reason}});
}

std::string field_refusal(const Error& error, std::string_view path) {
  const auto found = std::ranges::find(error.fields, path, &FieldError::path);
  return found == error.fields.end() ? std::string{} : found->message;
}

}  // namespace quern::ui
