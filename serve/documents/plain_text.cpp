#include "serve/documents/plain_text.hpp"

#include <utility>

#include "serve/documents/letter_case.hpp"

namespace quern::serve {
namespace {

bool is_indented(std::string_view line) { return line.starts_with("  ") || line.starts_with('\t'); }

}  // namespace

std::string write_plain_text(const DocumentText& document) {
  std::string out;
  bool is_in_entry = false;
  for (const auto& line : document) {
    const bool is_heading = line.kind == TextLine::Kind::heading;
    if (is_heading) is_in_entry = line.level == 3;
    if (is_heading && !out.empty()) out += '\n';
    const bool is_bullet = line.kind == TextLine::Kind::bullet;
    if (is_in_entry && !is_heading && !line.is_detail) out += "  ";
    if (is_bullet) out += "• ";
    out += line.text();
    out += '\n';
    // The first entry of a section is set off from its heading too.
  }
  return out;
}

DocumentText read_plain_text(std::string_view text) {
  DocumentText document;
  bool has_gap = true;
  while (!text.empty() && document.size() < max_document_lines) {
    const auto end = text.find('\n');
    const auto raw = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    auto clean = clean_line(raw);
    if (clean.empty()) {
      has_gap = true;
      continue;
    }
    TextLine line;
    line.is_detail = is_indented(raw);
    if (strip_bullet(clean)) line.kind = TextLine::Kind::bullet;
    line.has_gap = std::exchange(has_gap, false);
    line.runs = {{.text = std::move(clean)}};
    document.push_back(std::move(line));
  }
  return document;
}

}  // namespace quern::serve
