// Backend for the frontend: what the browser talks to. It keeps the tokens and gives the browser a cookie; it refuses
// what another site sends; everything else it passes on to the backend, from a list, field by field.
// Shape   handle(Request) answers a Response, free of any transport, as the backend's does.
// Owner   the program; runs on the thread of its Scheduler.
// Source  contract, sections 1 to 3.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "serve/bff/cookies.hpp"
#include "serve/bff/rate_limit.hpp"
#include "serve/bff/session_sockets.hpp"
#include "serve/bff/sessions.hpp"

namespace quern::serve {

struct BffOptions {
  std::vector<std::string> origins;  // our own: "http://127.0.0.1:8080"
  bool secure = false;               // the browser reaches us over https
  SessionOptions sessions{};
  RateOptions calls_by_address{};
  RateOptions calls_by_account{};
};

class Bff {
 public:
  // One request on its way through.
  struct Visit {
    Request request;
    std::vector<std::string> parameters;
    std::optional<OpenSession> session;  // always there where the route asks for it
  };
  enum class Access { open, session };
  struct Route {
    Method method;
    std::string_view pattern;
    Access access;
    Task<Response> (Bff::*run)(std::shared_ptr<Visit>);
    bool streams = false;  // its body is taken as it comes
  };

  Bff(SessionStore& store, BackendClient& backend, Scheduler& clock, Random& random, BffOptions options);

  Task<Response> handle(Request request);
  static bool streams_body(Method method, std::string_view path);
  // What handle() would refuse by the head, and the backend; else who takes the body.
  Task<BodyDecision> open_body(Request head);
  // The handshake of GET /api/ws, and GET /api/events: 403 from another site, 401 without a session, 429 with too many
  // sockets. The socket ends with its session.
  Task<SocketDecision> open_socket(Request request);
  std::optional<Error> sweep();  // forgets sessions that are over; answers what the store failed at
  static std::span<const Route> routes();

 private:
  Task<Response> forward(std::shared_ptr<Visit> visit);
  Task<Response> sign_in(std::shared_ptr<Visit> visit);  // login and register
  Task<Response> logout(std::shared_ptr<Visit> visit);
  Task<Response> refresh(std::shared_ptr<Visit> visit);
  Task<Response> me(std::shared_ptr<Visit> visit);
  Task<Response> list_sessions(std::shared_ptr<Visit> visit);
  Task<Response> end_session(std::shared_ptr<Visit> visit);
  Task<Response> change_password(std::shared_ptr<Visit> visit);
  Task<Response> needs_upgrade(std::shared_ptr<Visit> visit);
  Task<Response> describe_events(std::shared_ptr<Visit> visit);
  // 429 for who calls too often, by where they come from and by who they are.
  std::optional<Response> check_rate(const Request& request);
  std::optional<Response> check_rate(const OpenSession& session);
  Response finish(Response response) const;
  Response refresh_refused(Response response) const;

  SessionStore& store_;
  BackendClient& backend_;
  Scheduler& clock_;
  BffOptions options_;
  SessionCookie cookie_;
  Sessions sessions_;
  RateLimit calls_by_address_;
  RateLimit calls_by_account_;
  std::shared_ptr<SessionSockets> sockets_;  // a handshake that is under way may outlive it
};

}  // namespace quern::serve
