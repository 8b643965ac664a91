// The body of an answer that is not what was asked for, to and from an Error.
// Shape   {"detail": string | [{"type", "loc": [...], "msg"}], "error_code"?, "error_type"?}; also read: {"error": string}.
// Source  contract, section 2.
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.hpp"

namespace quern {

// Fills what the body knows: message, code, fields, and the kind where error_type names one. Leaves `error` alone where
// the body is something else (a proxy's page of HTML, nothing at all). A loc's leading "body" is dropped.
void read_error_body(std::string_view body, Error& error);

// The body a server answers with: `detail` is the list of fields where there are any and the status is 422.
std::string format_error_body(const Error& error);

}  // namespace quern
