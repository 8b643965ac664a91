#include "serve/backend/tus_piece.hpp"

#include <cassert>
#include <utility>

#include "serve/backend/recording_type.hpp"
#include "serve/http/error_answer.hpp"

namespace quern::serve {
namespace {

constexpr std::size_t judged_bytes = 4 * 1024;

}  // namespace

TusPiece::TusPiece(FileStore& files, TusPieceStart start)
    : files_(files),
      start_(std::move(start)),
      append_(files, start_.id, start_.offset),
      is_judged_(start_.offset > 0),
      is_kept_(!start_.is_new) {}

TusPiece::~TusPiece() {
  if (!is_refused_ && is_kept_) flush();  // of a piece that broke off before it could be judged
  if (is_kept_) return;
  append_.release();
  files_.remove(start_.id);
}

std::optional<Response> TusPiece::write(std::string_view bytes) {
  if (is_judged_) return append_.write(bytes);
  first_.append(bytes);
  const bool is_enough = first_.size() >= judged_bytes || first_.size() == start_.length;
  return is_enough ? judge() : std::nullopt;
}

std::optional<Response> TusPiece::judge() {
  is_judged_ = true;
  if (!recording_type(std::string_view{first_}.substr(0, judged_bytes), start_.filename, start_.declared_type)) {
    is_refused_ = true;
    return error_answer(415, "wrong_type", recording_types_text);
  }
  return flush();
}

std::optional<Response> TusPiece::flush() {
  const auto first = std::exchange(first_, {});
  return first.empty() ? std::nullopt : append_.write(first);
}

// A short first piece is judged with the whole file.
std::optional<Response> TusPiece::finish() {
  if (auto refusal = flush()) return refusal;
  return append_.finish();
}

TusPiece& piece_of(const Request& request) {
  auto* piece = dynamic_cast<TusPiece*>(request.received.get());
  assert(piece);
  return *piece;
}

}  // namespace quern::serve
