// Any bytes as a DOCX, and as the parts inside one: refused, or lines of text that a resume is made of.
#include <cstdint>
#include <cstdlib>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/documents/docx.hpp"
#include "serve/documents/resume_parser.hpp"
#include "serve/documents/zip_archive.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quern;
  using namespace quern::serve;
  if (size == 0) return 0;
  std::string bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
  if (data[0] % 4 != 0) {  // the XML itself, packed as it should be
    const auto cut = bytes.find('\0');
    const auto first = bytes.substr(0, cut);
    const auto second = cut == std::string::npos ? std::string{} : bytes.substr(cut + 1);
    const bool is_style = data[0] % 4 == 1;
    auto packed = write_zip(
        {{"word/document.xml", first}, {is_style ? "word/styles.xml" : "word/_rels/document.xml.rels", second}});
    if (!packed) std::abort();
    bytes = *std::move(packed);
  }
  const auto document = read_docx(bytes);
  if (!document) return 0;
  const auto resume = parse_resume(*document);
  if (!decode_all<Resume>(encode(resume))) std::abort();
  return 0;
}
