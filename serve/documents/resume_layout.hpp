// How a resume is laid out, whatever it is written as: its lines in order, with headings in a language.
// Shape   the name; ways to reach the person; each section that has anything. An entry is its heading, one line under it
//         ("company | period"), then text, bullets, and lines with a label ("Skills: …"). What it writes the parser reads.
#pragma once

#include "core/api/resume.hpp"
#include "serve/documents/document_text.hpp"
#include "serve/documents/language.hpp"

namespace quern::serve {

DocumentText lay_out(const Resume& resume, Language language);

// The language most of it is written in.
Language language_of(const Resume& resume);

// "C++, SQL"; with semicolons where an item has a comma of its own.
std::string join_list(const std::vector<std::string>& items);
std::vector<std::string> split_list(std::string_view text);

}  // namespace quern::serve
