#include "serve/backend/interview_sessions.hpp"

#include <algorithm>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/backend/list_parameters.hpp"
#include "serve/backend/resume_files.hpp"
#include "serve/documents/markdown.hpp"
#include "serve/documents/resume_layout.hpp"
#include "serve/documents/resume_parser.hpp"
#include "serve/http/error_answer.hpp"
#include "serve/http/url.hpp"

namespace quern::serve {
namespace {

constexpr std::size_t most_messages = 400;  // of one session

Response no_such_session() { return error_answer(404, "not_found", "no such session"); }
Response is_completed() { return error_answer(400, "bad_request", "the session is completed"); }
Response is_busy() {
  return retry_answer(409, "idempotency_in_progress", "the answer before is still being written",
                      std::chrono::seconds{1});
}

Language language_of_session(const InterviewSession& session) {
  return session.language.value() == SessionLanguage::russian ? Language::russian : Language::english;
}

// A service that failed, as it may be shown; what it said goes to the log alone.
Response interviewer_failed(const Error& error) {
  if (error.is(ErrorKind::rate_limited)) {
    return retry_answer(429, "rate_limited", "the interviewer is busy; your message is kept, send it again in a while",
                        error.retry_after.value_or(Duration{10'000}));
  }
  const bool is_late = error.is(ErrorKind::timeout);
  auto answer = error_answer(is_late ? 504 : 502, is_late ? "upstream_timeout" : "upstream_unavailable",
                             "the interviewer did not answer; your message is kept, send it again");
  answer.note = error.message;
  return answer;
}

// Removes a session from those that are being answered, however its coroutine ends.
class Turn {
 public:
  Turn(std::map<InterviewSessionId, StopSource>& answering, InterviewSessionId id)
      : answering_(answering),
        id_(std::move(id)),
        token_(answering_[id_].token()) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() { answering_.erase(id_); }
  const StopToken& token() const { return token_; }

 private:
  std::map<InterviewSessionId, StopSource>& answering_;
  InterviewSessionId id_;
  StopToken token_;
};

}  // namespace

Response InterviewSessions::list(Call& call) {
  const auto parameters = parse_list_parameters(call.request.query());
  if (!parameters) return error_answer(parameters.error());
  return json_answer(200, encode(needs_.store.list(call.caller->user_id, parameters->offset, parameters->limit)));
}

Response InterviewSessions::create(Call& call) {
  const auto body = decode_all<InterviewSessionCreate>(call.request.body);
  if (!body) return error_answer(body.error());
  const auto& owner = call.caller->user_id;
  auto client_id = body->client_id;
  if (client_id) {
    client_id = to_lower(*client_id);
    if (const auto known = needs_.store.find_by_client_id(owner, *client_id)) return json_answer(200, encode(*known));
  }
  const InterviewSession session{.id = InterviewSessionId{make_uuid(needs_.random)},
                                 .client_id = client_id,
                                 .version = 1,
                                 .language = body->language,
                                 .status = SessionStatus::active,
                                 .created_at = needs_.clock.wall_now()};
  needs_.store.insert(owner, session);
  const auto opening =
      message_of(session.id, SessionRole::assistant, needs_.interviewer.opening(language_of_session(session)));
  needs_.store.insert_message(opening, {});
  tell(owner, opening);
  return json_answer(201, encode(session));
}

Response InterviewSessions::read(Call& call) {
  const auto session = needs_.store.find(call.caller->user_id, InterviewSessionId{call.parameters[0]});
  return session ? json_answer(200, encode(*session)) : no_such_session();
}

Response InterviewSessions::remove(Call& call) {
  const InterviewSessionId id{call.parameters[0]};
  if (!needs_.store.remove(call.caller->user_id, id)) return no_such_session();
  if (const auto running = answering_.find(id); running != answering_.end()) {
    // On a later turn: what waits for it goes on, and begins a step of its own.
    needs_.clock.post([source = running->second]() mutable { source.request_stop(); });
  }
  return {.status = 204, .headers = {{"cache-control", "no-store"}}};
}

Response InterviewSessions::list_messages(Call& call) {
  const InterviewSessionId id{call.parameters[0]};
  if (!needs_.store.find(call.caller->user_id, id)) return no_such_session();
  const auto parameters = parse_list_parameters(call.request.query());
  if (!parameters) return error_answer(parameters.error());
  return json_answer(200, encode(needs_.store.message_page(id, parameters->offset, parameters->limit)));
}

// Before the step: the message is stored, then the interviewer thinks.
InterviewSessions::Prepared InterviewSessions::say(std::shared_ptr<Call> call) {
  const auto owner = call->caller->user_id;
  const auto session = needs_.store.find(owner, InterviewSessionId{call->parameters[0]});
  if (!session) co_return no_such_session();
  const auto body = decode_all<SessionMessageCreate>(call->request.body);
  if (!body) co_return error_answer(body.error());
  const auto key = to_lower(body->client_id.value_or(std::string{call->request.headers.get("idempotency-key")}));
  call->said = needs_.store.find_message(session->id, key);
  const auto before = needs_.store.messages(session->id);
  if (call->said) {  // sent again: its answer may be there
    const auto at = std::ranges::find(before, call->said->id, &SessionMessage::id);
    if (at != before.end() && at + 1 != before.end() && (at + 1)->role == SessionRole::assistant) {
      co_return json_answer(
          200,
          encode(SessionAnswer{.user_message = *at, .assistant_message = *(at + 1), .progress = session->progress}));
    }
  }
  if (session->status != SessionStatus::active) co_return is_completed();
  if (answering_.contains(session->id)) co_return is_busy();
  if (before.size() >= most_messages) {
    co_return error_answer(400, "bad_request", "the session is as long as it may be; complete it");
  }
  if (!call->said) {
    call->said = message_of(session->id, SessionRole::user, body->message);
    if (!store_user_message(owner, *call->said, key)) co_return std::nullopt;  // the store's failure is the answer
  }

  const Turn turn{answering_, session->id};
  const auto on_delta = [realtime = needs_.realtime, owner, id = session->id](std::string_view piece) {
    const auto here = realtime.lock();
    const SessionMessageEvent event{.session_id = id, .delta = std::string{piece}};
    if (here) here->tell_once(owner, EventName::session_message, encode(event));
  };
  const auto reply = co_await needs_.interviewer.reply(conversation(*session), on_delta, turn.token());
  if (!reply && !needs_.store.find(owner, session->id)) co_return no_such_session();  // deleted meanwhile
  if (!reply) co_return interviewer_failed(reply.error());
  call->reply = reply->message;
  call->progress = std::clamp(reply->progress, 0.0, 1.0);
  co_return std::nullopt;
}

Response InterviewSessions::store_answer(Call& call) {
  const auto& owner = call.caller->user_id;
  auto session = needs_.store.find(owner, InterviewSessionId{call.parameters[0]});
  if (!session || !call.said) return no_such_session();  // deleted meanwhile
  const auto message = message_of(session->id, SessionRole::assistant, call.reply);
  needs_.store.insert_message(message, {});
  ++session->version;
  session->progress = call.progress;
  needs_.store.update(*session);
  tell(owner, message);
  return json_answer(
      200, encode(SessionAnswer{.user_message = *call.said, .assistant_message = message, .progress = call.progress}));
}

InterviewSessions::Prepared InterviewSessions::prepare_completion(std::shared_ptr<Call> call) {
  const auto session = needs_.store.find(call->caller->user_id, InterviewSessionId{call->parameters[0]});
  if (!session) co_return no_such_session();
  if (!call->request.body.empty()) {
    const auto body = decode_all<SessionComplete>(call->request.body);
    if (!body) co_return error_answer(body.error());
  }
  if (session->status == SessionStatus::completed) co_return std::nullopt;
  if (answering_.contains(session->id)) co_return is_busy();
  auto said = conversation(*session);
  if (std::ranges::none_of(said.messages, [](const auto& message) { return message.role == SessionRole::user; })) {
    co_return error_answer(400, "bad_request", "nothing was answered yet");
  }
  const Turn turn{answering_, session->id};
  auto resume = co_await needs_.interviewer.resume(std::move(said), turn.token());
  if (!resume && !needs_.store.find(call->caller->user_id, session->id)) co_return no_such_session();
  if (!resume) co_return interviewer_failed(resume.error());
  call->resume = *std::move(resume);
  co_return std::nullopt;
}

Response InterviewSessions::complete(Call& call) {
  const auto& owner = call.caller->user_id;
  auto session = needs_.store.find(owner, InterviewSessionId{call.parameters[0]});
  if (!session) return no_such_session();
  if (session->status == SessionStatus::completed) return json_answer(200, encode(*session));
  if (!call.resume) return is_busy();
  session->status = SessionStatus::completed;
  session->completed_at = needs_.clock.wall_now();
  session->resume_markdown = write_markdown(lay_out(*call.resume, language_of_session(*session)));
  ++session->version;
  needs_.store.update(*session);
  const auto body =
      call.request.body.empty() ? Result<SessionComplete>{} : decode_all<SessionComplete>(call.request.body);
  if (body && body->save_resume) needs_.resumes.append(owner, *call.resume);
  return json_answer(200, encode(*session));
}

InterviewSessions::Prepared InterviewSessions::export_resume(std::shared_ptr<Call> call) {
  const auto session = needs_.store.find(call->caller->user_id, InterviewSessionId{call->parameters[0]});
  if (!session) co_return no_such_session();
  const auto parameters = parse_query(call->request.query());
  if (!parameters) co_return error_answer(400, "bad_request", "the query does not decode");
  const auto given = std::ranges::find(*parameters, "format", &QueryParameters::value_type::first);
  const auto format = given == parameters->end() ? std::nullopt : parse_resume_format(given->second);
  if (!format) co_return error_answer(invalid_parameter("format", "must be md, txt, docx or pdf"));
  if (!session->resume_markdown) co_return error_answer(404, "not_found", "the session is not completed");
  auto resume = parse_resume(read_markdown(*session->resume_markdown));
  co_return co_await resume_file_answer(&needs_.tools, std::move(resume), *format, language_of_session(*session));
}

Conversation InterviewSessions::conversation(const InterviewSession& session) {
  return {.language = language_of_session(session), .messages = needs_.store.messages(session.id)};
}

SessionMessage InterviewSessions::message_of(const InterviewSessionId& session, SessionRole role, std::string content) {
  return {.id = SessionMessageId{make_uuid(needs_.random)},
          .session_id = session,
          .role = role,
          .content = std::move(content),
          .created_at = needs_.clock.wall_now()};
}

void InterviewSessions::tell(const UserId& owner, const SessionMessage& message) {
  needs_.events.add(owner, EventName::session_message,
                    encode(SessionMessageEvent{.session_id = message.session_id, .message = message}));
}

// A step of its own.
bool InterviewSessions::store_user_message(const UserId& owner, const SessionMessage& message, std::string_view key) {
  needs_.work.begin();
  needs_.store.insert_message(message, key);
  tell(owner, message);
  needs_.work.commit();
  const auto events = needs_.events.take();
  if (needs_.work.has_failed()) return false;
  if (const auto realtime = needs_.realtime.lock()) realtime->deliver(events);
  return true;
}

}  // namespace quern::serve
