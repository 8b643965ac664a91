// An answer that is not 2xx, as an Error.
#pragma once

#include <string_view>

#include "core/base/error.hpp"
#include "core/net/http_transport.hpp"

namespace quern {

// Adds what an error's body says to what its status says. Bodies are models, which net does not know: core/api has one.
using ErrorBodyReader = void (*)(std::string_view body, Error& error);

ErrorKind kind_of_status(int status);
Error error_of(const HttpResponse& response, ErrorBodyReader read_body, WallTime now);

}  // namespace quern
