#include <pugixml.hpp>

#include <algorithm>
#include <cmath>
#include <map>

#include "serve/documents/letter_case.hpp"
#include "serve/documents/pdf.hpp"
#include "serve/documents/resume_dates.hpp"

namespace quern::serve {
namespace {

struct Box {
  double left = 0, top = 0, right = 0, bottom = 0;
  double height() const { return bottom - top; }
};

struct PageLine {
  Box box;
  std::string text;
  double first_word = 0;  // its width
  double text_left = 0;   // where the text begins behind a bullet
  std::size_t words = 0;
  std::size_t page = 0;
  std::size_t block = 0;
  double page_height = 0;
};

Box read_box(const pugi::xml_node& node) {
  return {.left = node.attribute("xMin").as_double(),
          .top = node.attribute("yMin").as_double(),
          .right = node.attribute("xMax").as_double(),
          .bottom = node.attribute("yMax").as_double()};
}

PageLine read_line(const pugi::xml_node& node) {
  PageLine line{.box = read_box(node)};
  for (const auto& word : node.children("word")) {
    const auto text = clean_line(word.text().get());
    if (text.empty()) continue;
    const auto box = read_box(word);
    if (line.words == 0) {
      line.text_left = box.left;
      line.first_word = box.right - box.left;
    }
    std::string alone = line.text + ' ';
    const bool was_bullet = line.words == 1 && strip_bullet(alone) && alone.empty();
    if (was_bullet) line.text_left = box.left;
    line.text += (line.text.empty() ? "" : " ") + text;
    ++line.words;
  }
  return line;
}

// "2", "2 / 3", "Page 2 of 3" at a page's foot.
bool is_page_number(const PageLine& line) {
  if (line.box.top < line.page_height * 0.92 || line.text.size() > 24) return false;
  auto text = to_small_letters(line.text);
  for (const std::string_view word : {"page", "страница", "стр.", "of", "из", "/", "-", "–", "—"}) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word)) text.erase(at, word.size());
  }
  return text.find_first_not_of("0123456789 ") == std::string::npos;
}

bool is_bullet_line(std::string text) { return strip_bullet(text); }

// "high-" of "high-throughput": a line may end behind a hyphen.
bool ends_in_word(std::string_view text) {
  return text.size() > 2 && text.ends_with('-') && text[text.size() - 2] != ' ' && text[text.size() - 2] != '-';
}

bool is_beside(const PageLine& line, const PageLine& other) {
  if (line.page != other.page) return false;
  const auto middle = (other.box.top + other.box.bottom) / 2;
  return middle > line.box.top && middle < line.box.bottom && other.box.left > line.box.right;
}

bool is_dates(const PageLine& line) { return line.text.size() < 80 && parse_period(line.text).has_value(); }

// Where a second column begins: nothing below the page's head crosses it, and there is more in it than dates. 0: nowhere.
double find_second_column(const std::vector<PageLine>& lines) {
  double found = 0;
  std::size_t most = 0;
  for (const auto& candidate : lines) {
    const auto edge = candidate.box.left;
    std::size_t left = 0;
    std::size_t right = 0;
    double top = candidate.page_height;
    for (const auto& line : lines) {
      if (line.box.left > edge - 1) {
        if (!is_dates(line)) ++right;
        top = std::min(top, line.box.top);
      } else if (line.box.right < edge - 6) {
        ++left;
      }
    }
    const bool is_crossed = std::ranges::any_of(lines, [&](const PageLine& line) {
      return line.box.left < edge - 1 && line.box.right > edge - 6 && line.box.bottom > top;
    });
    if (is_crossed || left < 3 || right < 4 || std::min(left, right) <= most) continue;
    most = std::min(left, right);
    found = edge;
  }
  return found;
}

// The head, then one column after the other, as people read them.
void order_columns(std::vector<PageLine>& lines) {
  if (lines.size() > 500) return;  // no page of a resume: the search takes time
  const auto edge = find_second_column(lines);
  if (edge <= 0) return;
  const auto column = [edge](const PageLine& line) {
    return line.box.left > edge - 1 ? 2 : line.box.right < edge - 6 ? 1 : 0;
  };
  std::ranges::stable_sort(lines, [&](const PageLine& a, const PageLine& b) {
    if (column(a) != column(b)) return column(a) < column(b);
    return a.box.top < b.box.top;
  });
}

// Dates at the right margin belong to what stands on their left; a row of cells is one line.
void join_rows(std::vector<PageLine>& lines) {
  std::vector<bool> taken(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool is_next_beside = i > 0 && !taken[i] && is_beside(lines[i - 1], lines[i]) &&
                                lines[i].box.left - lines[i - 1].box.right < 3 * lines[i].box.height();
    const bool has_dates = is_dates(lines[i]);
    const auto first = i > 200 ? i - 200 : 0;
    if (!has_dates && !is_next_beside) continue;
    auto best = i;  // the nearest on its left
    for (std::size_t j = has_dates ? first : i - 1; j < i; ++j) {
      if (taken[j] || !is_beside(lines[j], lines[i])) continue;
      if (best == i || lines[j].box.right > lines[best].box.right) best = j;
    }
    if (best == i) continue;
    lines[best].text += " | " + lines[i].text;
    lines[best].box.right = lines[i].box.right;
    taken[i] = true;
  }
  std::size_t at = 0;
  std::erase_if(lines, [&](const PageLine&) { return taken[at++]; });
}

// The size of most of the text; of a short document its smallest, since there headings may be most of it.
double body_size(const std::vector<PageLine>& lines) {
  std::map<double, std::size_t> sizes;
  std::size_t all = 0;
  for (const auto& line : lines) {
    const auto count = count_letters(line.text) + 1;
    sizes[std::round(line.box.height() * 4) / 4] += count;
    all += count;
  }
  const auto least = all < 600 ? all / 20 : all / 5;
  for (const auto& [size, count] : sizes) {
    if (count > least) return size;
  }
  return sizes.empty() ? 10 : sizes.begin()->first;
}

class Paragraphs {
 public:
  explicit Paragraphs(std::vector<PageLine> lines) : lines_(std::move(lines)), body_(body_size(lines_)) {
    for (const auto& line : lines_) {
      auto& edge = edges_[line.page];
      edge = std::max(edge, line.box.right);
      widest_ = std::max(widest_, line.box.right);
      if (is_large(line)) sizes_.push_back(line.box.height());
    }
    std::ranges::sort(sizes_, std::greater{});
    const auto [first, last] = std::ranges::unique(sizes_, [](double a, double b) { return b > a * 0.955; });
    sizes_.erase(first, last);
  }

  DocumentText take() {
    DocumentText document;
    for (std::size_t i = 0; i < lines_.size() && document.size() < max_document_lines; ++i) {
      if (i > 0 && goes_on(lines_[i - 1], lines_[i], document.back().kind)) {
        auto& text = document.back().runs.front().text;
        text += (is_broken_word(lines_[i - 1]) || ends_in_word(lines_[i - 1].text) ? "" : " ") + lines_[i].text;
        continue;
      }
      document.push_back(begin(i));
    }
    return document;
  }

 private:
  bool is_large(const PageLine& line) const { return line.box.height() > body_ * 1.09; }

  int level_of(const PageLine& line) const {
    for (std::size_t i = 0; i < sizes_.size(); ++i) {
      if (line.box.height() > sizes_[i] * 0.955) return static_cast<int>(i) + 1;
    }
    return static_cast<int>(sizes_.size());
  }

  TextLine begin(std::size_t i) const {
    auto text = lines_[i].text;
    TextLine line;
    if (is_large(lines_[i])) {
      line.kind = TextLine::Kind::heading;
      line.level = level_of(lines_[i]);
    } else if (strip_bullet(text)) {
      line.kind = TextLine::Kind::bullet;
    }
    line.has_gap = i == 0 || lines_[i].page != lines_[i - 1].page || gap(lines_[i - 1], lines_[i]) > body_ * 0.9;
    line.runs = {{.text = std::move(text)}};
    return line;
  }

  static double gap(const PageLine& above, const PageLine& below) { return below.box.top - above.box.bottom; }

  // Was the paragraph only broken here, because the next word had no room?
  bool goes_on(const PageLine& above, const PageLine& below, TextLine::Kind kind) const {
    if (is_bullet_line(below.text)) return false;
    const auto size = above.box.height();
    if (std::abs(size - below.box.height()) > size * 0.06) return false;
    const bool is_same_page = above.page == below.page;
    if (is_same_page && (gap(above, below) > size * 0.32 || below.box.top < above.box.top)) return false;
    if (!is_same_page && kind == TextLine::Kind::heading) return false;
    const auto left = kind == TextLine::Kind::bullet ? above.text_left : above.box.left;
    const bool is_aligned = std::abs(below.box.left - left) < size || std::abs(below.box.left - above.box.left) < 2;
    if (!is_aligned) return false;
    const auto space = size * 0.2;
    return above.box.right + space + below.first_word > edge_of(above) - 0.5;
  }

  double edge_of(const PageLine& line) const {
    const auto found = edges_.find(line.page);
    // A page with little on it has no edge of its own.
    return found == edges_.end() ? widest_ : std::max(found->second, lines_.size() > 4 ? found->second : widest_);
  }

  // A word longer than a line was cut in two.
  bool is_broken_word(const PageLine& above) const {
    const bool is_one_word = above.words == 1 || (above.words == 2 && is_bullet_line(above.text));
    return is_one_word && above.box.right > widest_ - above.box.height();
  }

  std::vector<PageLine> lines_;
  double body_;
  double widest_ = 0;
  std::map<std::size_t, double> edges_;
  std::vector<double> sizes_;  // of headings, the greatest first
};

}  // namespace

Result<DocumentText> read_pdf_boxes(std::string xhtml) {
  pugi::xml_document document;
  const auto flags = (pugi::parse_default | pugi::parse_ws_pcdata) & ~static_cast<unsigned>(pugi::parse_doctype);
  // pdftotext writes the document's title as it is: what is no XML in it is cut away with the head.
  const auto body = xhtml.find("<doc>");
  const auto end = xhtml.rfind("</doc>");
  if (body == std::string::npos || end == std::string::npos || end < body) {
    return fail(
        Error{.kind = ErrorKind::validation, .status = 422, .code = "validation", .message = "the file is damaged"});
  }
  xhtml = xhtml.substr(body, end + 6 - body);
  if (!document.load_buffer_inplace(xhtml.data(), xhtml.size(), flags, pugi::encoding_utf8)) {
    return fail(
        Error{.kind = ErrorKind::validation, .status = 422, .code = "validation", .message = "the file is damaged"});
  }
  std::vector<PageLine> lines;
  std::size_t page_number = 0;
  std::size_t block_number = 0;
  for (const auto& page : document.child("doc").children("page")) {
    ++page_number;
    std::vector<PageLine> own;
    for (const auto& flow : page.children("flow")) {
      for (const auto& block : flow.children("block")) {
        ++block_number;
        for (const auto& node : block.children("line")) {
          auto line = read_line(node);
          line.page = page_number;
          line.block = block_number;
          line.page_height = page.attribute("height").as_double();
          if (!line.text.empty() && !is_page_number(line)) own.push_back(std::move(line));
        }
      }
    }
    order_columns(own);
    join_rows(own);
    for (auto& line : own) lines.push_back(std::move(line));
    if (lines.size() > max_document_lines) break;
  }
  if (lines.empty()) return DocumentText{};
  return Paragraphs{std::move(lines)}.take();
}

}  // namespace quern::serve
