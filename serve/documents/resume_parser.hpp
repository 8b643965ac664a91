// A document's lines as a resume. It invents nothing, and what it does not understand goes to the summary, or to the
// description of the job it stands under.
// Errors  none: text without any resume in it is a resume with all of it in the summary. What it gives keeps the limits of
//         core/api/resume.hpp.
#pragma once

#include "core/api/resume.hpp"
#include "serve/documents/document_text.hpp"

namespace quern::serve {

Resume parse_resume(const DocumentText& document);

// Cuts what the schema does not take, and bullets of more than 2,000 characters: only what no real resume has is lost.
void keep_limits(Resume& resume);

}  // namespace quern::serve
