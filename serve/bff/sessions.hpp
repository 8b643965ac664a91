// A browser's session and the tokens behind it: started at login, found by its cookie, refreshed without the browser
// noticing, ended.
// Lifetimes  7 days unused or 30 days in all; `seen_at` is written at most every 5 minutes.
// Refresh    one at a time a session: others wait for it. The new tokens are stored before they are used.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "core/base/scheduler.hpp"
#include "core/base/task.hpp"
#include "serve/backend/token_models.hpp"
#include "serve/bff/backend_client.hpp"
#include "serve/bff/session_store.hpp"

namespace quern::serve {

struct SessionOptions {
  Duration idle_lifetime = std::chrono::days{7};
  Duration lifetime = std::chrono::days{30};
  Duration refresh_margin = std::chrono::seconds{30};  // before the access token's end
};

// A session whose cookie was shown: with it the tokens can be read.
struct OpenSession {
  Session record;
  std::string secret;
  std::string access_token;
  std::string refresh_token;
};

// The store's own failure is a 500 whose reason is for the log alone; any other error says what it says.
Response failure_answer(const Error& failure);

class Sessions {
 public:
  Sessions(SessionStore& store, BackendClient& backend, Scheduler& clock, Random& random, SessionOptions options)
      : store_(store),
        backend_(backend),
        clock_(clock),
        random_(random),
        options_(options) {}

  // Answers the cookie's value.
  std::string start(const UserId& user, const Tokens& tokens, std::string_view user_agent);
  std::optional<OpenSession> open(const std::string& secret);
  // Answers what the store failed at: the session then lives on.
  std::optional<Error> end(const OpenSession& session);

  // Sends with the session's access token; refreshes it before its end, or on a 401, and then repeats once.
  // A 401 answer means that the session is over and gone.
  Task<Response> call(OpenSession session, Request request);
  // The backend's socket, and who takes a body there, in the same way.
  Task<SocketDecision> open_socket(OpenSession session, Request request);
  Task<BodyDecision> open_body(OpenSession session, Request head);
  // `authentication` when the session is over; it is then gone from the store.
  Task<Result<OpenSession>> refresh(OpenSession session);

  Duration left(const Session& session) const;
  bool is_over(const Session& session);  // as the store knows it now
  // Told of each session that end() ended, whoever asked for it.
  void on_end(std::function<void(const Session&)> listener) { on_end_ = std::move(listener); }
  void sweep();

 private:
  template <class Decision>
  Task<Decision> decide(Task<Decision> (BackendClient::*ask)(Request), OpenSession session, Request request);
  Task<Result<OpenSession>> exchange(OpenSession session);
  std::string seal_tokens(const std::string& secret, const Tokens& tokens);
  void touch(Session& record);

  SessionStore& store_;
  BackendClient& backend_;
  Scheduler& clock_;
  Random& random_;
  SessionOptions options_;
  std::function<void(const Session&)> on_end_;
  std::map<std::string, std::vector<Promise<OpenSession>>> refreshing_;  // who waits, by session
};

}  // namespace quern::serve
