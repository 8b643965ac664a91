#include "serve/backend/backend.hpp"

#include <algorithm>

#include "core/api/capabilities.hpp"
#include "core/api/encode.hpp"
#include "serve/backend/event_stream.hpp"
#include "serve/http/error_answer.hpp"
#include "serve/http/router.hpp"
#include "serve/version.hpp"

namespace quern::serve {
namespace {

// What is here, and nothing that is not.
Response capabilities(const BackendOptions& options) {
  Capabilities answer{.name = "quern", .version = std::string{version}};
  answer.groups.entries = {{"auth", {"register", "sessions"}},
                           {"user", {"profile", "change_password", "avatar"}},
                           {"projects", {"search", "create", "update", "delete"}},
                           {"chats",
                            {"private", "groups", "search", "read_marks", "typing", "rename", "delete", "participants",
                             "mute", "mark_unread"}},
                           {"messages", {"text", "voice", "file", "edit", "delete", "reply", "at", "search"}},
                           {"attachments", {"upload", "download"}},
                           {"users", {"search", "presence"}},
                           {"resume", {"versions", "restore", "parse", "export"}},
                           {"sessions", {"create", "delete", "messages", "complete", "export"}}};
  answer.limits.entries = {{"page", max_page_limit},
                           {"body_bytes", 1024 * 1024},
                           {"message_length", max_message_length},
                           {"resume_bytes", static_cast<std::int64_t>(max_resume_file)},
                           {"group_members", static_cast<std::int64_t>(max_group_size)},
                           {"attachment_bytes", options.attachments.file_bytes}};
  const bool has_transcriber = !options.interview_worker.reader.transcriber.command.empty();
  std::vector<std::string> interviews{"upload", "resumable_upload", "search",           "update", "delete", "file",
                                      "retry",  "edit_transcript",  "export_transcript"};
  if (has_transcriber) interviews.emplace_back("transcription");
  answer.groups.entries.emplace_back("interviews", std::move(interviews));
  answer.limits.entries.emplace_back("interview_bytes", static_cast<std::int64_t>(options.interviews.file_bytes));
  return json_answer(200, encode(answer));
}

std::optional<Response> check_content_type(const Request& request) {
  if (request.body.empty()) return std::nullopt;
  const auto type = request.headers.get("content-type");
  if (equals_ignoring_case(trim(type.substr(0, type.find(';'))), "application/json")) return std::nullopt;
  return error_answer(415, "wrong_type", "the body must be application/json");
}

// Of a route whose answer is made before its step.
Response answered_before(Call&) { return error_answer(500, "internal", "there is no answer"); }

// A handshake that ended too late: the peer is sent away.
class Nobody final : public SocketListener {
 public:
  void on_text(std::string, UniqueFunction<void()> done) override { done(); }
  void on_close() override {}
};

std::shared_ptr<SocketListener> listen_to(const std::weak_ptr<Realtime>& realtime, const Caller& caller,
                                          std::shared_ptr<SocketPeer> peer) {
  if (const auto here = realtime.lock()) return here->connect(caller, std::move(peer));
  peer->close(close_code::going_away, "the server stops");
  return std::make_shared<Nobody>();
}

}  // namespace

Backend::Backend(Store store, FileStore& files, Scheduler& clock, Random& random, PasswordHasher& hasher,
                 ToolRunner& tools, BackendOptions given)
    : work_(store.work),
      files_(files),
      tools_(tools),
      chat_store_(store.chats),
      issuer_(store.tokens, clock, random, given.tokens),
      accounts_(store, issuer_, hasher, clock, random, given.accounts),
      events_(store.events, clock),
      realtime_(std::make_shared<Realtime>(store, clock, given.realtime)),
      projects_(store.projects, events_, clock, random),
      chats_(store, events_, clock, random),
      chat_changes_(store, events_, clock, random),
      messages_(store, events_, clock, random),
      attachments_(store, files, clock, random, given.attachments),
      avatars_(store, files, tools, events_, random),
      people_(store.people, *realtime_),
      resumes_(store.resumes, events_, clock),
      resume_files_(store.resumes, files_, tools_, random),
      interview_sessions_({.work = store.work,
                           .store = store.interview_sessions,
                           .events = events_,
                           .realtime = realtime_,
                           .resumes = resumes_,
                           .interviewer = given.interviewer ? *given.interviewer : plan_interviewer_,
                           .tools = tools_,
                           .clock = clock,
                           .random = random}),
      interviews_(store, files, tools, events_, clock, random, given.interviews),
      tus_uploads_(store, files, interviews_, clock, random, given.tus,
                   [this](const std::function<void()>& work) { return run_alone(work); }),
      interview_worker_(std::make_shared<InterviewWorker>(
          store.interviews, files, tools, events_, clock, random, given.interview_worker,
          [this](const std::function<void()>& work) { return run_alone(work); })),
      idempotency_(store.answers, clock, random) {
  interviews_.on_waiting = [this] { interview_worker_->wake(); };
  interviews_.on_removed = [this](const InterviewId& id) { interview_worker_->forget(id); };
  file_owners_.emplace_back([&interviews = store.interviews](const std::string& id) {
    return interviews.has_file(id) || interviews.has_upload(id);
  });
  const auto account = [this](Response (Accounts::*step)(Call&)) {
    return [this, step](Call& call) { return (accounts_.*step)(call); };
  };
  const auto slowly = [this](Accounts::Prepared (Accounts::*prepare)(std::shared_ptr<Call>)) {
    return [this, prepare](std::shared_ptr<Call> call) { return (accounts_.*prepare)(std::move(call)); };
  };
  const auto project = [this](Response (Projects::*step)(Call&)) {
    return [this, step](Call& call) { return (projects_.*step)(call); };
  };
  const auto chat = [this](Response (Chats::*step)(Call&)) {
    return [this, step](Call& call) { return (chats_.*step)(call); };
  };
  const auto chat_change = [this](Response (ChatChanges::*step)(Call&)) {
    return [this, step](Call& call) { return (chat_changes_.*step)(call); };
  };
  const auto message = [this](Response (Messages::*step)(Call&)) {
    return [this, step](Call& call) { return (messages_.*step)(call); };
  };
  const auto resume = [this](Response (Resumes::*step)(Call&)) {
    return [this, step](Call& call) { return (resumes_.*step)(call); };
  };
  const auto resume_file = [this](Task<std::optional<Response>> (ResumeFiles::*prepare)(std::shared_ptr<Call>)) {
    return [this, prepare](std::shared_ptr<Call> call) { return (resume_files_.*prepare)(std::move(call)); };
  };
  const auto session = [this](Response (InterviewSessions::*step)(Call&)) {
    return [this, step](Call& call) { return (interview_sessions_.*step)(call); };
  };
  const auto session_slowly = [this](InterviewSessions::Prepared (InterviewSessions::*prepare)(std::shared_ptr<Call>)) {
    return [this, prepare](std::shared_ptr<Call> call) { return (interview_sessions_.*prepare)(std::move(call)); };
  };
  const auto keyed = [](Method method, std::string_view pattern, auto step) {
    return Route{.method = method, .pattern = pattern, .access = Access::bearer, .step = step, .needs_key = true};
  };
  const auto attachment = [this](Response (Attachments::*step)(Call&)) {
    return [this, step](Call& call) { return (attachments_.*step)(call); };
  };
  file_owners_.emplace_back([this](const std::string& id) { return attachments_.has_file(id); });
  const auto interview = [this](Response (Interviews::*step)(Call&)) {
    return [this, step](Call& call) { return (interviews_.*step)(call); };
  };
  const auto tus = [this](Method method, std::string_view pattern, Response (TusUploads::*step)(Call&),
                          BodyDecision (TusUploads::*receive)(Call&) = nullptr) {
    Route route{.method = method,
                .pattern = pattern,
                .access = Access::bearer,
                .step = [this, step](Call& call) { return (tus_uploads_.*step)(call); },
                .is_repeatable = true};
    if (receive) route.receive = [this, receive](Call& call) { return (tus_uploads_.*receive)(call); };
    return route;
  };
  using enum Method;
  using enum Access;
  routes_ = {
      {get, "/api/capabilities", open, [given](Call&) { return capabilities(given); }},
      {post, "/api/auth/register", open, account(&Accounts::register_account), slowly(&Accounts::prepare_registration)},
      {post, "/api/auth/login", open, account(&Accounts::login), slowly(&Accounts::prepare_login)},
      {post, "/api/auth/refresh", open, account(&Accounts::refresh)},
      {post, "/api/auth/logout", bearer, account(&Accounts::logout)},
      {del, "/api/auth/sessions/{id}", bearer, account(&Accounts::end_session)},
      {get, "/api/user/me", bearer, account(&Accounts::me)},
      {patch, "/api/user/me", bearer, account(&Accounts::update_me)},
      {post, "/api/user/change-password", bearer, account(&Accounts::change_password),
       slowly(&Accounts::prepare_password_change), Idempotency::BodyHash::secret},
      {get, "/api/projects", bearer, project(&Projects::list)},
      {post, "/api/projects", bearer, project(&Projects::create)},
      {get, "/api/projects/{id}", bearer, project(&Projects::read)},
      {patch, "/api/projects/{id}", bearer, project(&Projects::update)},
      {del, "/api/projects/{id}", bearer,
       [this](Call& call) {
         interviews_.remove_of_project(call, ProjectId{call.parameters[0]});
         return projects_.remove(call);
       }},
      {get, "/api/interviews/projects/{id}", bearer, interview(&Interviews::list)},
      Route{.method = post,
            .pattern = "/api/interviews/projects/{id}/upload",
            .access = bearer,
            .step = interview(&Interviews::upload),
            .receive = [this](Call& call) { return interviews_.receive_upload(call); }},
      {get, "/api/interviews/{id}", bearer, interview(&Interviews::read)},
      {patch, "/api/interviews/{id}", bearer, interview(&Interviews::update)},
      {del, "/api/interviews/{id}", bearer, interview(&Interviews::remove)},
      {get, "/api/interviews/{id}/file", bearer, interview(&Interviews::file)},
      {post, "/api/interviews/{id}/retry", bearer, interview(&Interviews::retry)},
      {get, "/api/interviews/{id}/transcript", bearer, interview(&Interviews::export_transcript),
       [this](std::shared_ptr<Call> call) { return interviews_.prepare_export(std::move(call)); }},
      {put, "/api/interviews/{id}/transcript", bearer, interview(&Interviews::save_transcript)},
      tus(Method::options, "/api/uploads", &TusUploads::describe),
      tus(post, "/api/uploads", &TusUploads::create, &TusUploads::receive_creation),
      tus(get, "/api/uploads/{id}", &TusUploads::head),
      tus(patch, "/api/uploads/{id}", &TusUploads::append, &TusUploads::receive_piece),
      tus(del, "/api/uploads/{id}", &TusUploads::remove),
      {get, "/api/users", bearer, [this](Call& call) { return people_.list(call); }},
      {get, "/api/users/{id}", bearer, [this](Call& call) { return people_.read(call); }},
      {get, "/api/chats", bearer, chat(&Chats::list)},
      keyed(post, "/api/chats", chat(&Chats::create)),
      {get, "/api/chats/{id}", bearer, chat(&Chats::read)},
      keyed(patch, "/api/chats/{id}", chat_change(&ChatChanges::update)),
      keyed(del, "/api/chats/{id}", chat_change(&ChatChanges::remove)),
      keyed(post, "/api/chats/{id}/participants", chat_change(&ChatChanges::add_member)),
      keyed(del, "/api/chats/{id}/participants/{user_id}", chat_change(&ChatChanges::remove_member)),
      keyed(put, "/api/chats/{id}/me", chat_change(&ChatChanges::set_own)),
      keyed(post, "/api/chats/{id}/read", chat(&Chats::mark_read)),
      {get, "/api/messages", bearer, message(&Messages::list)},
      {get, "/api/messages/search", bearer, message(&Messages::search)},
      keyed(post, "/api/messages", message(&Messages::create)),
      keyed(patch, "/api/messages/{id}", message(&Messages::edit)),
      keyed(del, "/api/messages/{id}", message(&Messages::remove)),
      {.method = put,
       .pattern = "/api/user/avatar",
       .access = bearer,
       .step = [this](Call& call) { return avatars_.set(call); },
       .prepare = [this](std::shared_ptr<Call> call) { return avatars_.prepare(std::move(call)); },
       .receive = [this](Call& call) { return avatars_.receive(call); }},
      {get, "/api/avatars/{id}", bearer, [this](Call& call) { return avatars_.read(call); }},
      keyed(post, "/api/attachments", attachment(&Attachments::create)),
      {get, "/api/attachments/{id}", bearer, attachment(&Attachments::read)},
      {.method = post,
       .pattern = "/api/attachments/{id}/upload",
       .access = bearer,
       .step = attachment(&Attachments::upload),
       .receive = [this](Call& call) { return attachments_.receive(call); }},
      {get, "/api/resume", bearer, resume(&Resumes::read)},
      {put, "/api/resume", bearer, resume(&Resumes::save)},
      {get, "/api/resume/versions", bearer, resume(&Resumes::list)},
      {get, "/api/resume/versions/{version}", bearer, resume(&Resumes::read_version)},
      {get, "/api/interview/sessions", bearer, session(&InterviewSessions::list)},
      {post, "/api/interview/sessions", bearer, session(&InterviewSessions::create)},
      {get, "/api/interview/sessions/{id}", bearer, session(&InterviewSessions::read)},
      {del, "/api/interview/sessions/{id}", bearer, session(&InterviewSessions::remove)},
      {get, "/api/interview/sessions/{id}/messages", bearer, session(&InterviewSessions::list_messages)},
      {post, "/api/interview/sessions/{id}/messages", bearer, session(&InterviewSessions::store_answer),
       session_slowly(&InterviewSessions::say)},
      {post, "/api/interview/sessions/{id}/complete", bearer, session(&InterviewSessions::complete),
       session_slowly(&InterviewSessions::prepare_completion)},
      {get, "/api/interview/sessions/{id}/resume", bearer, answered_before,
       session_slowly(&InterviewSessions::export_resume)},
      {get, "/api/resume/export", bearer, answered_before, resume_file(&ResumeFiles::export_resume)},
      Route{.method = post,
            .pattern = "/api/parse",
            .access = bearer,
            .step = answered_before,
            .prepare = resume_file(&ResumeFiles::parse),
            .receive = [this](Call& call) { return resume_files_.receive(call); }},
  };
}

Backend::~Backend() { interview_worker_->stop(); }

void Backend::stop() {
  interview_worker_->stop();
  realtime_->stop();
}

bool Backend::run_alone(const std::function<void()>& work) {
  work_.begin();
  work();
  work_.commit();
  const auto events = events_.take();
  if (work_.take_failure()) return false;
  realtime_->deliver(events);
  return true;
}

Task<Response> Backend::handle(Request request) {
  auto match = find_route(routes(), request.method, request.path());
  if (!match.route) co_return no_route_answer(match.allowed);
  const Route& route = *match.route;
  const auto call = std::make_shared<Call>();
  call->request = std::move(request);
  call->parameters = std::move(match.parameters);
  if (auto refused = check_head(route, *call)) co_return *std::move(refused);
  if (route.receive && !call->request.received) co_return error_answer(400, "bad_request", "the body is missing");
  if (auto refused = check_content_type(call->request)) co_return *std::move(refused);

  Idempotency::Entry entry;
  if (call->caller && !route.is_repeatable && !call->request.path().starts_with("/api/auth/")) {
    entry = idempotency_.enter(call->request, call->caller->user_id, route.body_hash);
    if (auto failed = failure_answer()) co_return *std::move(failed);
    if (entry.answer) co_return *std::move(entry.answer);
  }
  std::optional<Response> early;
  if (route.prepare) {
    early = co_await route.prepare(call);
    if (auto failed = failure_answer()) co_return *std::move(failed);
  }
  co_return run_step(route, *call, entry.hold, std::move(early));
}

Task<BodyDecision> Backend::open_body(Request head) {
  const auto match = find_route(routes(), head.method, head.path());
  if (!match.route || !match.route->receive) co_return BodyDecision{.refusal = no_route_answer(match.allowed)};
  Call call{.request = std::move(head), .parameters = match.parameters};
  if (auto refused = check_head(*match.route, call)) co_return BodyDecision{.refusal = std::move(refused)};
  auto decision = match.route->receive(call);
  if (auto failed = failure_answer()) co_return BodyDecision{.refusal = std::move(failed)};
  co_return decision;
}

// What is known before the body.
std::optional<Response> Backend::check_head(const Route& route, Call& call) {
  if (route.access == Access::bearer) {
    if (auto refused = authenticate(call)) return refused;
  }
  if (route.needs_key && !call.request.headers.find("idempotency-key")) {
    return error_answer(400, "bad_request", "this call needs an Idempotency-Key");
  }
  return std::nullopt;
}

// A refusal (4xx) commits too: what a step wrote before it, it meant (a stolen token's family is revoked with a 401).
Response Backend::run_step(const Route& route, Call& call, Idempotency::Hold& hold, std::optional<Response> early) {
  const bool writes = !is_safe(call.request.method);
  if (writes) work_.begin();
  auto response = early ? *std::move(early) : route.step(call);
  if (writes) {
    hold.keep(response);
    work_.commit();
  }
  const auto events = events_.take();
  if (auto failed = failure_answer()) return *std::move(failed);
  for (const auto& id : call.removed_files) files_.remove(id);
  realtime_->deliver(events);
  if (writes && call.caller && route.access == Access::bearer) end_sockets(route, *call.caller);
  return response;
}

// Which of the caller's sign-ins a call may have ended.
void Backend::end_sockets(const Route& route, const Caller& caller) {
  const bool may_end = route.pattern.starts_with("/api/auth/") || route.pattern == "/api/user/change-password";
  if (may_end) realtime_->recheck(caller.user_id);
}

Task<SocketDecision> Backend::open_socket(Request request) {
  Call call{.request = std::move(request)};
  if (auto refused = authenticate(call)) co_return SocketDecision{.refusal = std::move(refused)};
  std::optional<Result<std::optional<std::int64_t>>> place;  // of a stream
  if (call.request.path() == "/api/events") place = parse_event_place(call.request);
  if (place && !*place) co_return SocketDecision{.refusal = error_answer(place->error())};
  if (realtime_->is_full(call.caller->user_id)) {
    co_return SocketDecision{
        .refusal = retry_answer(429, "rate_limited", "too many connections are open", std::chrono::seconds{30})};
  }
  SocketDecision decision{
      .accept = [realtime = std::weak_ptr{realtime_}, caller = *call.caller](std::shared_ptr<SocketPeer> peer) {
        return listen_to(realtime, caller, std::move(peer));
      }};
  co_return place ? as_event_stream(std::move(decision), **place) : std::move(decision);
}

std::optional<Response> Backend::authenticate(Call& call) {
  constexpr std::string_view scheme = "Bearer ";
  const auto given = call.request.headers.get("authorization");
  if (given.starts_with(scheme)) call.caller = issuer_.authenticate(given.substr(scheme.size()));
  if (auto failed = failure_answer()) return failed;
  if (call.caller) return std::nullopt;
  return error_answer(401, "unauthenticated", "the access token is not valid");
}

std::optional<Response> Backend::failure_answer() {
  const auto failure = work_.take_failure();
  if (!failure) return std::nullopt;
  if (failure->status != 500) return error_answer(*failure);
  auto answer = error_answer(500, "internal", "the server could not store or read its data");
  answer.note = failure->message;
  return answer;
}

std::optional<Error> Backend::sweep() {
  work_.begin();
  issuer_.sweep();
  idempotency_.sweep();
  events_.sweep();
  chat_store_.forget_left(1000);
  const auto left_files = attachments_.sweep();
  const auto expired = tus_uploads_.sweep();
  work_.commit();
  auto failure = work_.take_failure();
  if (failure) return failure;  // the rows are still there
  for (const auto& id : left_files) files_.remove(id);
  for (const auto& id : expired) files_.remove(id);
  return std::nullopt;
}

// A store that fails knows of nothing: then all is kept.
void Backend::sweep_files() {
  files_.sweep([this](const std::string& id) {
    const bool is_known = std::ranges::any_of(file_owners_, [&](const auto& knows) { return knows(id); });
    return is_known || work_.has_failed();
  });
  work_.take_failure();
}

}  // namespace quern::serve
