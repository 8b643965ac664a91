// The built-in interviewer: an InterviewPlan, led anew through what was said.
#pragma once

#include "serve/backend/interviewer.hpp"

namespace quern::serve {

class PlanInterviewer final : public Interviewer {
 public:
  std::string opening(Language language) override;
  Task<Result<InterviewReply>> reply(Conversation conversation, Delta on_delta, StopToken stop) override;
  Task<Result<Resume>> resume(Conversation conversation, StopToken stop) override;
};

}  // namespace quern::serve
