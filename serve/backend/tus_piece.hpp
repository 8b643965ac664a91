// The body of one PATCH of a resumable upload: appended as it comes, and judged where it holds the file's first bytes.
// Ends    what came of a piece that broke off stays; one that makes a new upload and breaks off takes its file with it, for
//         nobody knows its name.
#pragma once

#include <memory>
#include <string>

#include "serve/backend/upload_sink.hpp"

namespace quern::serve {

struct TusPieceStart {
  std::string id;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  // of the whole file
  std::string filename;
  std::string declared_type;
  bool is_new = false;
};

class TusPiece final : public BodySink {
 public:
  TusPiece(FileStore& files, TusPieceStart start);
  ~TusPiece() override;
  TusPiece(const TusPiece&) = delete;
  TusPiece& operator=(const TusPiece&) = delete;

  std::optional<Response> write(std::string_view bytes) override;
  std::optional<Response> finish() override;

  const std::string& id() const { return start_.id; }
  std::uint64_t size() const { return append_.size(); }  // of the whole file so far
  void keep() { is_kept_ = true; }                       // a new one has its row

 private:
  std::optional<Response> judge();
  std::optional<Response> flush();

  FileStore& files_;
  TusPieceStart start_;
  AppendSink append_;
  std::string first_;  // until it is judged
  bool is_judged_;
  bool is_refused_ = false;
  bool is_kept_;
};

TusPiece& piece_of(const Request& request);

}  // namespace quern::serve
