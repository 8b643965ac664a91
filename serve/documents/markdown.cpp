#include "serve/documents/markdown.hpp"

#include <algorithm>

#include "serve/documents/letter_case.hpp"

namespace quern::serve {
namespace {

constexpr std::string_view special = "\\`*_[]<>";

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// What would make a paragraph's first characters something else.
std::string escape_start(std::string text) {
  if (text.empty()) return text;
  const auto digits = text.find_first_not_of("0123456789");
  const bool is_number = digits != 0 && digits != std::string::npos && (text[digits] == '.' || text[digits] == ')');
  if (is_number) return text.insert(digits, 1, '\\');
  if (std::string_view{"#-+=~|"}.find(text[0]) != std::string_view::npos) return '\\' + text;
  for (const std::string_view bullet : {"•", "–", "—", "·"}) {
    if (text.starts_with(bullet)) return text;
  }
  return text;
}

std::string write_runs(const TextLine& line) {
  std::string out;
  for (const auto& run : line.runs) {
    const bool is_plain_link = run.url == run.text || run.url == "mailto:" + run.text;
    if (run.url.empty()) {
      out += escape(run.text);
    } else if (is_plain_link && run.text.find_first_of("<> ") == std::string::npos) {
      out += '<' + run.text + '>';
    } else {
      out += '[' + escape(run.text) + "](" + run.url + ')';
    }
  }
  return out;
}

bool is_punctuation(char c) {
  return static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 0x7F && !is_digit(c) &&
         !((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

// "[GitHub](https://…)" from its bracket on: as "GitHub: https://…"; how many characters it took, 0 where it is none.
std::size_t read_link(std::string_view text, std::string& out) {
  const auto close = text.find("](");
  const auto end = close == std::string_view::npos ? close : text.find(')', close);
  if (end == std::string_view::npos || text.find('\n') < end) return 0;
  const auto name = text.substr(1, close - 1);
  auto url = text.substr(close + 2, end - close - 2);
  if (url.starts_with("mailto:")) url.remove_prefix(7);
  out += name == url ? std::string{url} : std::string{name} + ": " + std::string{url};
  return end + 1;
}

std::string read_inline(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size() && is_punctuation(text[i + 1])) {
      out += text[++i];
    } else if (c == '<') {
      const auto end = text.find('>', i);
      const auto inside = end == std::string_view::npos ? std::string_view{} : text.substr(i + 1, end - i - 1);
      const bool is_link = inside.find(' ') == std::string_view::npos &&
                           (inside.find(':') != std::string_view::npos || inside.find('@') != std::string_view::npos);
      if (is_link) out += inside;
      if (is_link) i = end;
      if (!is_link) out += c;
    } else if (c == '[') {
      const auto taken = read_link(text.substr(i), out);
      if (taken > 0) i += taken - 1;
      if (taken == 0) out += c;
    } else if (c == '*' || c == '`') {
      continue;  // emphasis and code
    } else if (c == '_' && text.substr(i).starts_with("__")) {
      ++i;
    } else {
      out += c;
    }
  }
  return clean_line(out);
}

int heading_level(std::string_view line) {
  const auto marks = line.find_first_not_of('#');
  if (marks == 0 || marks > 6 || marks == std::string_view::npos || line[marks] != ' ') return 0;
  return static_cast<int>(marks);
}

std::size_t bullet_size(std::string_view line) {
  if (line.starts_with("- ") || line.starts_with("* ") || line.starts_with("+ ")) return 2;
  const auto digits = line.find_first_not_of("0123456789");
  const bool is_number =
      digits > 0 && digits != std::string_view::npos && digits < 4 && line.substr(digits).starts_with(". ");
  return is_number ? digits + 2 : 0;
}

}  // namespace

std::string write_markdown(const DocumentText& document) {
  std::string out;
  bool was_bullet = false;
  for (const auto& line : document) {
    const bool is_bullet = line.kind == TextLine::Kind::bullet;
    if (!out.empty() && !(is_bullet && was_bullet)) out += '\n';
    if (line.kind == TextLine::Kind::heading) {
      out += std::string(static_cast<std::size_t>(std::clamp(line.level, 1, 6)), '#') + ' ' + write_runs(line);
    } else {
      out += (is_bullet ? "- " : "") + escape_start(write_runs(line));
    }
    out += '\n';
    was_bullet = is_bullet;
  }
  return out;
}

DocumentText read_markdown(std::string_view text) {
  DocumentText document;
  bool is_open = false;  // a paragraph or bullet that goes on in the next line
  std::string raw;
  const auto close = [&] {
    if (is_open) document.back().runs = {{.text = read_inline(raw)}};
    is_open = false;
  };
  while (!text.empty() && document.size() < max_document_lines) {
    const auto end = text.find('\n');
    const auto line = trim_spaces(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const auto bullet = bullet_size(line);
    if (line.empty()) {
      close();
    } else if (const auto level = heading_level(line); level > 0) {
      close();
      document.push_back({.kind = TextLine::Kind::heading,
                          .level = level,
                          .has_gap = true,
                          .runs = {{.text = read_inline(line.substr(static_cast<std::size_t>(level)))}}});
    } else if (bullet > 0 || !is_open) {
      close();
      document.push_back({.kind = bullet > 0 ? TextLine::Kind::bullet : TextLine::Kind::plain});
      raw = line.substr(bullet);
      is_open = true;
    } else {
      raw += ' ';
      raw += line;
    }
  }
  close();
  return document;
}

}  // namespace quern::serve
