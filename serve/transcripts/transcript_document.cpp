#include "serve/transcripts/transcript_document.hpp"

#include "serve/documents/docx.hpp"
#include "serve/transcripts/text_encoding.hpp"
#include "serve/transcripts/transcript_reader.hpp"
#include "serve/transcripts/transcript_writer.hpp"

namespace quern::serve {

// As if it had been written as text: a paragraph of the document is a paragraph.
Result<InterviewResult> read_docx_transcript(std::string_view bytes) {
  const auto document = read_docx(bytes);
  if (!document) return fail(document.error());
  std::string text;
  for (const auto& line : *document) {
    if (line.kind == TextLine::Kind::heading) text += "# ";
    text += line.text() + "\n\n";
  }
  return read_transcript(to_utf8(text));
}

Result<std::string> format_docx_transcript(const std::string& title, const InterviewResult& result) {
  DocumentText document{{.kind = TextLine::Kind::heading, .level = 1, .runs = {{.text = title}}}};
  for (const auto& paragraph : result.transcript) {
    auto text = format_text_transcript({paragraph});
    while (text.ends_with('\n')) text.pop_back();
    document.push_back(TextLine::plain(std::move(text), true));
  }
  const bool is_russian = !result.languages.empty() && result.languages.front() == "ru";
  return write_docx(document, is_russian ? Language::russian : Language::english);
}

}  // namespace quern::serve
