// What of a file a request wants: nothing new, one piece, or all of it.
// Source  RFC 9110, sections 13.1 (If-None-Match, If-Range) and 14 (Range).
#pragma once

#include <cstdint>
#include <string_view>

#include "serve/http/message.hpp"

namespace quern::serve {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t size = 0;
};
enum class RangeKind : std::uint8_t { none, valid, unsatisfiable };

// One range alone; several, or what does not parse, is as if it were not there. `range` is set where it is valid.
RangeKind parse_range(std::string_view text, std::uint64_t total, ByteRange& range);

// Does the client say that it has the file of this tag?
bool is_known_to_client(const Request& request, std::string_view etag);

// `whole` is the answer with all of the file and its ETag, a strong one. Answers it, or 206 with the piece, or 416.
Response answer_range(const Request& request, Response whole);

}  // namespace quern::serve
