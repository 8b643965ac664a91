// An interviewer that is a language model behind an OpenAI-compatible service.
// Resume  the model is asked for JSON of what was said. What a resume must not get wrong is then held against the person's
//         own words: a name, address, company, school or certificate that they never wrote is taken out.
// Progress is how many answers there are against how many an interview takes: the model does not know better.
#pragma once

#include "serve/backend/interviewer.hpp"
#include "serve/runtime/completions.hpp"

namespace quern::serve {

class ModelInterviewer final : public Interviewer {
 public:
  explicit ModelInterviewer(Completions& completions) : completions_(completions) {}

  std::string opening(Language language) override;
  Task<Result<InterviewReply>> reply(Conversation conversation, Delta on_delta, StopToken stop) override;
  Task<Result<Resume>> resume(Conversation conversation, StopToken stop) override;

 private:
  Completions& completions_;
};

// `resume` without what is not in the person's messages.
Resume keep_grounded(Resume resume, const Conversation& conversation);

}  // namespace quern::serve
