// The embedded backend: the bearer-token API of section 3 of the contract, free of any transport.
// Shape   handle(Request) answers a Response. A request is one step, a transaction, after what must be slow (password
//         hashing) is done; nothing else runs in between, so a simulation that hands in one clock and one source of
//         randomness replays it exactly.
// Uploads open_body(head) answers who takes the body of a route that has `receive`; the request itself comes to handle()
//         when it is there whole.
// Socket  open_socket(GET /api/ws or /api/events) answers who listens, for the bearer's person; what a step did to anything they can see
//         goes to their sockets after its commit, and not before.
// Owner   the program; runs on the thread of its Scheduler.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "serve/backend/accounts.hpp"
#include "serve/backend/attachments.hpp"
#include "serve/backend/avatars.hpp"
#include "serve/backend/chat_changes.hpp"
#include "serve/backend/chats.hpp"
#include "serve/backend/file_store.hpp"
#include "serve/backend/idempotency.hpp"
#include "serve/backend/interview_sessions.hpp"
#include "serve/backend/interview_worker.hpp"
#include "serve/backend/interviews.hpp"
#include "serve/backend/messages.hpp"
#include "serve/backend/people.hpp"
#include "serve/backend/plan_interviewer.hpp"
#include "serve/backend/projects.hpp"
#include "serve/backend/resume_files.hpp"
#include "serve/backend/resumes.hpp"
#include "serve/backend/tool_runner.hpp"
#include "serve/backend/tus_uploads.hpp"
#include "serve/http/body_sink.hpp"

namespace quern::serve {

struct BackendOptions {
  TokenOptions tokens{};
  AccountOptions accounts{};
  RealtimeOptions realtime{};
  AttachmentOptions attachments{};
  Interviewer* interviewer = nullptr;  // of interview sessions; the built-in one where there is none
  InterviewOptions interviews{};
  InterviewWorkerOptions interview_worker{};
  TusOptions tus{};
};

class Backend {
 public:
  enum class Access { open, bearer };
  struct Route {
    Method method;
    std::string_view pattern;
    Access access;
    std::function<Response(Call&)> step;
    std::function<Accounts::Prepared(std::shared_ptr<Call>)> prepare = nullptr;
    Idempotency::BodyHash body_hash = Idempotency::BodyHash::plain;
    bool needs_key = false;                                // an Idempotency-Key
    std::function<BodyDecision(Call&)> receive = nullptr;  // of a body that is taken as it comes
    bool is_repeatable = false;                            // by itself: it needs no Idempotency-Key, and looks at none
  };

  Backend(Store store, FileStore& files, Scheduler& clock, Random& random, PasswordHasher& hasher, ToolRunner& tools,
          BackendOptions options);
  ~Backend();
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;

  Task<Response> handle(Request request);
  Task<BodyDecision> open_body(Request head);
  Task<SocketDecision> open_socket(Request request);
  // Forgets what has expired. The program calls it now and then. Answers what the store failed at.
  std::size_t sockets() const { return realtime_->sockets(); }
  std::optional<Error> sweep();
  // Removes the files that nobody has a row for: at a start, before the first upload.
  void sweep_files();
  // Work that an earlier run left under way goes on.
  void start() { interview_worker_->start(); }
  // The program ends: sockets are told so, when their people were last seen is stored, and work is left for the next start.
  void stop();
  std::span<const Route> routes() const { return routes_; }

 private:
  std::optional<Response> authenticate(Call& call);
  std::optional<Response> check_head(const Route& route, Call& call);
  Response run_step(const Route& route, Call& call, Idempotency::Hold& hold, std::optional<Response> early);
  // A transaction that no request asked for; false when the store failed.
  bool run_alone(const std::function<void()>& work);
  void end_sockets(const Route& route, const Caller& caller);
  // What the store failed at, as an answer.
  std::optional<Response> failure_answer();

  UnitOfWork& work_;
  FileStore& files_;
  std::vector<std::function<bool(const std::string& id)>> file_owners_;  // each knows the files of its rows
  ToolRunner& tools_;
  ChatStore& chat_store_;
  TokenIssuer issuer_;
  Accounts accounts_;
  EventLog events_;
  std::shared_ptr<Realtime> realtime_;  // a handshake that is under way may outlive it
  Projects projects_;
  Chats chats_;
  ChatChanges chat_changes_;
  Messages messages_;
  Attachments attachments_;
  Avatars avatars_;
  People people_;
  Resumes resumes_;
  ResumeFiles resume_files_;
  PlanInterviewer plan_interviewer_;
  InterviewSessions interview_sessions_;
  Interviews interviews_;
  TusUploads tus_uploads_;
  std::shared_ptr<InterviewWorker> interview_worker_;  // what it reads may outlive it
  Idempotency idempotency_;
  std::vector<Route> routes_;
};

}  // namespace quern::serve
