// A multipart/form-data body, read as its bytes come, cut anywhere: part by part, never held whole.
// Shape   feed() bytes, then next() until it answers nothing: a part's head, its data in pieces, its end, the body's end.
//         Data is a view of the parser's own memory, good until the next call of feed().
// Ends    is_done() once the closing delimiter came (what follows it is dropped); a refusal() is final, and next() is then
//         silent. A body that ends without is_done() was cut short.
// Keeps   at most a part's head and a delimiter between two calls of feed().
// Subset  no part inside a part, no transfer encodings, no folded lines, no filename*: browsers send none of these.
// Source  RFC 7578; RFC 2046, section 5.1; how browsers escape names: HTML, "multipart/form-data encoding algorithm".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "serve/http/head_check.hpp"

namespace quern::serve {

struct PartHead {
  std::string name;
  std::optional<std::string> filename;  // as it was sent: it may hold a path, or anything else but controls
  std::string content_type;             // as declared; "" where it was not
};

struct PartEvent {
  enum class Kind : std::uint8_t { head, data, end };
  Kind kind;
  PartHead head{};
  std::string_view data{};  // never empty with Kind::data
};

struct MultipartLimits {
  std::size_t parts = 32;
  std::size_t head_bytes = 4 * 1024;
  std::size_t preamble_bytes = 4 * 1024;
};

// Of a Content-Type; nullopt for another type, or a boundary that is missing or none.
std::optional<std::string> multipart_boundary(std::string_view content_type);

class MultipartParser {
 public:
  explicit MultipartParser(std::string_view boundary, MultipartLimits limits = {});

  void feed(std::string_view bytes);
  std::optional<PartEvent> next();
  bool is_done() const { return state_ == State::done; }
  const std::optional<Refusal>& refusal() const { return refusal_; }

 private:
  enum class State : std::uint8_t { preamble, delimiter, head, data, done, refused };
  std::string_view rest() const { return std::string_view{buffer_}.substr(used_); }
  bool skip_preamble();
  bool read_delimiter();
  std::optional<PartEvent> read_head();
  std::optional<PartEvent> read_data();
  void refuse(int status, std::string reason);

  const std::string delimiter_;  // with the line end before it
  const MultipartLimits limits_;
  State state_ = State::preamble;
  std::string buffer_;
  std::size_t used_ = 0;  // of the buffer
  std::size_t skipped_ = 0;
  std::size_t parts_ = 0;
  bool is_in_part_ = false;
  std::optional<Refusal> refusal_;
};

}  // namespace quern::serve
