#include "serve/http/byte_range.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "serve/http/error_answer.hpp"

namespace quern::serve {

bool is_known_to_client(const Request& request, std::string_view etag) {
  const auto given = request.headers.find("if-none-match");
  if (!given) return false;
  return std::ranges::any_of(split_list(*given), [&](std::string_view tag) {
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    return tag == "*" || tag == etag;
  });
}

RangeKind parse_range(std::string_view text, std::uint64_t total, ByteRange& range) {
  constexpr std::string_view unit = "bytes=";
  if (!text.starts_with(unit)) return RangeKind::none;
  text.remove_prefix(unit.size());
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return RangeKind::none;
  const auto number = [](std::string_view digits, std::uint64_t& value) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} && end == digits.data() + digits.size();
  };
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  const auto from = trim(text.substr(0, dash));
  const auto to = trim(text.substr(dash + 1));
  if (from.empty()) {  // the last so many bytes
    if (!number(to, last)) return RangeKind::none;
    if (last == 0 || total == 0) return RangeKind::unsatisfiable;
    range.size = std::min(last, total);
    range.first = total - range.size;
    return RangeKind::valid;
  }
  if (!number(from, first)) return RangeKind::none;
  if (to.empty()) {
    last = total;
  } else if (!number(to, last) || last < first) {
    return RangeKind::none;
  }
  if (first >= total) return RangeKind::unsatisfiable;
  range.first = first;
  range.size = std::min(last, total - 1) - first + 1;
  return RangeKind::valid;
}

Response answer_range(const Request& request, Response whole) {
  if (request.method != Method::get || request.headers.count("range") != 1) return whole;
  const auto condition = request.headers.find("if-range");
  if (condition && *condition != whole.headers.get("etag")) return whole;
  const auto total = whole.body.size();
  ByteRange range{};
  switch (parse_range(request.headers.get("range"), total, range)) {
    case RangeKind::none: return whole;
    case RangeKind::unsatisfiable: {
      auto refusal = error_answer(416, "bad_request", "the range is past the file's end");
      refusal.headers.set("content-range", "bytes */" + std::to_string(total));
      return refusal;
    }
    case RangeKind::valid: break;
  }
  whole.status = 206;
  whole.headers.set("content-range", "bytes " + std::to_string(range.first) + '-' +
                                         std::to_string(range.first + range.size - 1) + '/' + std::to_string(total));
  whole.body = whole.body.slice(range.first, range.size);
  return whole;
}

}  // namespace quern::serve
