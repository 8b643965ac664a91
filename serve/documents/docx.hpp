// DOCX: WordprocessingML in a ZIP archive, by pugixml and libzip.
// Errors  reading: validation, for what is no DOCX, is damaged, encrypted, or too large unpacked. Entities of a DTD are
//         not expanded, and nothing outside the file is looked at.
// Source  ECMA-376, part 1.
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.hpp"
#include "serve/documents/document_text.hpp"
#include "serve/documents/language.hpp"

namespace quern::serve {

Result<std::string> write_docx(const DocumentText& document, Language language);
Result<DocumentText> read_docx(std::string_view bytes);

}  // namespace quern::serve
