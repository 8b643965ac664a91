#include "ui/shell/shell.hpp"

#include <cmath>

#include "core/api/utf8.hpp"
#include "core/app/queries.hpp"
#include "ui/auth/sign_in_page.hpp"
#include "ui/chat/chat_list.hpp"
#include "ui/chat/new_chat.hpp"
#include "ui/projects/project_dialog.hpp"
#include "ui/projects/project_list.hpp"
#include "ui/projects/project_page.hpp"
#include "ui/settings/settings_page.hpp"
#include "ui/shell/connection_bar.hpp"
#include "ui/shell/splash.hpp"
#include "ui/shell/toast_stack.hpp"
#include "ui/widgets.hpp"

namespace quern::ui {
namespace {

constexpr float rail_width = 72;
constexpr float bar_height = 64;

bool is_projects(const app::Route& route) {
  return std::holds_alternative<app::ProjectsPage>(route) || std::holds_alternative<app::ProjectPage>(route);
}
bool is_chats(const app::Route& route) {
  return std::holds_alternative<app::ChatsPage>(route) || std::holds_alternative<app::ChatPage>(route);
}
bool is_settings(const app::Route& route) { return std::holds_alternative<app::SettingsPage>(route); }

NavItem chats_item(const View& view) {
  return {.icon = Icon::chat,
          .label = view.ui.tr("shell.chats"),
          .href = "/chats",
          .is_current = is_chats(view.app.router().route()),
          .badge = view.app.chats().unread_total()};
}
NavItem projects_item(const View& view) {
  return {.icon = Icon::project,
          .label = view.ui.tr("shell.projects"),
          .href = "/projects",
          .is_current = is_projects(view.app.router().route())};
}

// The person, as a link to their settings.
void profile(View& view, Rect place, const User& user) {
  Ui& ui = view.ui;
  const auto name = ui.tr("shell.profile_of", {{"name", user.display_name}});
  const Control control =
      ui.control({.id = ui.id("profile"), .role = Role::link, .name = name, .href = "/settings", .rect = place},
                 {.tooltip = user.display_name});
  avatar(ui.at(place), user.display_name, user.id.text, {.size = place.width});
  if (control.has_ring) ring_outside(ui, place, place.width / 2);
  if (control) view.go(app::SettingsPage{});
}

void rail(View& view, Rect place, const User* user, bool has_chats) {
  Ui& ui = view.ui;
  fill(place, ui.theme.surface_base);
  vertical_hairline(place.right() - 1, place.y, place.height, ui.theme.border);
  place.width -= 1;
  const Group group(ui, Role::navigation, ui.tr("shell.sections"), place);
  draw_mark(draw_list(), {place.x + 20, place.y + 16, 32, 32}, ui.theme.accent);
  const auto item = [&](float y, float side, float height) { return Rect{place.x + 36 - side / 2, y, side, height}; };
  float y = place.y + 68;
  if (has_chats) {
    if (nav_item(ui.at(item(y, 60, 52)), chats_item(view), NavPlace::rail)) view.go(app::ChatsPage{});
    y += 56;
  }
  if (nav_item(ui.at(item(y, 60, 52)), projects_item(view), NavPlace::rail)) view.go(app::ProjectsPage{});
  const NavItem settings{.icon = Icon::settings,
                         .label = ui.tr("shell.settings"),
                         .href = "/settings",
                         .is_current = is_settings(view.app.router().route()),
                         .hides_label = true};
  if (nav_item(ui.at(item(place.bottom() - 104, 44, 44)), settings, NavPlace::rail)) view.go(app::SettingsPage{});
  if (user) profile(view, item(place.bottom() - 48, 32, 32), *user);
}

void bar(View& view, Rect place, const User* user, bool has_chats) {
  Ui& ui = view.ui;
  fill(place, ui.theme.surface_base);
  hairline(place.x, place.y, place.width, ui.theme.border);
  const Group group(ui, Role::navigation, ui.tr("shell.sections"), place);
  Rect rest = inset(place, 4, 5, 4, 7);
  if (has_chats) {
    const Rect first = cut_left(rest, std::round(rest.width / 3));
    if (nav_item(ui.at(first), chats_item(view), NavPlace::bar)) view.go(app::ChatsPage{});
  }
  const Rect left = cut_left(rest, rest.width / 2);
  if (nav_item(ui.at(left), projects_item(view), NavPlace::bar)) view.go(app::ProjectsPage{});
  const NavItem settings{.icon = user ? Icon::none : Icon::user,
                         .label = ui.tr("shell.profile"),
                         .href = "/settings",
                         .is_current = is_settings(view.app.router().route())};
  if (nav_item(ui.at(rest), settings, NavPlace::bar)) view.go(app::SettingsPage{});
  if (!user) return;
  const Rect face = centred({rest.x, rest.y + 7, rest.width, 20}, 20, 20);
  const std::string_view name = user->display_name;
  avatar(ui.at(face), name.substr(0, utf8_sequence(name)), user->id.text, {.size = 20});  // one letter fits
}

void not_found(View& view, Rect page, const app::NotFoundPage& route) {
  Ui& ui = view.ui;
  view.title = ui.tr("shell.nothing_here");
  const auto sentence = ui.tr("shell.nothing_at", {{"path", route.path}});
  const EmptyState state{.icon = Icon::search,
                         .title = ui.tr("shell.nothing_here"),
                         .sentence = sentence,
                         .action = ui.tr("shell.to_projects")};
  if (empty_state(ui.at(centred(page, page.width - 32, 240)), state)) view.go(app::ProjectsPage{});
}

void page_of(View& view, Rect page) {
  const app::Route route = view.app.router().route();  // a copy: a page may go elsewhere
  if (const auto* projects = std::get_if<app::ProjectsPage>(&route)) return project_list(view, page, *projects);
  if (const auto* project = std::get_if<app::ProjectPage>(&route)) return project_page(view, page, *project);
  if (is_chats(route)) return chats_page(view, page, route);
  if (std::holds_alternative<app::SettingsPage>(route)) return settings_page(view, page);
  if (const auto* nowhere = std::get_if<app::NotFoundPage>(&route)) return not_found(view, page, *nowhere);
}

void main_part(View& view, Rect page) {
  const Group main(view.ui, Role::main, view.ui.tr("shell.page"), page);
  page_of(view, page);
}

// Their list is watched on every page: its count of unread messages stands in the rail and in the window's title.
bool follow_chats(View& view) {
  const auto capabilities = use(view, app::queries::capabilities(view.app.api()));
  if (!capabilities.has_data() || !capabilities->has_group("chats")) return false;
  static_cast<void>(use(view, view.app.chats().list("")));
  return true;
}

void signed_in(View& view) {
  Ui& ui = view.ui;
  const auto user = use(view, app::queries::current_user(view.app.api()));
  if (user.has_data()) view.app.session().see(*user);
  const User* person = user.has_data() ? &*user : nullptr;
  const bool has_chats = follow_chats(view);
  Rect page = ui.screen;
  if (!ui.is_phone()) {
    rail(view, cut_left(page, rail_width), person, has_chats);
    return main_part(view, page);
  }
  if (std::holds_alternative<app::ChatPage>(view.app.router().route())) return main_part(view, page);
  const Rect bottom = cut_bottom(page, bar_height);
  view.kept_below = bar_height;
  main_part(view, page);
  bar(view, bottom, person, has_chats);
}

}  // namespace

app::ConnectionNotice connection_notice(const View& view) { return view.app.connection().notice(); }

void page_bars(View& view, Rect& page) {
  if (const auto change = view.app.connection().next_change_in()) view.ui.want_frame_in(*change);
  if (connection_bar(view.ui, page, connection_notice(view))) view.app.retry_now();
}

void shell(View& view) {
  switch (view.app.session().status()) {
    case app::Session::Status::unknown: splash(view); break;
    case app::Session::Status::signed_out: sign_in_page(view); break;
    case app::Session::Status::signed_in:
      signed_in(view);
      project_dialog(view);
      new_chat_dialog(view);
      break;
  }
  toast_stack(view);
}

}  // namespace quern::ui
