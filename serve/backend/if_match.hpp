// If-Match: which version of a resource a change was written over, and the answers where it is no longer that one.
// Shape   `If-Match: 3` and `If-Match: "3"` both; the ETag of an answer is `"3"`.
// Source  contract, sections 2 and 3.
#pragma once

#include <optional>

#include "serve/http/message.hpp"

namespace quern::serve {

// Nothing when the change may go on over `current` (0: there is none yet, and the field may be missing). Else 400 for a
// field that is missing or no version, 409 `stale_version` with the current one.
std::optional<Response> check_if_match(const Request& request, std::int64_t current);

void set_etag(Response& response, std::int64_t version);

}  // namespace quern::serve
