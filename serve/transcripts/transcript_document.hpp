// A transcript as a DOCX document, and back: read again it gives the same speakers, words and seconds.
#pragma once

#include <string>
#include <string_view>

#include "core/api/interview.hpp"
#include "core/base/error.hpp"

namespace quern::serve {

Result<InterviewResult> read_docx_transcript(std::string_view bytes);
Result<std::string> format_docx_transcript(const std::string& title, const InterviewResult& result);

}  // namespace quern::serve
