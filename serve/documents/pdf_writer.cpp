#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <array>
#include <memory>

#include "serve/documents/pdf.hpp"

namespace quern::serve {
namespace {

// Points. The sizes differ enough for a reader of pages to tell a heading from text.
constexpr double page_width = 595.28;
constexpr double page_height = 841.89;
constexpr double margin_x = 54;
constexpr double margin_y = 50;
constexpr double bullet_indent = 13;
constexpr double text_width = page_width - 2 * margin_x;
constexpr std::size_t longest_whole_word = 70;  // bytes
constexpr double bottom = page_height - margin_y;

struct Color {
  double red, green, blue;
};
constexpr Color ink{0.11, 0.12, 0.14};
constexpr Color muted{0.36, 0.38, 0.42};
constexpr Color accent{0.12, 0.31, 0.47};
constexpr Color rule{0.75, 0.79, 0.83};

struct Look {
  double size;
  bool is_bold;
  Color color;
  double before, after;
};
constexpr Look name_look{.size = 22, .is_bold = true, .color = ink, .before = 0, .after = 4};
constexpr Look section_look{.size = 13.5, .is_bold = true, .color = accent, .before = 17, .after = 9};
constexpr Look entry_look{.size = 11.2, .is_bold = true, .color = ink, .before = 11, .after = 2.5};
constexpr Look detail_look{.size = 9.5, .is_bold = false, .color = muted, .before = 0, .after = 5.5};
constexpr Look text_look{.size = 9.5, .is_bold = false, .color = ink, .before = 0, .after = 5};

const Look& look_of(const TextLine& line) {
  if (line.kind == TextLine::Kind::heading) {
    return line.level == 1 ? name_look : line.level == 2 ? section_look : entry_look;
  }
  return line.is_detail ? detail_look : text_look;
}

const char* tag_of(const TextLine& line) {
  if (line.kind != TextLine::Kind::heading) return "P";
  return line.level == 1 ? "H1" : line.level == 2 ? "H2" : "H3";
}

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using Surface = std::unique_ptr<cairo_surface_t, Release<&cairo_surface_destroy>>;
using Context = std::unique_ptr<cairo_t, Release<&cairo_destroy>>;
using Paragraph = std::unique_ptr<PangoLayout, Release<&g_object_unref>>;
using Font = std::unique_ptr<PangoFontDescription, Release<&pango_font_description_free>>;
using Attributes = std::unique_ptr<PangoAttrList, Release<&pango_attr_list_unref>>;

void set_color(cairo_t* cairo, const Color& color) { cairo_set_source_rgb(cairo, color.red, color.green, color.blue); }

double to_points(int pango_units) { return static_cast<double>(pango_units) / PANGO_SCALE; }

cairo_status_t append_bytes(void* out, const unsigned char* bytes, unsigned int size) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), size);
  return CAIRO_STATUS_SUCCESS;
}

class Pages {
 public:
  Pages(cairo_t* cairo, Language language) : cairo_(cairo), language_(language) {}

  void write(const DocumentText& document) {
    for (std::size_t i = 0; i < document.size(); ++i) {
      const auto& line = document[i];
      auto paragraph = lay_out(line);
      const auto& look = look_of(line);
      if (y_ > margin_y) y_ += look.before;
      // A heading stays with what it is the heading of.
      auto needed = height_of(paragraph.get());
      for (auto next = i; document[next].kind == TextLine::Kind::heading && next + 1 < document.size() && next < i + 3;
           ++next) {
        needed += look_of(document[next]).after + look_of(document[next + 1]).before + line_height(document[next + 1]);
      }
      if (line.kind == TextLine::Kind::heading && y_ + needed > bottom) new_page();
      draw(line, paragraph.get());
      if (line.kind == TextLine::Kind::heading && line.level == 2) draw_rule();
      y_ += look.after;
    }
  }

 private:
  Paragraph lay_out(const TextLine& line) const {
    const auto& look = look_of(line);
    Paragraph paragraph{pango_cairo_create_layout(cairo_)};
    pango_context_set_language(pango_layout_get_context(paragraph.get()),
                               pango_language_from_string(language_ == Language::russian ? "ru" : "en"));
    const Font font{pango_font_description_new()};
    pango_font_description_set_family_static(font.get(), "DejaVu Sans");
    pango_font_description_set_absolute_size(font.get(), look.size * PANGO_SCALE);
    if (look.is_bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(paragraph.get(), font.get());
    const bool is_bullet = line.kind == TextLine::Kind::bullet;
    pango_layout_set_width(paragraph.get(),
                           static_cast<int>((text_width - (is_bullet ? bullet_indent : 0)) * PANGO_SCALE));
    pango_layout_set_wrap(paragraph.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_line_spacing(paragraph.get(), 1.2F);
    const auto text = line.text();
    pango_layout_set_text(paragraph.get(), text.data(), static_cast<int>(text.size()));
    pango_layout_set_attributes(paragraph.get(), attributes_of(line).get());
    return paragraph;
  }

  // Every letter a glyph of its own, no hyphen that is not in the text: what is read out of the pages is what was written.
  static Attributes attributes_of(const TextLine& line) {
    Attributes attributes{pango_attr_list_new()};
    pango_attr_list_insert(attributes.get(), pango_attr_insert_hyphens_new(FALSE));
    pango_attr_list_insert(attributes.get(), pango_attr_font_features_new("liga=0, clig=0, dlig=0"));
    keep_words_whole(line.text(), attributes.get());
    guint at = 0;
    for (const auto& run : line.runs) {
      const auto end = at + static_cast<guint>(run.text.size());
      if (!run.url.empty()) {
        auto* color = pango_attr_foreground_new(static_cast<guint16>(accent.red * 65535),
                                                static_cast<guint16>(accent.green * 65535),
                                                static_cast<guint16>(accent.blue * 65535));
        color->start_index = at;
        color->end_index = end;
        pango_attr_list_insert(attributes.get(), color);
      }
      at = end;
    }
    return attributes;
  }

  // Lines end at spaces alone, not behind a hyphen nor in a link; only what is longer than a line is cut.
  static void keep_words_whole(const std::string& text, PangoAttrList* attributes) {
    std::size_t begin = 0;
    while (begin < text.size()) {
      const auto end = std::min(text.find(' ', begin), text.size());
      if (end > begin && end - begin <= longest_whole_word) {
        auto* whole = pango_attr_allow_breaks_new(FALSE);
        whole->start_index = static_cast<guint>(begin);
        whole->end_index = static_cast<guint>(end);
        pango_attr_list_insert(attributes, whole);
      }
      begin = end + 1;
    }
  }

  static double height_of(PangoLayout* paragraph) {
    int height = 0;
    pango_layout_get_size(paragraph, nullptr, &height);
    return to_points(height);
  }

  double line_height(const TextLine& line) const { return look_of(line).size * 1.5; }

  // Line by line, so that a long paragraph may go on on the next page.
  void draw(const TextLine& line, PangoLayout* paragraph) {
    const bool is_bullet = line.kind == TextLine::Kind::bullet;
    const double x = margin_x + (is_bullet ? bullet_indent : 0);
    cairo_tag_begin(cairo_, tag_of(line), nullptr);
    const int count = pango_layout_get_line_count(paragraph);
    for (int i = 0; i < count; ++i) {
      auto* text = pango_layout_get_line_readonly(paragraph, i);
      PangoRectangle box;
      pango_layout_line_get_extents(text, nullptr, &box);
      const double ascent = to_points(PANGO_ASCENT(box));
      const double height = to_points(box.height);
      if (y_ + height > bottom) {
        cairo_tag_end(cairo_, tag_of(line));
        new_page();
        cairo_tag_begin(cairo_, tag_of(line), nullptr);
      }
      set_color(cairo_, look_of(line).color);
      if (i == 0 && is_bullet) draw_bullet(ascent);
      cairo_move_to(cairo_, x, y_ + ascent);
      pango_cairo_show_layout_line(cairo_, text);
      add_links(line, text, x, height);
      y_ += height;
    }
    cairo_tag_end(cairo_, tag_of(line));
  }

  void draw_bullet(double ascent) {
    const Paragraph bullet = lay_out(TextLine::plain("•"));
    cairo_move_to(cairo_, margin_x + 2, y_ + ascent);
    pango_cairo_show_layout_line(cairo_, pango_layout_get_line_readonly(bullet.get(), 0));
  }

  void draw_rule() {
    set_color(cairo_, rule);
    cairo_set_line_width(cairo_, 0.7);
    cairo_move_to(cairo_, margin_x, y_ + 2.5);
    cairo_line_to(cairo_, page_width - margin_x, y_ + 2.5);
    cairo_stroke(cairo_);
  }

  // The part of each link that stands on this line can be clicked.
  void add_links(const TextLine& line, PangoLayoutLine* text, double x, double height) {
    int at = 0;
    const int begin = pango_layout_line_get_start_index(text);
    const int end = begin + pango_layout_line_get_length(text);
    for (const auto& run : line.runs) {
      const int from = std::max(at, begin);
      const int to = std::min(at + static_cast<int>(run.text.size()), end);
      at += static_cast<int>(run.text.size());
      if (run.url.empty() || from >= to || !is_plain(run.url)) continue;
      int left = 0;
      int right = 0;
      pango_layout_line_index_to_x(text, from, FALSE, &left);
      pango_layout_line_index_to_x(text, to, FALSE, &right);
      std::array<char, 160> place{};
      // Cairo's grammar wants points with a dot, whatever the locale.
      std::snprintf(place.data(), place.size(), "rect=[%d %d %d %d] uri='", static_cast<int>(x + to_points(left)),
                    static_cast<int>(y_), static_cast<int>(to_points(right - left)) + 1, static_cast<int>(height));
      const auto tag = std::string{place.data()} + run.url + '\'';
      cairo_tag_begin(cairo_, CAIRO_TAG_LINK, tag.c_str());
      cairo_tag_end(cairo_, CAIRO_TAG_LINK);
    }
  }

  static bool is_plain(std::string_view url) {
    for (const char c : url) {
      if (static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7F || c == '\'' || c == '\\')
        return false;
    }
    return true;
  }

  void new_page() {
    number_page();
    cairo_show_page(cairo_);
    y_ = margin_y;
  }

 public:
  // Only a document of several pages says which one this is.
  void number_page() {
    ++page_;
    if (page_ == 1 && is_last_) return;
    TextLine line = TextLine::plain(std::to_string(page_));
    line.is_detail = true;
    const Paragraph number = lay_out(line);
    set_color(cairo_, muted);
    cairo_move_to(cairo_, page_width - margin_x - 12, page_height - 24);
    pango_cairo_show_layout_line(cairo_, pango_layout_get_line_readonly(number.get(), 0));
  }
  void finish() {
    is_last_ = true;
    number_page();
  }

 private:
  cairo_t* cairo_;
  Language language_;
  double y_ = margin_y;
  int page_ = 0;
  bool is_last_ = false;
};

}  // namespace

Result<std::string> write_pdf(const DocumentText& document, Language language) {
  std::string out;
  const Surface surface{cairo_pdf_surface_create_for_stream(&append_bytes, &out, page_width, page_height)};
  const auto name = document.empty() ? std::string{} : document.front().text();
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, name.c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_AUTHOR, name.c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
  {
    const Context cairo{cairo_create(surface.get())};
    Pages pages{cairo.get(), language};
    pages.write(document);
    pages.finish();
    cairo_show_page(cairo.get());
  }
  cairo_surface_finish(surface.get());
  const auto status = cairo_surface_status(surface.get());
  pango_cairo_font_map_set_default(nullptr);
  if (status != CAIRO_STATUS_SUCCESS) return fail(ErrorKind::server, cairo_status_to_string(status));
  return out;
}

}  // namespace quern::serve
