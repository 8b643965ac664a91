#include <pugixml.hpp>

#include <sstream>

#include "serve/documents/docx.hpp"
#include "serve/documents/zip_archive.hpp"

namespace quern::serve {
namespace {

using pugi::xml_document;
using pugi::xml_node;

constexpr const char* word_namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
constexpr const char* relation_namespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr const char* package_relations = "http://schemas.openxmlformats.org/package/2006/relationships";
constexpr const char* accent = "1F4E79";
constexpr const char* muted = "595959";

xml_node add(xml_node parent, const char* name) { return parent.append_child(name); }
xml_node add(xml_node parent, const char* name, const char* value) {
  auto node = parent.append_child(name);
  node.append_attribute("w:val") = value;
  return node;
}

xml_node root(xml_document& document, const char* name,
              std::initializer_list<std::pair<const char*, const char*>> spaces) {
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  declaration.append_attribute("standalone") = "yes";
  auto node = document.append_child(name);
  for (const auto& [key, value] : spaces) node.append_attribute(key) = value;
  return node;
}

std::string as_text(const xml_document& document) {
  std::ostringstream out;
  document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
  return out.str();
}

struct StyleLook {
  const char* id;
  const char* name;
  int half_points;
  bool is_bold;
  const char* color;
  int before, after;  // twentieths of a point
  int outline;        // -1: none
};

constexpr StyleLook looks[] = {
    {"Title", "Title", 44, true, "1A1A1A", 0, 40, -1},
    {"Heading1", "heading 1", 28, true, accent, 280, 80, 0},
    {"Heading2", "heading 2", 24, true, "1A1A1A", 160, 20, 1},
    {"ResumeDetail", "Resume Detail", 20, false, muted, 0, 60, -1},
    {"ListBullet", "List Bullet", 20, false, nullptr, 0, 40, -1},
};

void add_font(xml_node properties, int half_points, const char* language) {
  auto fonts = add(properties, "w:rFonts");
  for (const char* slot : {"w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"}) fonts.append_attribute(slot) = "Calibri";
  const auto size = std::to_string(half_points);
  add(properties, "w:sz", size.c_str());
  add(properties, "w:szCs", size.c_str());
  add(properties, "w:lang", language);
}

void add_spacing(xml_node properties, int before, int after) {
  auto spacing = add(properties, "w:spacing");
  spacing.append_attribute("w:before") = before;
  spacing.append_attribute("w:after") = after;
}

void add_style(xml_node styles, const StyleLook& look) {
  auto style = add(styles, "w:style");
  style.append_attribute("w:type") = "paragraph";
  style.append_attribute("w:styleId") = look.id;
  add(style, "w:name", look.name);
  add(style, "w:basedOn", "Normal");
  add(style, "w:next", "Normal");
  add(style, "w:qFormat");
  auto paragraph = add(style, "w:pPr");
  const std::string_view id = look.id;
  if (look.outline >= 0 || id == "Title") add(paragraph, "w:keepNext");
  if (id == "ListBullet") {
    auto numbering = add(paragraph, "w:numPr");
    add(numbering, "w:ilvl", "0");
    add(numbering, "w:numId", "1");
  }
  if (id == "Heading1") {
    auto line = add(add(paragraph, "w:pBdr"), "w:bottom", "single");
    line.append_attribute("w:sz") = "4";
    line.append_attribute("w:space") = "2";
    line.append_attribute("w:color") = "BFC8D2";
  }
  add_spacing(paragraph, look.before, look.after);
  if (id == "ListBullet") {
    auto indent = add(paragraph, "w:ind");
    indent.append_attribute("w:left") = "284";
    indent.append_attribute("w:hanging") = "284";
  }
  if (look.outline >= 0) add(paragraph, "w:outlineLvl", std::to_string(look.outline).c_str());
  auto run = add(style, "w:rPr");
  if (look.is_bold) add(run, "w:b");
  if (look.color) add(run, "w:color", look.color);
  add(run, "w:sz", std::to_string(look.half_points).c_str());
  add(run, "w:szCs", std::to_string(look.half_points).c_str());
}

std::string styles_part(Language language) {
  xml_document document;
  auto styles = root(document, "w:styles", {{"xmlns:w", word_namespace}});
  auto defaults = add(styles, "w:docDefaults");
  add_font(add(add(defaults, "w:rPrDefault"), "w:rPr"), 20, language == Language::russian ? "ru-RU" : "en-US");
  auto spacing = add(add(add(defaults, "w:pPrDefault"), "w:pPr"), "w:spacing");
  spacing.append_attribute("w:after") = "60";
  spacing.append_attribute("w:line") = "264";
  spacing.append_attribute("w:lineRule") = "auto";
  auto normal = add(styles, "w:style");
  normal.append_attribute("w:type") = "paragraph";
  normal.append_attribute("w:default") = "1";
  normal.append_attribute("w:styleId") = "Normal";
  add(normal, "w:name", "Normal");
  for (const auto& look : looks) add_style(styles, look);
  auto link = add(styles, "w:style");
  link.append_attribute("w:type") = "character";
  link.append_attribute("w:styleId") = "Hyperlink";
  add(link, "w:name", "Hyperlink");
  add(add(link, "w:rPr"), "w:color", accent);
  return as_text(document);
}

std::string numbering_part() {
  xml_document document;
  auto numbering = root(document, "w:numbering", {{"xmlns:w", word_namespace}});
  auto list = add(numbering, "w:abstractNum");
  list.append_attribute("w:abstractNumId") = "0";
  auto level = add(list, "w:lvl");
  level.append_attribute("w:ilvl") = "0";
  add(level, "w:start", "1");
  add(level, "w:numFmt", "bullet");
  add(level, "w:lvlText", "•");
  add(level, "w:lvlJc", "left");
  auto number = add(numbering, "w:num");
  number.append_attribute("w:numId") = "1";
  add(number, "w:abstractNumId", "0");
  return as_text(document);
}

const char* style_of(const TextLine& line) {
  if (line.kind == TextLine::Kind::bullet) return "ListBullet";
  if (line.kind == TextLine::Kind::heading)
    return line.level == 1 ? "Title" : line.level == 2 ? "Heading1" : "Heading2";
  return line.is_detail ? "ResumeDetail" : nullptr;
}

struct Relations {
  xml_document document;
  xml_node list = root(document, "Relationships", {{"xmlns", package_relations}});
  int count = 0;
  std::string add(const std::string& type, const std::string& target, bool is_external) {
    auto node = list.append_child("Relationship");
    auto id = "rId" + std::to_string(++count);
    node.append_attribute("Id") = id.c_str();
    node.append_attribute("Type") = type.c_str();
    node.append_attribute("Target") = target.c_str();
    if (is_external) node.append_attribute("TargetMode") = "External";
    return id;
  }
};

std::string office_type(const char* name) { return std::string{relation_namespace} + '/' + name; }

void add_run(xml_node parent, const TextRun& run, Relations& relations) {
  auto place = parent;
  if (!run.url.empty()) {
    place = add(parent, "w:hyperlink");
    place.append_attribute("r:id") = relations.add(office_type("hyperlink"), run.url, true).c_str();
  }
  auto node = add(place, "w:r");
  if (!run.url.empty()) add(add(node, "w:rPr"), "w:rStyle", "Hyperlink");
  auto text = add(node, "w:t");
  text.append_attribute("xml:space") = "preserve";
  text.text().set(run.text.c_str());
}

std::string document_part(const DocumentText& lines, Relations& relations) {
  xml_document document;
  auto node = root(document, "w:document", {{"xmlns:w", word_namespace}, {"xmlns:r", relation_namespace}});
  auto body = add(node, "w:body");
  for (const auto& line : lines) {
    auto paragraph = add(body, "w:p");
    if (const auto* style = style_of(line)) add(add(paragraph, "w:pPr"), "w:pStyle", style);
    for (const auto& run : line.runs) add_run(paragraph, run, relations);
  }
  auto section = add(body, "w:sectPr");
  auto size = add(section, "w:pgSz");
  size.append_attribute("w:w") = "11906";  // A4
  size.append_attribute("w:h") = "16838";
  auto margins = add(section, "w:pgMar");
  for (const char* side : {"w:top", "w:bottom"}) margins.append_attribute(side) = "964";
  for (const char* side : {"w:left", "w:right"}) margins.append_attribute(side) = "1077";
  return as_text(document);
}

std::string content_types_part() {
  xml_document document;
  auto types = root(document, "Types", {{"xmlns", "http://schemas.openxmlformats.org/package/2006/content-types"}});
  const auto by_extension = [&](const char* extension, const char* type) {
    auto node = types.append_child("Default");
    node.append_attribute("Extension") = extension;
    node.append_attribute("ContentType") = type;
  };
  const auto by_part = [&](const char* part, const std::string& type) {
    auto node = types.append_child("Override");
    node.append_attribute("PartName") = part;
    node.append_attribute("ContentType") = type.c_str();
  };
  by_extension("rels", "application/vnd.openxmlformats-package.relationships+xml");
  by_extension("xml", "application/xml");
  const std::string word = "application/vnd.openxmlformats-officedocument.wordprocessingml.";
  by_part("/word/document.xml", word + "document.main+xml");
  by_part("/word/styles.xml", word + "styles+xml");
  by_part("/word/numbering.xml", word + "numbering+xml");
  by_part("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml");
  return as_text(document);
}

std::string properties_part(const std::string& name, Language language) {
  xml_document document;
  auto node = root(document, "cp:coreProperties",
                   {{"xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"},
                    {"xmlns:dc", "http://purl.org/dc/elements/1.1/"}});
  node.append_child("dc:title").text().set(name.c_str());
  node.append_child("dc:creator").text().set(name.c_str());
  node.append_child("dc:language").text().set(language == Language::russian ? "ru-RU" : "en-US");
  return as_text(document);
}

}  // namespace

Result<std::string> write_docx(const DocumentText& document, Language language) {
  Relations relations;
  relations.add(office_type("styles"), "styles.xml", false);
  relations.add(office_type("numbering"), "numbering.xml", false);
  Relations package;
  package.add(office_type("officeDocument"), "word/document.xml", false);
  package.add("http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
              "docProps/core.xml", false);
  const auto body = document_part(document, relations);
  const auto name = document.empty() ? std::string{} : document.front().text();
  return write_zip({{"[Content_Types].xml", content_types_part()},
                    {"_rels/.rels", as_text(package.document)},
                    {"word/document.xml", body},
                    {"word/_rels/document.xml.rels", as_text(relations.document)},
                    {"word/styles.xml", styles_part(language)},
                    {"word/numbering.xml", numbering_part()},
                    {"docProps/core.xml", properties_part(name, language)}});
}

}  // namespace quern::serve
