#include "ui/application.hpp"

#include <algorithm>
#include <utility>

#include "core/app/app.hpp"
#include "core/app/keys.hpp"
#include "core/query/frame.hpp"
#include "ui/screen.hpp"
#include "ui/shell/shell.hpp"
#include "ui/view.hpp"

namespace quern::ui {
namespace {

// The page around the application, as core/app asks for it.
class Surroundings final : public app::AddressBar, public app::Settings {
 public:
  explicit Surroundings(Platform& platform) : platform_(platform) {}
  std::string location() const override { return platform_.location(); }
  void push_location(std::string_view path) override { platform_.push_location(path); }
  void replace_location(std::string_view path) override { platform_.replace_location(path); }
  std::optional<std::string> setting(std::string_view name) const override { return platform_.setting(name); }
  void set_setting(std::string_view name, std::string_view value) override { platform_.set_setting(name, value); }

 private:
  Platform& platform_;
};

// Where the focus goes on a new page: to the first field of a form for guests, to where a chat is written in (but on a
// phone, whose keyboard would cover it), else to the page's name.
NodeId first_of_page(const std::vector<Node>& nodes, const app::Route& route, bool is_touch) {
  const auto is_field = [](const Node& node) { return node.role == Role::textbox; };
  const auto is_composer = [](const Node& node) { return node.field && node.field->enter_key_hint == "send"; };
  const auto is_name = [](const Node& node) { return node.role == Role::heading && node.level == 1; };
  const bool is_chat = std::holds_alternative<app::ChatPage>(route) && !is_touch;
  auto found = std::ranges::find_if(nodes, is_chat ? +is_composer : app::is_for_guests(route) ? +is_field : +is_name);
  return found == nodes.end() ? 0 : found->id;
}

}  // namespace

struct Application::Impl {
  explicit Impl(Environment given)
      : environment(given),
        surroundings(given.platform),
        screen(given.scheduler, given.platform, given.glyphs),
        app({.scheduler = given.scheduler,
             .random = given.random,
             .transport = given.transport,
             .sockets = given.sockets,
             .address_bar = surroundings,
             .settings = surroundings,
             .tabs = given.tabs},
            [this] { changed(); }),
        queries(app.client()) {
    follow_preferences();
    app.start();
  }

  void changed() {
    has_changed = true;
    if (!is_in_front) tell_title(page_title);  // there are no frames then, and the count is to be seen in its tab
    environment.platform.request_frame();
  }

  void frame() {
    has_changed = false;
    follow_preferences();
    forget_who_left();
    Ui& ui = screen.begin_frame();
    queries.begin();
    View view{.ui = ui, .app = app, .queries = queries, .title = {}, .is_in_front = is_in_front};
    const app::Route shown = app.router().route();  // a page may lead elsewhere while it is drawn
    shell(view);
    queries.end();
    move_focus(shown);
    screen.end_frame();
    tell_title(view.title);
  }

  // What one person typed, searched or opened is not for the next; who was only forgotten by the server finds it again.
  void forget_who_left() {
    const auto& person = app.session().user_id().text;
    if (person == known_person) return;
    if (!known_person.empty()) screen.ui().forget_states();
    known_person = person;
  }

  // Theme and language apply at once, also when the system changes its own.
  void follow_preferences() {
    auto& platform = environment.platform;
    auto scheme = platform.system_colour_scheme();
    if (app.preferences().theme() == app::ThemeChoice::dark) scheme = ColourScheme::dark;
    if (app.preferences().theme() == app::ThemeChoice::light) scheme = ColourScheme::light;
    if (told_scheme != scheme) {
      told_scheme = scheme;
      screen.set_theme(scheme);
      platform.set_colour_scheme(scheme, theme_of(scheme).surface_base);
    }
    const auto user = app.client().get_data<User>(app::keys::user_current());
    const auto spoken = app.preferences().speak(user ? user->locale.value_or("") : "", platform.system_languages());
    if (told_language != spoken) {
      told_language = spoken;
      screen.set_language(spoken == app::Language::russian ? Language::russian : Language::english);
      platform.set_language(app::format_language(spoken));
    }
  }

  void tell_title(std::string title) {
    page_title = title;
    title = title.empty() ? "Quern" : title + " · Quern";
    if (const auto unread = app.chats().unread_total(); unread > 0)
      title = "(" + format_number(screen.ui().language, unread) + ") " + title;
    if (std::exchange(told_title, title) != title) environment.platform.set_title(title);
  }

  // A page that was come to takes the focus, once it has something to take it. Typing in a search is no new page.
  void move_focus(const app::Route& route) {
    auto& semantics = screen.semantics();
    const bool is_other_page = focused_page.index() != route.index() ||
                               (app.router().arrival() != app::Arrival::rename && focused_page != route);
    if (is_other_page) {
      wants_focus = true;
      focused_page = route;
    }
    if (!wants_focus || app.project_form()) return;
    const NodeId first = first_of_page(semantics.nodes(), route, screen.ui().is_touch);
    if (first == 0) return;
    wants_focus = false;
    const bool is_very_first = !std::exchange(has_shown_page, true);  // leaves it where the browser has it
    if (!is_very_first || app::is_for_guests(route)) semantics.request_focus(first);
  }

  Environment environment;
  Surroundings surroundings;
  Screen screen;
  app::App app;
  query::Frame queries;
  bool has_changed = false;
  std::optional<ColourScheme> told_scheme;
  std::optional<app::Language> told_language;
  std::string page_title, told_title;
  bool is_in_front = true;
  std::string known_person;
  app::Route focused_page = app::NotFoundPage{"?"};
  bool wants_focus = false;
  bool has_shown_page = false;
};

Application::Application(Environment environment) : impl_(std::make_unique<Impl>(environment)) {}
Application::~Application() = default;

void Application::frame() { impl_->frame(); }
bool Application::wants_frame() const { return impl_->has_changed || impl_->screen.wants_frame(); }
std::optional<Duration> Application::next_frame_in() const { return impl_->screen.next_frame_in(); }
Semantics& Application::semantics() { return impl_->screen.semantics(); }

void Application::on_focus(bool is_focused) {
  impl_->is_in_front = is_focused;
  impl_->app.on_focus(is_focused);
  impl_->changed();
}
void Application::on_online(bool is_online) { impl_->app.on_online(is_online); }
void Application::on_hide() { impl_->app.on_hide(); }
void Application::on_location_changed() { impl_->app.on_location_changed(); }
void Application::on_colour_scheme_changed() { impl_->changed(); }
void Application::on_fonts_changed() {
  impl_->screen.on_fonts_changed();
  impl_->changed();
}

}  // namespace quern::ui
