// GET /api/events: the socket's events as a stream for networks that block sockets, over the rules of LiveSocket. The stream
// asks for itself what a client of a socket would: everything after the place it was at.
// Shape   `id: <seq>` where a frame has one, `data: <the frame as a socket has it>`; a browser's EventSource sends the last id
//         again when it reconnects, so it loses nothing and its "message" listener hears each frame.
// Source  contract, section 4; HTML, "Server-sent events".
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/error.hpp"
#include "serve/http/message.hpp"
#include "serve/http/socket.hpp"

namespace quern::serve {

// Where the client was: its Last-Event-ID, else `?since=`, else nowhere: from now on. Errors: validation, for no number.
Result<std::optional<std::int64_t>> parse_event_place(const Request& request);

// Whoever `decision` lets listen is asked for what happened after `place`, and speaks in events.
SocketDecision as_event_stream(SocketDecision decision, std::optional<std::int64_t> place);

}  // namespace quern::serve
