#include "serve/http/multipart.hpp"

#include <algorithm>
#include <utility>

#include "core/api/utf8.hpp"
#include "serve/http/header_parameters.hpp"
#include "serve/http/headers.hpp"

namespace quern::serve {
namespace {

constexpr std::string_view line_end = "\r\n";

bool is_boundary(std::string_view text) {
  constexpr std::string_view marks = "'()+_,-./:=? ";
  return !text.empty() && text.size() <= 70 && text.back() != ' ' && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
  });
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

// Browsers write these three so, and nothing else.
std::string unescape_name(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto escape = text.substr(0, 3);
    const bool is_line = equals_ignoring_case(escape, "%0d") || equals_ignoring_case(escape, "%0a");
    const bool is_quote = escape == "%22";
    out += is_quote ? '"' : is_line ? ' ' : text.front();
    text.remove_prefix(is_quote || is_line ? 3 : 1);
  }
  return out;
}

bool is_name(std::string_view text) { return !has_control(text) && find_invalid_utf8(text) == text.size(); }

// The value of Content-Disposition; false when it is not a form's.
bool read_disposition(std::string_view value, PartHead& head) {
  const auto parsed = parse_parameters(value);
  if (!parsed || !equals_ignoring_case(parsed->value, "form-data")) return false;
  const auto* name = parsed->find("name");
  if (!name) return false;
  head.name = unescape_name(*name);
  if (const auto* filename = parsed->find("filename")) head.filename = unescape_name(*filename);
  return !head.name.empty() && is_name(head.name) && (!head.filename || is_name(*head.filename));
}

// The lines of a part's head, without the empty one. Nothing when they are malformed.
std::optional<PartHead> parse_head(std::string_view text) {
  Headers fields;
  while (!text.empty()) {
    const auto end = std::min(text.find(line_end), text.size());
    const auto line = text.substr(0, end);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !fields.add(line.substr(0, colon), trim(line.substr(colon + 1)))) {
      return std::nullopt;
    }
    text.remove_prefix(std::min(end + line_end.size(), text.size()));
  }
  PartHead head;
  if (fields.count("content-disposition") != 1 || fields.count("content-type") > 1) return std::nullopt;
  if (!read_disposition(fields.get("content-disposition"), head)) return std::nullopt;
  const auto encoding = fields.find("content-transfer-encoding");
  if (encoding && !equals_ignoring_case(*encoding, "binary") && !equals_ignoring_case(*encoding, "8bit") &&
      !equals_ignoring_case(*encoding, "7bit")) {
    return std::nullopt;
  }
  head.content_type = fields.get("content-type");
  return head;
}

}  // namespace

std::optional<std::string> multipart_boundary(std::string_view content_type) {
  const auto parsed = parse_parameters(content_type);
  if (!parsed || !equals_ignoring_case(parsed->value, "multipart/form-data")) return std::nullopt;
  const auto* boundary = parsed->find("boundary");
  if (!boundary || !is_boundary(*boundary)) return std::nullopt;
  return *boundary;
}

// The first delimiter may stand at the very start, where no line ends before it.
MultipartParser::MultipartParser(std::string_view boundary, MultipartLimits limits)
    : delimiter_(std::string{line_end} + "--" + std::string{boundary}),
      limits_(limits),
      buffer_(line_end) {}

void MultipartParser::feed(std::string_view bytes) {
  if (state_ == State::done || state_ == State::refused) return;
  buffer_.erase(0, std::exchange(used_, 0));
  buffer_.append(bytes);
}

std::optional<PartEvent> MultipartParser::next() {
  while (true) {
    switch (state_) {
      case State::preamble:
        if (!skip_preamble()) return std::nullopt;
        break;
      case State::delimiter:
        if (std::exchange(is_in_part_, false)) return PartEvent{.kind = PartEvent::Kind::end};
        if (!read_delimiter()) return std::nullopt;
        break;
      case State::head: return read_head();
      case State::data:
        if (auto event = read_data()) return event;
        if (state_ == State::data) return std::nullopt;
        break;
      case State::done:
      case State::refused: return std::nullopt;
    }
  }
}

bool MultipartParser::skip_preamble() {
  const auto found = rest().find(delimiter_);
  const bool is_here = found != std::string_view::npos;
  const auto skipped = is_here ? found : rest().size() - std::min(rest().size(), delimiter_.size() - 1);
  skipped_ += skipped;
  if (skipped_ > limits_.preamble_bytes) {
    refuse(400, "the body does not begin with its boundary");
    return false;
  }
  used_ += skipped + (is_here ? delimiter_.size() : 0);
  if (is_here) state_ = State::delimiter;
  return is_here;
}

// What stands behind a delimiter: a part on the next line, or the end.
bool MultipartParser::read_delimiter() {
  const auto text = rest();
  if (text.size() < 2) return false;
  if (text.starts_with("--")) {
    state_ = State::done;
    buffer_ = {};
    used_ = 0;
    return true;
  }
  if (!text.starts_with(line_end)) {
    refuse(400, "a boundary's line holds something else");
    return false;
  }
  if (++parts_ > limits_.parts) {
    refuse(413, "the form has too many parts");
    return false;
  }
  state_ = State::head;  // which begins with this line end: one that is empty ends with it
  return true;
}

std::optional<PartEvent> MultipartParser::read_head() {
  constexpr std::string_view head_end = "\r\n\r\n";
  const auto end = rest().substr(0, limits_.head_bytes).find(head_end);
  if (end == std::string_view::npos) {
    if (rest().size() >= limits_.head_bytes) refuse(400, "a part's head is too long");
    return std::nullopt;
  }
  auto head = parse_head(rest().substr(0, end).substr(std::min(end, line_end.size())));
  if (!head) {
    refuse(400, "a part's head is malformed");
    return std::nullopt;
  }
  used_ += end + head_end.size();
  state_ = State::data;
  is_in_part_ = true;
  return PartEvent{.kind = PartEvent::Kind::head, .head = *std::move(head)};
}

std::optional<PartEvent> MultipartParser::read_data() {
  const auto found = rest().find(delimiter_);
  const bool is_here = found != std::string_view::npos;
  auto data = rest().substr(0, is_here ? found : rest().size() - std::min(rest().size(), delimiter_.size() - 1));
  used_ += data.size() + (is_here ? delimiter_.size() : 0);
  if (is_here) state_ = State::delimiter;
  if (data.empty()) return std::nullopt;
  return PartEvent{.kind = PartEvent::Kind::data, .data = data};
}

void MultipartParser::refuse(int status, std::string reason) {
  state_ = State::refused;
  refusal_ = Refusal{status, std::move(reason)};
  buffer_ = {};
  used_ = 0;
}

}  // namespace quern::serve
