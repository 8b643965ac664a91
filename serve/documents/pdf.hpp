// PDF: written with a real text layer by Pango and Cairo, read from what `pdftotext -bbox-layout` says of it.
// Errors  reading: validation, for text that is none of pdftotext's; a PDF without any text gives no lines.
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.hpp"
#include "serve/documents/document_text.hpp"
#include "serve/documents/language.hpp"

namespace quern::serve {

// A4 pages. The same document gives the same pages.
Result<std::string> write_pdf(const DocumentText& document, Language language);

// XHTML of words and where they stand: lines that a page broke are put together again, sizes tell headings.
Result<DocumentText> read_pdf_boxes(std::string xhtml);

}  // namespace quern::serve
