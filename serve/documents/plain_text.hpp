// A document as plain text: one paragraph a line, headings and bullets by their look.
#pragma once

#include <string>
#include <string_view>

#include "serve/documents/document_text.hpp"

namespace quern::serve {

// Entries stand at the margin with a blank line above; what belongs to one is indented by two spaces.
std::string write_plain_text(const DocumentText& document);
DocumentText read_plain_text(std::string_view text);

}  // namespace quern::serve
