// Any text as a resume's document, plain, as Markdown and as the words of a PDF, and as answers of an interview: a resume
// that its own schema takes, and that is written again.
#include <cstdint>
#include <cstdlib>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/backend/interview_plan.hpp"
#include "serve/documents/letter_case.hpp"
#include "serve/documents/markdown.hpp"
#include "serve/documents/plain_text.hpp"
#include "serve/documents/resume_document.hpp"
#include "serve/documents/resume_layout.hpp"
#include "serve/documents/resume_parser.hpp"

namespace {

using namespace quern;
using namespace quern::serve;

void check(const Resume& resume) {
  const auto again = decode_all<Resume>(encode(resume));
  if (!again || *again != resume) std::abort();
  write_markdown(lay_out(resume, Language::russian));
  write_plain_text(lay_out(resume, Language::english));
}

void interview(const std::string& text) {
  InterviewPlan plan{Language::english};
  for (const auto& answer : split_text(text, "\n\n")) {
    if (plan.answer(answer).empty()) std::abort();
    if (plan.progress() < 0 || plan.progress() > 1) std::abort();
  }
  write_markdown(lay_out(plan.resume(), Language::english));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text{reinterpret_cast<const char*>(data) + 1, size - 1};
  switch (data[0] % 4) {
    case 0: check(parse_resume(read_plain_text(text))); break;
    case 1: check(parse_resume(read_markdown(text))); break;
    case 2:
      if (const auto resume = read_resume(text, ResumeSource::pdf_boxes)) check(*resume);
      break;
    default: interview(text);
  }
  return 0;
}
