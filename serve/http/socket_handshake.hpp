// Whether a request is a WebSocket handshake as RFC 6455 has it, before anybody is asked whether it is welcome.
#pragma once

#include <optional>

#include "serve/http/message.hpp"

namespace quern::serve {

// Does it ask for a WebSocket?
bool is_handshake(const Request& request);
// The refusal of one that is malformed: 426 for another version, else 400.
std::optional<Response> check_handshake(const Request& request);

}  // namespace quern::serve
