#include "serve/backend/upload_sink.hpp"

#include <cassert>
#include <utility>

#include "core/api/utf8.hpp"
#include "serve/http/error_answer.hpp"
#include "serve/http/file_answer.hpp"

namespace quern::serve {
namespace {

constexpr std::uint64_t form_overhead = 256 * 1024;  // heads, delimiters and small fields around the file

Response too_large(std::string_view what) { return error_answer(413, "too_large", what); }

}  // namespace

Response storage_answer(const Error& error) {
  if (error.status != 500) return error_answer(error);
  auto answer = error_answer(500, "internal", "the server could not store the file");
  answer.note = error.message;
  return answer;
}

BodyDecision UploadSink::open(const Request& head, FileStore& files, std::string id, UploadRules rules) {
  const auto boundary = multipart_boundary(head.headers.get("content-type"));
  if (!boundary) return {.refusal = error_answer(415, "wrong_type", "the body must be multipart/form-data")};
  const auto limit = rules.file_bytes + form_overhead;
  return {.sink = std::make_shared<UploadSink>(*boundary, files, std::move(id), std::move(rules)), .limit = limit};
}

UploadSink::UploadSink(std::string_view boundary, FileStore& files, std::string id, UploadRules rules)
    : parser_(boundary),
      files_(files),
      rules_(std::move(rules)) {
  upload_.file.id = std::move(id);
}

// An unfinished file goes with its writer.
UploadSink::~UploadSink() {
  writer_ = nullptr;
  if (is_finished_ && !is_kept_) files_.remove(upload_.file.id);
}

std::optional<Response> UploadSink::write(std::string_view bytes) {
  parser_.feed(bytes);
  while (const auto event = parser_.next()) {
    if (auto refusal = take(*event)) {
      writer_ = nullptr;
      return refusal;
    }
  }
  if (!parser_.refusal()) return std::nullopt;
  const auto& [status, reason] = *parser_.refusal();
  return error_answer(status, status == 413 ? "too_large" : "bad_request", reason);
}

std::optional<Response> UploadSink::finish() {
  if (!parser_.is_done()) return error_answer(400, "bad_request", "the form ends too early");
  if (!has_file_) return field_error_answer(rules_.file_field, "missing", "a file is needed");
  if (const auto stored = writer_->finish(); !stored) {
    writer_ = nullptr;
    files_.remove(upload_.file.id);
    return storage_answer(stored.error());
  }
  is_finished_ = true;
  upload_.file.size = writer_->size();
  writer_ = nullptr;
  return std::nullopt;
}

std::string UploadSink::declared() const {
  return upload_.file.filename + '\n' + std::to_string(upload_.file.size) + '\n' + declared_type_;
}

std::optional<Response> UploadSink::take(const PartEvent& event) {
  switch (event.kind) {
    case PartEvent::Kind::head: return begin_part(event.head);
    case PartEvent::Kind::data: return take_data(event.data);
    case PartEvent::Kind::end: break;
  }
  const auto ended = std::exchange(part_, Part::none);
  if (ended == Part::file && !writer_) return begin_file();  // it is shorter than what the judge would like to see
  if (ended == Part::field && find_invalid_utf8(*field_) != field_->size()) {
    return error_answer(400, "bad_request", "a field is not UTF-8");
  }
  return std::nullopt;
}

std::optional<Response> UploadSink::begin_part(const PartHead& head) {
  const bool is_file = head.name == rules_.file_field;
  if (!is_file && head.filename) return field_error_answer(head.name, "unexpected", "no file is taken here");
  if (!is_file) {
    part_ = Part::field;
    field_ = &upload_.fields[head.name];
    field_->clear();
    return std::nullopt;
  }
  if (!head.filename) return field_error_answer(head.name, "missing", "a file is needed");
  if (std::exchange(has_file_, true)) return field_error_answer(head.name, "unexpected", "one file alone is taken");
  part_ = Part::file;
  upload_.file.filename = safe_filename(*head.filename);
  upload_.file.content_type = declared_type_ = head.content_type;
  return std::nullopt;
}

std::optional<Response> UploadSink::take_data(std::string_view data) {
  if (part_ == Part::field) {
    if (data.size() > rules_.field_bytes - field_->size()) return too_large("a field of the form is too large");
    field_->append(data);
    return std::nullopt;
  }
  if (data.size() > rules_.file_bytes - upload_.file.size) return too_large("the file is too large");
  upload_.file.size += data.size();
  if (writer_) return write_file(data);
  first_.append(data);
  return first_.size() < rules_.first_bytes ? std::nullopt : begin_file();
}

std::optional<Response> UploadSink::begin_file() {
  const auto first = std::exchange(first_, {});
  if (rules_.judge) {
    if (auto refusal = rules_.judge(upload_, std::string_view{first}.substr(0, rules_.first_bytes))) return refusal;
  }
  auto writer = files_.create(upload_.file.id);
  if (!writer) return storage_answer(writer.error());
  writer_ = *std::move(writer);
  return write_file(first);
}

std::optional<Response> UploadSink::write_file(std::string_view bytes) {
  if (const auto written = writer_->write(bytes); !written) return storage_answer(written.error());
  return std::nullopt;
}

BodyDecision AppendSink::open(FileStore& files, std::string id, std::uint64_t offset, std::uint64_t most) {
  return {.sink = std::make_shared<AppendSink>(files, std::move(id), offset), .limit = most};
}

std::optional<Response> AppendSink::begin() {
  auto writer = files_.append(id_);
  if (!writer) return storage_answer(writer.error());
  if ((*writer)->size() != offset_) return error_answer(409, "conflict", "the upload goes on elsewhere");
  writer_ = *std::move(writer);
  return std::nullopt;
}

std::optional<Response> AppendSink::write(std::string_view bytes) {
  if (!writer_) {
    if (auto refusal = begin()) return refusal;
  }
  if (const auto written = writer_->write(bytes); !written) return storage_answer(written.error());
  return std::nullopt;
}

std::optional<Response> AppendSink::finish() {
  if (!writer_) {
    if (auto refusal = begin()) return refusal;
  }
  if (const auto stored = writer_->finish(); !stored) return storage_answer(stored.error());
  return std::nullopt;
}

UploadSink& upload_of(const Request& request) {
  auto* sink = dynamic_cast<UploadSink*>(request.received.get());
  assert(sink);
  return *sink;
}

AppendSink& appended_by(const Request& request) {
  auto* sink = dynamic_cast<AppendSink*>(request.received.get());
  assert(sink);
  return *sink;
}

}  // namespace quern::serve
