#include "ui/projects/project_list.hpp"

#include <algorithm>

#include "core/app/queries.hpp"
#include "imgui.h"
#include "ui/projects/project_row.hpp"
#include "ui/shell/shell.hpp"
#include "ui/shell/words.hpp"
#include "ui/widgets.hpp"

namespace quern::ui {
namespace {

using namespace std::chrono_literals;
using ListResult = query::QueryResult<Page<Project>>;

constexpr int page_size = 20;
constexpr Duration typing_pause = 200ms;  // the address follows the search after it

struct ListState : Remembered {
  static constexpr std::uint64_t tag = 0x9a;
  std::string search;    // as typed
  std::string followed;  // what the address said last
  std::optional<TimePoint> typed_at;
  std::string announced;  // the search whose result was read aloud
  std::string opening;    // a row that is to be opened once it is confirmed
};

void open_form(View& view) { view.app.project_form() = app::ProjectForm::create(); }

void search_for(View& view, ListState& state) {
  state.typed_at.reset();
  state.followed = app::trimmed(state.search);
  view.app.router().replace(app::ProjectsPage{state.followed, 0});
}

// What is typed goes to the address after a pause; an address that came from elsewhere goes to the field.
void follow(View& view, ListState& state, const app::ProjectsPage& route) {
  if (state.is_new || route.search != state.followed) {
    state.search = state.followed = route.search;
    state.typed_at.reset();
  }
  if (!state.typed_at) return;
  const auto passed = view.ui.now - *state.typed_at;
  if (passed >= typing_pause) return search_for(view, state);
  view.ui.want_frame_in(typing_pause - passed);
}

void search(View& view, ListState& state, Rect place) {
  Ui& ui = view.ui;
  const auto field = search_box(ui.at(place), ui.tr("projects.search_label"), state.search, ui.tr("projects.search"));
  if (field.is_changed) {
    state.typed_at = ui.now;
    ui.want_frame_in(typing_pause);
    if (state.search.empty()) search_for(view, state);
  }
  if (field.is_submitted) search_for(view, state);
  if (view.takes_shortcuts() && ImGui::IsKeyPressed(ImGuiKey_Slash, false)) ui.semantics.request_focus(field.id);
}

// On a first run the button stands in the middle of the page instead. True when it was pressed.
bool header(View& view, Rect& page, ListState& state, std::int64_t count, bool is_first_run) {
  Ui& ui = view.ui;
  Rect rest = page_header(ui, page, ui.tr("projects.title"), is_first_run ? -1 : count);
  const auto words = ui.tr("projects.new");
  if (ui.is_phone()) {
    const float side = icon_button_size(ui);
    const Rect place = centred(cut_right(rest, side), side, side);
    const bool is_pressed =
        !is_first_run && icon_button(ui.at(place), Icon::plus, words, {.colour = ui.theme.accent_text});
    search(view, state, inset(cut_top(page, 48), 16, 0, 16, 8));
    return is_pressed;
  }
  const ButtonOptions primary{.kind = ButtonKind::primary, .icon = Icon::plus};
  Rect place;
  if (!is_first_run) place = cut_right(rest, button_width(ui, words, primary), 12);
  const float width = std::min(280.f, rest.width);
  search(view, state, centred(cut_right(rest, width), width, search_box_height(ui)));
  return !is_first_run && button(ui.at(centred(place, place.width, button_height(ui))), words, primary);
}

void nothing_to_show(View& view, Rect place, ListState& state, const app::ProjectsPage& route) {
  Ui& ui = view.ui;
  const Rect middle = centred(place, std::min(400.f, place.width - 32), 232);
  if (!route.search.empty()) {
    const auto sentence = ui.tr("projects.nothing", {{"search", route.search}});
    const EmptyState nothing{.icon = Icon::search,
                             .title = ui.tr("projects.nothing_title"),
                             .sentence = sentence,
                             .action = ui.tr("projects.clear_search"),
                             .action_kind = ButtonKind::secondary};
    if (!empty_state(ui.at(middle), nothing)) return;
    state.search.clear();
    return search_for(view, state);
  }
  if (route.offset > 0) {
    const EmptyState past{.icon = Icon::project,
                          .title = ui.tr("projects.page_empty_title"),
                          .sentence = ui.tr("projects.page_empty"),
                          .action = ui.tr("projects.first_page"),
                          .action_kind = ButtonKind::secondary};
    if (empty_state(ui.at(middle), past)) view.go(app::ProjectsPage{});
    return;
  }
  const EmptyState first{.icon = Icon::project,
                         .title = ui.tr("projects.empty_title"),
                         .sentence = ui.tr("projects.empty"),
                         .action = ui.tr("projects.new"),
                         .action_icon = Icon::plus};
  if (empty_state(ui.at(middle), first)) open_form(view);
}

void rows(View& view, ListState& state, const Page<Project>& projects) {
  Ui& ui = view.ui;
  if (!ui.is_phone()) project_table_header(ui);
  const List list(ui, ui.tr("projects.title"));
  const auto count = static_cast<int>(projects.items.size());
  for (const int i : VisibleRows(ui, count, project_row_height(ui))) {
    const auto& project = projects.items[static_cast<std::size_t>(i)];
    const ScopedId id(app::row_identity(project));
    if (project_row(view, project, i, count)) state.opening = app::row_identity(project);
  }
  for (const auto& project : projects.items) {
    if (state.opening.empty() || app::row_identity(project) != state.opening || !app::is_confirmed(project)) continue;
    state.opening.clear();
    return view.go(app::ProjectPage{project.id.text});
  }
}

void pages(View& view, const app::ProjectsPage& route, std::int64_t total) {
  Ui& ui = view.ui;
  if (total > page_size || route.offset > 0) {
    ui.space(8);
    int offset = route.offset;
    const Rect row = inset(ui.place(ui.available_width(), icon_button_size(ui), Fit::stretch), 12, 0);
    if (pager(ui.at(row), offset, page_size, static_cast<int>(total))) view.go(app::ProjectsPage{route.search, offset});
  }
  ui.space(16);
}

void content(View& view, Rect page, ListState& state, const ListResult& list, const app::ProjectsPage& route) {
  Ui& ui = view.ui;
  const bool is_phone = ui.is_phone();
  if (list.is_error() && !list.has_data()) {
    const auto reason = reason_sentence(ui.language, list.error());
    const auto code = error_code(list.error());
    const ErrorPanel panel{.title = ui.tr("projects.not_loaded"), .reason = reason, .code = code};
    if (error_panel(ui.at(centred(page, page.width - 32, 200)), panel)) list.refetch();
    return;
  }
  if (list.is_error()) {  // above the old rows
    const auto text = ui.tr("projects.not_refreshed", {{"reason", reason_clause(ui.language, list.error())}});
    const Banner bar{.tone = Tone::danger, .icon = Icon::warning, .text = text, .action = ui.tr("retry")};
    if (banner(ui.at(cut_top(page, 40)), bar)) list.refetch();
  }
  if (list.has_data() && list->items.empty()) return nothing_to_show(view, page, state, route);
  const ScopedId entry(app::format_route(app::Route{route}));  // each entry of the history keeps its own place
  ScrollArea area(ui, ui.tr("projects.title"), page, {.padding = is_phone ? 0.f : 12.f});
  if (!list.has_data()) {
    if (!is_phone) project_table_header(ui);
    return skeleton_rows(ui, 8, project_row_height(ui), 36, true);
  }
  rows(view, state, *list);
  pages(view, route, list->total);
}

// How many were found is read aloud, once a search.
void announce(Ui& ui, ListState& state, const ListResult& list, const std::string& search) {
  if (search == state.announced || !list.is_success() || list.is_placeholder()) return;
  state.announced = search;
  if (!search.empty()) ui.semantics.announce(ui.tr_count("projects.found", list->total));
}

}  // namespace

void project_list(View& view, Rect page, const app::ProjectsPage& route) {
  Ui& ui = view.ui;
  view.title = ui.tr("projects.title");
  auto& state = ui.state<ListState>(static_cast<NodeId>(hash_of("project list")));
  follow(view, state, route);
  const auto list = use(
      view,
      app::queries::project_list(view.app.api(), {.search = route.search, .offset = route.offset, .limit = page_size}));
  const bool is_first_run = list.has_data() && list->items.empty() && route.search.empty() && route.offset == 0;
  const bool is_new_pressed = header(view, page, state, list.has_data() ? list->total : -1, is_first_run);
  if (is_new_pressed || (view.takes_shortcuts() && ImGui::IsKeyPressed(ImGuiKey_N, false))) open_form(view);
  page_bars(view, page);
  content(view, page, state, list, route);
  announce(ui, state, list, route.search);
}

}  // namespace quern::ui
