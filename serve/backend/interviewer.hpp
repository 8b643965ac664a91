// Who asks the questions of an interview session, and makes a resume of the answers.
// Shape   reply() is given all that was said so far, the person's newest message last, and answers what to say to it;
//         pieces of it may come before, by on_delta. resume() is what was learned. Both start from the messages alone, so
//         that a session goes on after a restart, with another interviewer too.
// Owner   the program; called, and answers, on the scheduler's thread.
// Errors  those of a service behind it: server with status 502 or 504, rate_limited, cancelled by the stop token.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/interview_session.hpp"
#include "core/api/resume.hpp"
#include "core/base/error.hpp"
#include "core/base/stop_token.hpp"
#include "core/base/task.hpp"
#include "serve/documents/language.hpp"

namespace quern::serve {

struct Conversation {
  Language language = Language::english;
  std::vector<SessionMessage> messages;
};

struct InterviewReply {
  std::string message;
  double progress = 0;  // 0..1
};

class Interviewer {
 public:
  using Delta = std::function<void(std::string_view piece)>;
  virtual ~Interviewer() = default;
  virtual std::string opening(Language language) = 0;  // its first message, before anything was said
  virtual Task<Result<InterviewReply>> reply(Conversation conversation, Delta on_delta, StopToken stop) = 0;
  virtual Task<Result<Resume>> resume(Conversation conversation, StopToken stop) = 0;
};

}  // namespace quern::serve
