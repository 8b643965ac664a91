// No other site may make a browser change something here.
// Source  contract, section 2, "CSRF".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "serve/http/message.hpp"

namespace quern::serve {

// 403 for an unsafe request that did not come from a page of one of `origins`, by script.
std::optional<Response> check_csrf(const Request& request, const std::vector<std::string>& origins);
// The same for a socket's handshake, which changes nothing but hears everything. A page cannot set fields on it.
std::optional<Response> check_socket_origin(const Request& request, const std::vector<std::string>& origins);
// The same for a stream of events. Browsers send no Origin with a GET of the page's own origin: another site's is refused,
// and by Sec-Fetch-Site, and by the cookie, which they do not send then.
std::optional<Response> check_stream_origin(const Request& request, const std::vector<std::string>& origins);

}  // namespace quern::serve
