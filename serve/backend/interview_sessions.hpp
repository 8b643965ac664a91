// Interview sessions of one owner: begin, read, talk, complete, take the resume as a file, delete.
// Message the person's is stored before the interviewer is asked: whatever fails after that loses nothing, and the same
//         request again (by its Idempotency-Key or client_id) goes on from there. One answer at a time in a session: 409
//         while another is being written.
// Events  session:message with each message that is stored, and, without seq, with the answer as it is written.
// Ends    complete() makes resume_markdown; the person's resume itself is changed only where the request says so.
// Source  contract, section 3, "interview sessions".
#pragma once

#include <map>
#include <memory>

#include "core/base/random.hpp"
#include "core/base/scheduler.hpp"
#include "serve/backend/call.hpp"
#include "serve/backend/event_log.hpp"
#include "serve/backend/interviewer.hpp"
#include "serve/backend/realtime.hpp"
#include "serve/backend/resumes.hpp"
#include "serve/backend/tool_runner.hpp"

namespace quern::serve {

class InterviewSessions {
 public:
  using Prepared = Task<std::optional<Response>>;
  struct Needs {
    UnitOfWork& work;
    InterviewSessionStore& store;
    EventLog& events;
    std::weak_ptr<Realtime> realtime;
    Resumes& resumes;
    Interviewer& interviewer;
    ToolRunner& tools;
    Scheduler& clock;
    Random& random;
  };
  explicit InterviewSessions(Needs needs) : needs_(std::move(needs)) {}

  Response list(Call& call);
  Response create(Call& call);
  Response read(Call& call);
  Response remove(Call& call);
  Response list_messages(Call& call);
  Prepared say(std::shared_ptr<Call> call);
  Response store_answer(Call& call);  // what say() was answered
  Prepared prepare_completion(std::shared_ptr<Call> call);
  Response complete(Call& call);
  Prepared export_resume(std::shared_ptr<Call> call);

 private:
  Conversation conversation(const InterviewSession& session);
  SessionMessage message_of(const InterviewSessionId& session, SessionRole role, std::string content);
  void tell(const UserId& owner, const SessionMessage& message);
  bool store_user_message(const UserId& owner, const SessionMessage& message, std::string_view key);

  Needs needs_;
  std::map<InterviewSessionId, StopSource> answering_;  // whose answer is being written
};

}  // namespace quern::serve
