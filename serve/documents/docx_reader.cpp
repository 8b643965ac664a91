#include <pugixml.hpp>

#include <cstring>
#include <map>

#include "serve/documents/docx.hpp"
#include "serve/documents/letter_case.hpp"
#include "serve/documents/zip_archive.hpp"

namespace quern::serve {
namespace {

using pugi::xml_document;
using pugi::xml_node;

constexpr int max_depth = 100;
constexpr std::size_t max_text = std::size_t{4} << 20;

Error wrong(std::string message) {
  return {.kind = ErrorKind::validation, .status = 422, .code = "validation", .message = std::move(message)};
}

// Names without their prefix: a writer may choose any for the same namespace.
std::string_view local_name(const char* name) {
  const auto* colon = std::strchr(name, ':');
  return colon ? colon + 1 : name;
}
bool is(const xml_node& node, std::string_view name) { return local_name(node.name()) == name; }

xml_node child(const xml_node& node, std::string_view name) {
  for (const auto& each : node.children()) {
    if (is(each, name)) return each;
  }
  return {};
}

std::string_view attribute(const xml_node& node, std::string_view name) {
  for (const auto& each : node.attributes()) {
    if (local_name(each.name()) == name) return each.value();
  }
  return {};
}

Result<void> parse(xml_document& document, std::string& text) {
  // Neither DTDs nor their entities are looked at; the text is parsed where it lies.
  const auto flags = (pugi::parse_default | pugi::parse_ws_pcdata) & ~static_cast<unsigned>(pugi::parse_doctype);
  if (!document.load_buffer_inplace(text.data(), text.size(), flags, pugi::encoding_utf8)) {
    return fail(wrong("the file is damaged"));
  }
  return {};
}

struct Style {
  int level = 0;  // of a heading
  bool is_list = false;
};

int heading_level(std::string_view name) {
  const auto small = to_small_letters(name);
  if (small == "title" || small == "название") return 1;
  for (const std::string_view word : {"heading ", "заголовок "}) {
    if (small.starts_with(word) && small.size() == word.size() + 1 && is_digit(small.back()))
      return small.back() - '0' + 1;
  }
  return 0;
}

std::map<std::string, Style, std::less<>> read_styles(ZipReader& zip) {
  std::map<std::string, Style, std::less<>> styles;
  if (!zip.has("word/styles.xml")) return styles;
  auto text = zip.read("word/styles.xml", std::size_t{4} << 20);
  xml_document document;
  if (!text || !parse(document, *text)) return styles;
  for (const auto& node : document.document_element().children()) {
    if (!is(node, "style") || styles.size() > 2'000) continue;
    Style style{.level = heading_level(attribute(child(node, "name"), "val"))};
    style.is_list = child(child(node, "pPr"), "numPr") ||
                    to_small_letters(attribute(child(node, "name"), "val")).starts_with("list bullet");
    styles.emplace(std::string{attribute(node, "styleId")}, style);
  }
  return styles;
}

struct Relation {
  std::string type, target;
};

std::map<std::string, Relation, std::less<>> read_relations(ZipReader& zip) {
  std::map<std::string, Relation, std::less<>> relations;
  if (!zip.has("word/_rels/document.xml.rels")) return relations;
  auto text = zip.read("word/_rels/document.xml.rels", std::size_t{1} << 20);
  xml_document document;
  if (!text || !parse(document, *text)) return relations;
  for (const auto& node : document.document_element().children()) {
    if (relations.size() > 2'000) break;
    const auto type = attribute(node, "Type");
    relations.emplace(std::string{attribute(node, "Id")},
                      Relation{.type = std::string{type.substr(type.rfind('/') + 1)},
                               .target = std::string{attribute(node, "Target")}});
  }
  return relations;
}

class Reader {
 public:
  Reader(const std::map<std::string, Style, std::less<>>& styles,
         const std::map<std::string, Relation, std::less<>>& relations)
      : styles_(styles),
        relations_(relations) {}

  void read_blocks(const xml_node& parent, int depth) {
    if (depth > max_depth) return;
    for (const auto& node : parent.children()) {
      if (is(node, "p")) {
        read_paragraph(node, depth);
      } else if (is(node, "tbl")) {
        read_table(node, depth + 1);
      } else if (!is(node, "Fallback") && !is(node, "sectPr")) {
        read_blocks(node, depth + 1);
      }
      if (lines_.size() > max_document_lines || size_ > max_text) return;
    }
  }
  DocumentText take() { return std::move(lines_); }

 private:
  void read_paragraph(const xml_node& node, int depth) {
    std::string text;
    std::vector<xml_node> boxes;
    read_runs(node, text, boxes, depth + 1);
    const auto properties = child(node, "pPr");
    const auto style_id = attribute(child(properties, "pStyle"), "val");
    const auto style = styles_.find(style_id);
    TextLine line;
    if (style != styles_.end() && style->second.level > 0) {
      line.kind = TextLine::Kind::heading;
      line.level = style->second.level;
    } else if (child(properties, "numPr") || (style != styles_.end() && style->second.is_list)) {
      line.kind = TextLine::Kind::bullet;
    }
    line.is_detail = style_id == "ResumeDetail";
    for (auto& part : split_lines(text)) add(line, std::move(part));
    for (const auto& box : boxes) read_blocks(box, depth + 1);
  }

  void add(TextLine line, std::string text) {
    if (text.empty()) {
      has_gap_ = true;
      return;
    }
    size_ += text.size();
    if (line.kind == TextLine::Kind::plain && strip_bullet(text)) line.kind = TextLine::Kind::bullet;
    line.has_gap = std::exchange(has_gap_, false) || line.kind == TextLine::Kind::heading;
    line.runs = {{.text = std::move(text)}};
    lines_.push_back(std::move(line));
  }

  void read_runs(const xml_node& parent, std::string& text, std::vector<xml_node>& boxes, int depth) {
    if (depth > max_depth || text.size() > max_text) return;
    for (const auto& node : parent.children()) {
      if (is(node, "t")) {
        text += node.text().get();
      } else if (is(node, "tab") && !is(parent, "tabs")) {
        if (!trim_spaces(text).empty()) text += " | ";
      } else if (is(node, "br") || is(node, "cr")) {
        text += '\n';
      } else if (is(node, "noBreakHyphen")) {
        text += '-';
      } else if (is(node, "hyperlink")) {
        read_link(node, text, boxes, depth + 1);
      } else if (is(node, "txbxContent")) {
        boxes.push_back(node);
      } else if (!is(node, "Fallback") && !is(node, "pPr") && !is(node, "rPr") && !is(node, "del")) {
        read_runs(node, text, boxes, depth + 1);
      }
    }
  }

  // A link whose text does not show where it leads says so: "GitHub: https://…".
  void read_link(const xml_node& node, std::string& text, std::vector<xml_node>& boxes, int depth) {
    std::string shown;
    read_runs(node, shown, boxes, depth);
    text += shown;
    const auto relation = relations_.find(attribute(node, "id"));
    if (relation == relations_.end() || relation->second.type != "hyperlink") return;
    const auto& target = relation->second.target;
    const auto bare = [](std::string_view url) {
      for (const std::string_view prefix : {"mailto:", "https://", "http://"}) {
        if (url.starts_with(prefix)) url.remove_prefix(prefix.size());
      }
      if (url.ends_with('/')) url.remove_suffix(1);
      return to_small_letters(trim_spaces(url));
    };
    const bool is_said = bare(shown) == bare(target) || target.size() > 400;
    const bool is_web = target.starts_with("http://") || target.starts_with("https://");
    if (!is_said && is_web) text += ": " + target + (trim_spaces(text).empty() ? "" : " | ");
  }

  // A row of short cells is a line, "Mill | Engineer | 2019"; a cell of more is read as it is.
  void read_table(const xml_node& table, int depth) {
    if (depth > max_depth) return;
    for (const auto& row : table.children()) {
      if (!is(row, "tr")) continue;
      std::vector<DocumentText> cells;
      for (const auto& cell : row.children()) {
        if (!is(cell, "tc")) continue;
        Reader inner{styles_, relations_};
        inner.read_blocks(cell, depth + 1);
        if (auto lines = inner.take(); !lines.empty()) cells.push_back(std::move(lines));
        if (cells.size() > 100) return;
      }
      add_row(std::move(cells));
      if (lines_.size() > max_document_lines) return;
    }
  }

  void add_row(std::vector<DocumentText> cells) {
    bool is_short = true;
    for (const auto& cell : cells) {
      is_short = is_short && cell.size() == 1 && cell.front().kind == TextLine::Kind::plain &&
                 cell.front().text().size() < 120;
    }
    has_gap_ = true;
    if (is_short && cells.size() > 1) {
      std::string joined;
      for (const auto& cell : cells) joined += (joined.empty() ? "" : " | ") + cell.front().text();
      return add({}, std::move(joined));
    }
    for (auto& cell : cells) {
      for (auto& line : cell) {
        line.has_gap = line.has_gap || std::exchange(has_gap_, false);
        size_ += line.text().size();
        lines_.push_back(std::move(line));
      }
    }
  }

  const std::map<std::string, Style, std::less<>>& styles_;
  const std::map<std::string, Relation, std::less<>>& relations_;
  DocumentText lines_;
  std::size_t size_ = 0;
  bool has_gap_ = true;
};

}  // namespace

Result<DocumentText> read_docx(std::string_view bytes) {
  auto zip = ZipReader::open(bytes);
  if (!zip) return fail(zip.error());
  if (!(*zip)->has("word/document.xml"))
    return fail(Error{
        .kind = ErrorKind::validation, .status = 415, .code = "wrong_type", .message = "the file is no Word document"});
  const auto styles = read_styles(**zip);
  const auto relations = read_relations(**zip);
  Reader reader{styles, relations};
  // Contacts often stand in the page's header.
  int headers = 0;
  for (const auto& [id, relation] : relations) {
    if (relation.type != "header" || relation.target.find("..") != std::string::npos || ++headers > 3) continue;
    auto text = (*zip)->read("word/" + relation.target, std::size_t{1} << 20);
    xml_document header;
    if (text && parse(header, *text)) reader.read_blocks(header.document_element(), 0);
  }
  auto text = (*zip)->read("word/document.xml");
  if (!text) return fail(text.error());
  xml_document document;
  if (auto parsed = parse(document, *text); !parsed) return fail(parsed.error());
  reader.read_blocks(document.document_element(), 0);
  return reader.take();
}

}  // namespace quern::serve
