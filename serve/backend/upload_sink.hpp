// Who takes the body of an upload on its way into the FileStore. Two kinds: a form with one file, and plain bytes that go
// on where an earlier piece ended.
// Shape   a route's `receive` makes one; when the body is there whole, its step takes what came of it with upload_of() or
//         appended_by(), and calls keep() in the transaction that writes the row which names the file.
// Ends    a file that is not kept goes with its sink: the client left, the step refused, the answer was a replay. What was
//         appended stays: the client goes on from there.
// Threads as BodySink says; the step reads it after finish().
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "serve/backend/file_store.hpp"
#include "serve/http/body_sink.hpp"
#include "serve/http/multipart.hpp"

namespace quern::serve {

struct UploadedFile {
  std::string id;            // in the FileStore
  std::string filename;      // safe to keep and to show
  std::string content_type;  // as declared, until the judge says what it is
  std::uint64_t size = 0;
};

struct Upload {
  std::map<std::string, std::string, std::less<>> fields;  // UTF-8; of two with one name the last
  UploadedFile file;
};

struct UploadRules {
  std::uint64_t file_bytes = 0;  // more is 413
  std::string file_field = "file";
  std::size_t field_bytes = 16 * 1024;
  std::size_t first_bytes = 4 * 1024;
  // Sees the file's first bytes (`first_bytes` of them, or all there are) and the fields that came before it, before
  // anything is written; may set file.content_type to what it is. An answer refuses. Runs on a thread for files.
  std::function<std::optional<Response>(Upload& upload, std::string_view first)> judge = nullptr;
};

class UploadSink final : public BodySink {
 public:
  // By the head's Content-Type; `id` is the new file's. The decision is 415 when it is no form.
  static BodyDecision open(const Request& head, FileStore& files, std::string id, UploadRules rules);

  UploadSink(std::string_view boundary, FileStore& files, std::string id, UploadRules rules);
  ~UploadSink() override;
  UploadSink(const UploadSink&) = delete;
  UploadSink& operator=(const UploadSink&) = delete;

  std::optional<Response> write(std::string_view bytes) override;
  std::optional<Response> finish() override;
  std::string declared() const override;

  const Upload& upload() const { return upload_; }
  void keep() { is_kept_ = true; }

 private:
  enum class Part : std::uint8_t { none, field, file };
  std::optional<Response> take(const PartEvent& event);
  std::optional<Response> begin_part(const PartHead& head);
  std::optional<Response> take_data(std::string_view data);
  std::optional<Response> begin_file();
  std::optional<Response> write_file(std::string_view bytes);

  MultipartParser parser_;
  FileStore& files_;
  UploadRules rules_;
  Upload upload_;
  Part part_ = Part::none;
  std::string* field_ = nullptr;
  std::string declared_type_;
  std::string first_;  // bytes of the file, until it is judged
  bool has_file_ = false;
  bool is_finished_ = false;
  bool is_kept_ = false;
  std::unique_ptr<FileWriter> writer_;
};

class AppendSink final : public BodySink {
 public:
  // At most `most` bytes behind `offset`; 409 when that is not where the file ends.
  static BodyDecision open(FileStore& files, std::string id, std::uint64_t offset, std::uint64_t most);

  AppendSink(FileStore& files, std::string id, std::uint64_t offset)
      : files_(files),
        id_(std::move(id)),
        offset_(offset) {}

  std::optional<Response> write(std::string_view bytes) override;
  std::optional<Response> finish() override;
  std::string declared() const override { return std::to_string(offset_) + '\n' + std::to_string(size()); }

  const std::string& id() const { return id_; }
  std::uint64_t size() const { return writer_ ? writer_->size() : offset_; }  // of the whole file
  void release() { writer_ = nullptr; }                                       // what was written stays

 private:
  std::optional<Response> begin();
  FileStore& files_;
  std::string id_;
  std::uint64_t offset_;
  std::unique_ptr<FileWriter> writer_;
};

// What the request's own `receive` made. The request must have one.
UploadSink& upload_of(const Request& request);
AppendSink& appended_by(const Request& request);

// A failure of the FileStore as an answer: what it says, but of a broken disk only that, and the reason for the log.
Response storage_answer(const Error& error);

}  // namespace quern::serve
