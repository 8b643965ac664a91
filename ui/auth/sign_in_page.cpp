#include "ui/auth/sign_in_page.hpp"

#include <algorithm>
#include <cmath>

#include "core/app/keys.hpp"
#include "imgui.h"
#include "ui/shell/form_alert.hpp"
#include "ui/shell/words.hpp"
#include "ui/widgets.hpp"

namespace quern::ui {
namespace {

constexpr float card_width = 400;
constexpr float foot_height = 56;

struct CardState : Remembered {
  static constexpr std::uint64_t tag = 0xca;
  float height = 494;
  bool is_submitted = false;  // and not yet answered
};

// The quern's stone, far behind: circles around the middle.
void rings(const Ui& ui) {
  fill(ui.screen, ui.theme.surface_base);
  const float x = std::round(ui.screen.width / 2), y = std::round(ui.screen.height / 2);
  for (const float radius : {260.f, 330.f, 410.f, 500.f, 600.f}) {
    const auto segments = static_cast<int>(radius * 0.4f);  // no corner to be seen at that size
    draw_list().AddCircle({x, y}, radius, ui.theme.border, segments, 1);
  }
}

// Where one comes to after signing in, in words; nothing to say of the start.
std::string return_words(View& view, const app::Route& guest_page) {
  const Ui& ui = view.ui;
  const app::Route back = app::return_route(guest_page);
  if (back == app::Route{app::ProjectsPage{}}) return {};
  if (const auto* page = std::get_if<app::ProjectPage>(&back)) {
    const auto project = view.app.client().get_data<Project>(app::keys::project_detail(ProjectId{page->id}));
    if (project) return ui.tr("login.returns_to_project", {{"name", project->name}});
  }
  return std::string(ui.tr("login.returns"));
}

std::string lead(View& view, const app::Route& route, bool is_login) {
  std::string words;
  if (is_login && view.app.session().has_ended()) words = view.ui.tr("login.session_ended");
  const std::string back = return_words(view, route);
  if (!words.empty() && !back.empty()) words += ' ';
  return words + back;
}

std::string email_error(const Ui& ui, const app::SignInForm& form) {
  switch (form.email_problem()) {
    case app::Problem::missing: return std::string(ui.tr("problem.email_missing"));
    case app::Problem::no_email: return std::string(ui.tr("problem.email"));
    default: break;
  }
  if (!form.refusal) return {};
  if (form.refusal->code == "email_taken") return std::string(ui.tr("register.email_taken"));
  return field_refusal(*form.refusal, "email");
}

std::string password_error(const Ui& ui, const app::SignInForm& form, bool is_login) {
  switch (is_login ? form.login_password_problem() : form.new_password_problem()) {
    case app::Problem::missing: return std::string(ui.tr("problem.password_missing"));
    case app::Problem::too_short: return std::string(ui.tr("problem.password_too_short"));
    default: break;
  }
  if (!form.refusal) return {};
  if (is_login && form.refusal->is(ErrorKind::authentication)) return std::string(ui.tr("login.wrong"));
  return field_refusal(*form.refusal, "password");
}

std::string name_error(const Ui& ui, const app::SignInForm& form) {
  switch (form.name_problem()) {
    case app::Problem::missing: return std::string(ui.tr("problem.display_name_missing"));
    case app::Problem::too_long: return std::string(ui.tr("problem.display_name_too_long"));
    default: break;
  }
  return form.refusal ? field_refusal(*form.refusal, "display_name") : std::string{};
}

// A refusal that no field answers for.
std::string form_error(const Ui& ui, const app::SignInForm& form, bool is_login) {
  if (!form.refusal || !form.refusal->fields.empty() || form.refusal->code == "email_taken") return {};
  if (is_login && form.refusal->is(ErrorKind::authentication)) return {};
  return reason_sentence(ui.language, *form.refusal);
}

void fields(View& view, app::SignInForm& form, bool is_login) {
  Ui& ui = view.ui;
  if (!is_login) {
    const auto error = name_error(ui, form);
    const auto name = text_field(ui, ui.tr("register.name"), form.display_name,
                                 {.error = error, .autocomplete = "name", .enter_key_hint = "next", .is_large = true});
    if (name.is_left && !form.display_name.empty()) form.is_name_checked = true;
  }
  const auto email_message = email_error(ui, form);
  const auto email = text_field(ui, ui.tr("login.email"), form.email,
                                {.type = FieldType::email,
                                 .error = email_message,
                                 .autocomplete = "username",
                                 .enter_key_hint = "next",
                                 .is_large = true});
  if (email.is_left && !form.email.empty()) form.is_email_checked = true;
  const auto password_message = password_error(ui, form, is_login);
  const auto password = text_field(ui, ui.tr("login.password"), form.password,
                                   {.type = FieldType::password,
                                    .help = is_login ? std::string_view{} : ui.tr("register.password_hint"),
                                    .error = password_message,
                                    .autocomplete = is_login ? "current-password" : "new-password",
                                    .enter_key_hint = "go",
                                    .is_large = true});
  if (password.is_left && !form.password.empty()) form.is_password_checked = true;
  if (email || password) form.refusal.reset();  // it was about what stood there before
}

// True when it was pressed.
bool submit(View& view, app::SignInForm& form, bool is_login) {
  Ui& ui = view.ui;
  const auto error = form_error(ui, form, is_login);
  if (!error.empty()) form_alert(ui, error);
  const ButtonOptions options{.kind = ButtonKind::primary,
                              .size = ButtonSize::large,
                              .is_busy = form.is_busy,
                              .is_submit = true,
                              .stretches = true};
  if (!button(ui, is_login ? ui.tr("login.submit") : ui.tr("register.submit"), options)) return false;
  if (is_login) {
    view.app.session().log_in();
  } else {
    view.app.session().register_user();
  }
  ui.want_frame();
  return true;
}

// “New here? Create an account”, in the middle.
void other_way(View& view, const app::Route& route, bool is_login) {
  Ui& ui = view.ui;
  const auto question = is_login ? ui.tr("login.new_here") : ui.tr("register.has_account");
  const auto answer = is_login ? ui.tr("login.create_account") : ui.tr("login.submit");
  const TextStyle bold = type::body.semibold();
  const float first = std::ceil(ui.text.width(question, type::body)), gap = 4;
  const float second = std::ceil(ui.text.width(answer, bold));
  Rect line = centred(ui.place(ui.available_width(), 20, Fit::stretch), first + gap + second, 20);
  label(ui.at(cut_left(line, first, gap)), question, {.colour = ui.theme.text_muted});
  const std::string back =
      is_login ? std::get<app::LoginPage>(route).return_to : std::get<app::RegisterPage>(route).return_to;
  const app::Route other = is_login ? app::Route{app::RegisterPage{back}} : app::Route{app::LoginPage{back}};
  if (link(ui.at(line), answer, app::format_route(other), {.style = bold})) view.go(other);
}

void card_content(View& view, const app::Route& route, bool is_login, CardState& state) {
  Ui& ui = view.ui;
  draw_mark(draw_list(), ui.place(40, 40), ui.theme.accent);
  ui.space(20);
  view.title = is_login ? ui.tr("login.title") : ui.tr("register.title");
  heading(ui, view.title, 1);
  if (const auto words = lead(view, route, is_login); !words.empty()) {
    ui.space(4);
    paragraph(ui, words, {.colour = ui.theme.text_muted});
  }
  ui.space(24);
  auto& form = view.app.session().form();
  {
    const Rect place = ui.rest();
    const Group group(ui, Role::form, view.title, {place.x, place.y, place.width, 300});
    const Parts rows(ui, Align::start, 16);
    fields(view, form, is_login);
    if (state.is_submitted && !form.is_busy) {
      state.is_submitted = false;
      focus_first_wrong(ui, group.id());
    }
    state.is_submitted |= submit(view, form, is_login);
  }
  ui.space(20);
  other_way(view, route, is_login);
}

void foot(View& view) {
  Ui& ui = view.ui;
  Rect row = inset(ui.screen, 20, 0);
  row = {row.x, ui.screen.bottom() - 20 - 36, row.width, 36};
  const bool is_phone = ui.is_phone();
  if (is_phone) row.x -= 4, row.width += 8;
  const Segment languages[] = {{.label = ui.tr("language.russian")}, {.label = ui.tr("language.english")}};
  auto chosen = static_cast<std::size_t>(ui.language == Language::english);
  if (segmented(ui.at(cut_left(row, segmented_width(ui, languages))), ui.tr("language.group"), languages, chosen)) {
    view.app.preferences().choose_language(chosen == 0 ? app::LanguageChoice::russian : app::LanguageChoice::english);
  }
  const bool is_dark = ui.theme.is_dark;
  const auto name = is_dark ? ui.tr("theme.to_light") : ui.tr("theme.to_dark");
  const float side = icon_button_size(ui);
  Rect place = cut_right(row, side);
  place = centred(place, side, side);
  if (icon_button(ui.at(place), is_dark ? Icon::sun : Icon::moon, name)) {
    view.app.preferences().choose_theme(is_dark ? app::ThemeChoice::light : app::ThemeChoice::dark);
  }
}

}  // namespace

void sign_in_page(View& view) {
  Ui& ui = view.ui;
  const app::Route route = view.app.router().route();
  if (!app::is_for_guests(route)) return;  // on its way
  const bool is_login = std::holds_alternative<app::LoginPage>(route);
  const Group main(ui, Role::main, ui.tr("shell.page"), ui.screen);
  auto& state = ui.state<CardState>(static_cast<NodeId>(hash_of(is_login ? "login" : "register")));

  Rect area = ui.screen;
  area.height -= foot_height;
  if (ui.is_phone() || area.height < state.height + 16) {
    fill(ui.screen, ui.theme.surface);
    ScrollArea scroll(ui, ui.tr("shell.page"), area, {.padding = 16});
    ui.space(24);
    card_content(view, route, is_login, state);
    ui.space(24);
  } else {
    rings(ui);
    const Rect card = centred(area, card_width, state.height);
    shadow(ui, card, radius::dialog, Elevation::dialog);
    fill(card, ui.theme.surface, radius::dialog);
    stroke(card, ui.theme.border, radius::dialog);
    ui.push_flow({.area = {card.x + 33, card.y + 33, card.width - 66, unbounded}});
    card_content(view, route, is_login, state);
    const float used = ui.pop_flow().used + 66;
    if (used != state.height) ui.want_frame();
    state.height = used;
  }
  foot(view);
}

}  // namespace quern::ui
