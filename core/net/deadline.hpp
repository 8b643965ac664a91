// One exchange that surely ends: with the transport's answer, with `timeout` when the request's time is up, or with
// `cancelled` as soon as it is stopped, whatever the transport does. A transport given up on is told to stop.
#pragma once

#include "core/base/scheduler.hpp"
#include "core/net/http_transport.hpp"

namespace quern {

Task<Result<HttpResponse>> send_with_deadline(HttpTransport& transport, Scheduler& scheduler, HttpRequest request,
                                              StopToken stop);

}  // namespace quern
