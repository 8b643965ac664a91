// A resume out of a file, and into one.
// Shape   POST /api/parse takes a form with a PDF, DOC or DOCX by its content, and answers the resume read from it; nothing
//         is kept. GET /api/resume/export?format=md|txt|pdf|docx&language=ru|en&version= answers the newest version, or one,
//         as a file; without a language it is the one most of it is written in.
// Slow    files are read and written by child processes (ToolRunner): before the step, as `prepare`.
// Errors  415 for another type, 413 over 10 MiB, 422 with the reason for a file that cannot be read: damaged, encrypted,
//         without text.
// Source  contract, section 3, "resume"; section 7, "Renders".
#pragma once

#include "core/base/random.hpp"
#include "core/base/task.hpp"
#include "serve/backend/call.hpp"
#include "serve/backend/file_store.hpp"
#include "serve/backend/tool_runner.hpp"
#include "serve/documents/resume_format.hpp"
#include "serve/http/body_sink.hpp"

namespace quern::serve {

inline constexpr std::uint64_t max_resume_file = 10ULL * 1024 * 1024;

class ResumeFiles {
 public:
  ResumeFiles(ResumeStore& store, FileStore& files, ToolRunner& tools, Random& random)
      : store_(store),
        files_(files),
        tools_(tools),
        random_(random) {}

  BodyDecision receive(Call& call);
  Task<std::optional<Response>> parse(std::shared_ptr<Call> call);
  Task<std::optional<Response>> export_resume(std::shared_ptr<Call> call);

 private:
  ResumeStore& store_;
  FileStore& files_;
  ToolRunner& tools_;
  Random& random_;
};

// As a file to download, named after the person: text at once, DOCX and PDF by a tool.
Task<Response> resume_file_answer(ToolRunner* tools, Resume resume, ResumeFormat format, Language language);

}  // namespace quern::serve
