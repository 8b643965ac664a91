// A document as lines of text with what is known of each: what every reader gives, and every writer is given.
// Lines   a paragraph, a bullet or a heading each, however the document had broken them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace quern::serve {

struct TextRun {
  std::string text;
  std::string url = {};  // where it leads; "" for plain text
};

struct TextLine {
  // What the document says the line is. `plain` says nothing: a heading may look like any other line.
  enum class Kind : std::uint8_t { plain, heading, bullet };
  Kind kind = Kind::plain;
  int level = 0;           // of a heading: 1 is the greatest
  bool has_gap = false;    // white space above it that sets it off from the line before
  bool is_detail = false;  // for writers: what stands under an entry's heading
  std::vector<TextRun> runs = {};

  std::string text() const;
  static TextLine plain(std::string text, bool has_gap = false);
};

using DocumentText = std::vector<TextLine>;

inline constexpr std::size_t max_document_lines = 20'000;

// A line that begins with a bullet, "•", "–", "*", "1." without it; the same text where there is none.
bool strip_bullet(std::string& text);

}  // namespace quern::serve
