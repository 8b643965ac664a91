// A page with one long list, in place of the application: 100,000 rows as of a conversation, and buttons for what may happen
// to them while somebody scrolls. For tests/e2e/list.spec.mjs and the bench beside it; it is in no product.
// A row is its number; its text is made of that each time, so that the page holds nothing but the list.
#include <charconv>
#include <set>

#include "core/base/scheduler.hpp"
#include "ui/application.hpp"
#include "ui/screen.hpp"
#include "ui/widgets.hpp"

namespace quern::ui {
namespace {

constexpr TextStyle style = type::body;
constexpr float inner = 12;

std::string words(std::uint64_t number) {
  constexpr std::string_view some[]{"when",      "the",     "queue",   "is", "empty",  "нужно",
                                    "проверить", "message", "again",   "и",  "ответ",  "later",
                                    "store",     "arrived", "network", "ok", "before", "сегодня"};
  std::uint64_t random = hash_with(number, 77);
  std::string text = "Message " + std::to_string(number) + ".";
  for (std::uint64_t n = random % 40; n-- > 0;) {
    random = hash_with(random, n);
    text.append(" ").append(some[random % std::size(some)]);
  }
  return text;
}

class Rows final : public AnchoredRows {
 public:
  explicit Rows(Text& text) : text_(text) {}

  std::size_t count() const override { return static_cast<std::size_t>(end_ - first_); }
  std::uint64_t identity(std::size_t row) const override { return first_ + row; }
  std::uint64_t revision(std::size_t row) const override { return grown_.contains(first_ + row) ? 1 : 0; }
  float height(std::size_t row, float width) override {
    return text_.wrapped_height(text(row), style, width - 2 * inner) + 2 * inner;
  }
  std::string text(std::size_t row) const {
    const std::string text = words(first_ + row);
    return grown_.contains(first_ + row) ? text + " Edited: " + text : text;
  }
  void prepend(std::uint64_t n) { first_ -= n; }
  void append(std::uint64_t n) { end_ += n; }
  void grow(std::uint64_t number) { grown_.insert(number); }
  std::uint64_t last() const { return end_ - 1; }

 private:
  Text& text_;
  std::uint64_t first_ = 1'000'000, end_ = 1'100'000;
  std::set<std::uint64_t> grown_;
};

}  // namespace

struct Application::Impl {
  explicit Impl(Environment given)
      : environment(given),
        screen(given.scheduler, given.platform, given.glyphs),
        rows(screen.ui().text) {
    given.platform.set_colour_scheme(ColourScheme::light, theme_of(ColourScheme::light).surface_base);
    screen.set_theme(ColourScheme::light);
  }

  // So many rows a second, a few at a time, as events come.
  void stream() {
    constexpr Duration tick{4};
    rows.append(4);
    environment.platform.request_frame();
    environment.scheduler.after(tick, [this] {
      if (is_streaming) stream();
    });
  }

  void controls(Ui& ui, Rect bar) {
    const Row line(ui, bar, {.gap = 8});
    if (button(ui, "Prepend")) rows.prepend(50);
    if (button(ui, "Append")) rows.append(1);
    if (button(ui, "Grow above")) {
      for (std::uint64_t i = 4; i < 16; ++i) rows.grow(top - i);  // still out of view when a wheel has turned meanwhile
    }
    if (button(ui, "Stream")) {
      is_streaming = !is_streaming;
      if (is_streaming) stream();
    }
    if (button(ui, "To the middle")) wants_middle = true;
  }

  void draw_row(Ui& ui, const AnchoredList::Place& place, AnchoredRow& row) {
    const std::string text = rows.text(place.row);
    const Rect rect = inset(row.rect(), inner, 4);
    if (row.is_visible()) fill(rect, ui.theme.fill_hover, radius::row);
    paragraph(ui.at(inset(row.rect(), inner)), text);
    if (row.wants_menu()) menu_for = place.identity;
    if (place.y >= 0 && (top == 0 || place.identity < top)) {
      top = place.identity;
      top_y = place.y;
    }
  }

  void show_list(Ui& ui, Rect page) {
    top = 0;
    AnchoredList list(ui, "Messages", page, rows, {.padding = 8, .padding_top = 8, .padding_bottom = 8});
    for (const AnchoredList::Place& place : list.places()) {
      AnchoredRow row(list, place);
      draw_row(ui, place, row);
    }
    if (std::exchange(wants_middle, false)) list.go_to(1'050'000);
    state = (list.is_at_end() ? "end, " : "reading, ") + std::to_string(list.rows_below()) + " below, top " +
            std::to_string(top) + " at " + std::to_string(top_y) + ", menu " + std::to_string(menu_for);
  }

  void frame() {
    Ui& ui = screen.begin_frame();
    Rect page = ui.screen;
    controls(ui, inset(cut_top(page, 48), 8, 4));
    const Rect foot = inset(cut_bottom(page, 32), 8, 4);
    show_list(ui, page);
    ui.at(foot);
    label(ui, state);
    screen.end_frame();
  }

  Environment environment;
  Screen screen;
  Rows rows;
  std::string state;
  std::uint64_t top = 0, menu_for = 0;
  std::int64_t top_y = 0;
  bool is_streaming = false, wants_middle = false;
};

Application::Application(Environment environment) : impl_(std::make_unique<Impl>(environment)) {}
Application::~Application() = default;
void Application::frame() { impl_->frame(); }
bool Application::wants_frame() const { return impl_->screen.wants_frame(); }
std::optional<Duration> Application::next_frame_in() const { return impl_->screen.next_frame_in(); }
Semantics& Application::semantics() { return impl_->screen.semantics(); }
void Application::on_focus(bool) {}
void Application::on_online(bool) {}
void Application::on_hide() {}
void Application::on_location_changed() {}
void Application::on_colour_scheme_changed() {}
void Application::on_fonts_changed() { impl_->screen.on_fonts_changed(); }

}  // namespace quern::ui
