#include "ui/settings/settings_page.hpp"

#include <algorithm>

#include "core/app/queries.hpp"
#include "ui/settings/logout_dialog.hpp"
#include "ui/shell/shell.hpp"
#include "ui/shell/words.hpp"
#include "ui/widgets.hpp"

namespace quern::ui {
namespace {

constexpr float form_width = 520;

struct NameState : Remembered {
  static constexpr std::uint64_t tag = 0x5e;
  std::string name;
  std::string base;  // what the account said when `name` was last equal to it
  bool is_checked = false;
};

// A name over its control.
void titled(Ui& ui, std::string_view title) {
  label(ui, title, {.style = type::small.semibold(), .is_told = false});
  ui.space(6);
}

void theme(View& view) {
  Ui& ui = view.ui;
  auto& preferences = view.app.preferences();
  titled(ui, ui.tr("theme.group"));
  const Segment choices[] = {
      {.label = ui.tr("theme.system")}, {.label = ui.tr("theme.dark")}, {.label = ui.tr("theme.light")}};
  auto chosen = static_cast<std::size_t>(preferences.theme());
  if (segmented(ui, ui.tr("theme.group"), choices, chosen))
    preferences.choose_theme(static_cast<app::ThemeChoice>(chosen));
}

void language(View& view) {
  Ui& ui = view.ui;
  auto& preferences = view.app.preferences();
  titled(ui, ui.tr("language.group"));
  const Segment choices[] = {{.label = ui.tr("language.automatic")},
                             {.label = ui.tr("language.russian")},
                             {.label = ui.tr("language.english")}};
  auto chosen = static_cast<std::size_t>(preferences.language());
  if (!segmented(ui, ui.tr("language.group"), choices, chosen)) return;
  const auto choice = static_cast<app::LanguageChoice>(chosen);
  preferences.choose_language(choice);
  if (choice != app::LanguageChoice::automatic)  // and on the person's other devices
    view.app.profile().speak(choice == app::LanguageChoice::russian ? "ru" : "en");
}

std::string name_error(const Ui& ui, const NameState& state) {
  if (!state.is_checked) return {};
  switch (app::check_display_name(state.name)) {
    case app::Problem::missing: return std::string(ui.tr("problem.display_name_missing"));
    case app::Problem::too_long: return std::string(ui.tr("problem.display_name_too_long"));
    default: return {};
  }
}

void name(View& view, const User& user, bool is_optimistic) {
  Ui& ui = view.ui;
  auto& state = ui.state<NameState>(static_cast<NodeId>(hash_of(user.id.text, hash_of("settings name"))));
  if (!is_optimistic || state.base.empty()) {  // a rename on its way may be refused, and what was typed is to stay then
    if (state.name == state.base) state.name = user.display_name;  // typed text is never overwritten
    state.base = user.display_name;
  }
  const Rect place = ui.rest();
  const Group form(ui, Role::form, ui.tr("settings.name"), {place.x, place.y, place.width, 120});
  const auto error = name_error(ui, state);
  const auto field = text_field(ui, ui.tr("settings.name"), state.name,
                                {.error = error, .autocomplete = "name", .enter_key_hint = "done"});
  if (field.is_left) state.is_checked = true;
  if (state.name == user.display_name) return;  // nothing to save yet
  ui.space(12);
  if (!button(ui, ui.tr("settings.save_name"), {.kind = ButtonKind::primary, .is_submit = true})) return;
  state.is_checked = true;
  if (app::check_display_name(state.name) != app::Problem::none) return;
  state.name = app::trimmed(state.name);
  if (state.name != user.display_name) view.app.profile().rename(state.name);
}

void account(View& view, const User& user, bool is_optimistic) {
  Ui& ui = view.ui;
  {
    Rect row = ui.place(ui.available_width(), 64, Fit::stretch);
    avatar(ui.at(centred(cut_left(row, 64, 16), 64, 64)), user.display_name, user.id.text, {.size = 64});
    row = centred(row, row.width, 44);
    label(ui.at(cut_top(row, 24)), user.display_name, {.style = type::title, .is_told = false});
    label(ui.at(row), user.email, {.colour = ui.theme.text_muted});
  }
  ui.space(20);
  name(view, user, is_optimistic);
}

}  // namespace

void settings_page(View& view, Rect page) {
  Ui& ui = view.ui;
  view.title = ui.tr("settings.title");
  page_header(ui, page, ui.tr("settings.title"));
  page_bars(view, page);
  const auto user = use(view, app::queries::current_user(view.app.api()));
  const float padding = ui.is_phone() ? 16 : 24;
  ScrollArea area(ui, ui.tr("settings.title"), page, {.padding = padding});
  const Rect rest = ui.rest();
  ui.push_flow({.area = {rest.x, rest.y, std::min(form_width, rest.width), unbounded}});
  ui.space(8);
  heading(ui, ui.tr("settings.appearance"), 2, type::title);
  ui.space(16);
  theme(view);
  ui.space(16);
  language(view);
  ui.space(32);
  heading(ui, ui.tr("settings.account"), 2, type::title);
  ui.space(16);
  if (user.has_data()) {
    account(view, *user, user.is_optimistic());
  } else if (user.is_error()) {
    const auto reason = reason_sentence(ui.language, user.error());
    if (error_panel(ui, {.title = ui.tr("settings.account"), .reason = reason})) user.refetch();
  } else {
    skeleton_rows(ui, 1, 64, 64);
  }
  ui.space(24);
  const ButtonOptions leave{.icon = Icon::logout, .is_busy = view.app.is_logging_out()};
  if (button(ui, ui.tr("settings.logout"), leave)) ask_to_log_out(view);
  ui.space(32);
  ui.space(ui.pop_flow().used);
  logout_dialog(view);
}

}  // namespace quern::ui
