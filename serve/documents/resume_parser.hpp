// A document's lines as a resume. It invents nothing, and what it does not understand goes to the summary, or to the
// description of the job it stands under.
// Errors  none: text without any resume in it is a resume with all of it in the summary. What it gives keeps the limits of
//         core/api/resume.hpp.
#pragma once

#include "core/api/resume.hpp"
#include "serve/documents/document_text.hpp"

namespace quern::serve {

Resume parse_resume(const DocumentText& document);

}  // namespace quern::serve
