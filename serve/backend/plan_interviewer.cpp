#include "serve/backend/plan_interviewer.hpp"

#include "serve/backend/interview_plan.hpp"

namespace quern::serve {

std::string PlanInterviewer::opening(Language language) { return InterviewPlan{language}.opening(); }

Task<Result<InterviewReply>> PlanInterviewer::reply(Conversation conversation, Delta, StopToken) {
  InterviewPlan plan{conversation.language};
  std::string says = plan.opening();
  for (const auto& message : conversation.messages) {
    if (message.role == SessionRole::user) says = plan.answer(message.content);
  }
  co_return InterviewReply{.message = std::move(says), .progress = plan.progress()};
}

Task<Result<Resume>> PlanInterviewer::resume(Conversation conversation, StopToken) {
  InterviewPlan plan{conversation.language};
  for (const auto& message : conversation.messages) {
    if (message.role == SessionRole::user) plan.answer(message.content);
  }
  co_return plan.resume();
}

}  // namespace quern::serve
