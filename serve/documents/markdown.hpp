// A document as Markdown (CommonMark, what a resume needs of it), and back.
#pragma once

#include <string>
#include <string_view>

#include "serve/documents/document_text.hpp"

namespace quern::serve {

std::string write_markdown(const DocumentText& document);
DocumentText read_markdown(std::string_view text);

}  // namespace quern::serve
