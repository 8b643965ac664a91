#include "ui/projects/project_page.hpp"

#include <algorithm>
#include <cmath>

#include "core/app/queries.hpp"
#include "ui/projects/project_menu.hpp"
#include "ui/shell/shell.hpp"
#include "ui/shell/words.hpp"
#include "ui/widgets.hpp"

namespace quern::ui {
namespace {

constexpr float prose_width = 640;

float side_padding(const Ui& ui) { return ui.is_phone() ? 16 : 24; }

void page_name(Ui& ui, Rect place, const std::string& name) {
  line_of_text(ui, name, type::body.semibold(), place, ui.theme.text);
  ui.tell({.role = Role::heading, .name = name, .rect = place, .level = 1});
}

// “Projects › name”; while the name is not known, the first alone. True when it was pressed.
bool place_above(Ui& ui, Rect place, const Project* project) {
  const Breadcrumb above[] = {{ui.tr("projects.title"), "/projects"}};
  if (project) return breadcrumbs(ui, place, above, project->name).has_value();
  const float width = std::ceil(ui.text.width(above[0].label, type::body));
  const Rect line = centred(cut_left(place, width), width, type::body.line_height);
  return bool(link(ui.at(line), above[0].label, above[0].href, {.colour = ui.theme.text_muted}));
}

// The way back, the name, and what can be done.
void header(View& view, Rect& page, const Project* project) {
  Ui& ui = view.ui;
  const bool is_phone = ui.is_phone();
  const Rect whole = cut_top(page, 56);
  hairline(whole.x, whole.bottom() - 1, whole.width, ui.theme.border);
  Rect rest = inset(whole, is_phone ? 4 : 20, 0, is_phone ? 4 : 12, 1);
  const float side = icon_button_size(ui);
  const auto square = [&](Rect place) { return centred(place, side, side); };
  Rect more, edit;
  if (project) {
    more = cut_right(rest, side, is_phone ? 4 : 12);
    edit = cut_right(rest, side, is_phone ? 4 : 12);
  }
  if (is_phone) {
    if (icon_button(ui.at(square(cut_left(rest, side, 4))), Icon::arrow_left, ui.tr("shell.to_projects")))
      view.go(app::ProjectsPage{});
    if (project) page_name(ui, rest, project->name);
  } else if (place_above(ui, rest, project)) {
    view.go(app::ProjectsPage{});
  }
  if (!project) return;
  if (icon_button(ui.at(square(edit)), Icon::edit, ui.tr("projects.edit")))
    view.app.project_form() = app::ProjectForm::edit(*project);
  const auto key = static_cast<NodeId>(hash_of("project page menu"));
  const Control menu =
      icon_button(ui.at(square(more)), Icon::more, ui.tr("more"), {.is_expanded = is_menu_open(ui, key)});
  if (menu) open_menu(ui, key, menu.rect);
  project_menu(view, key, *project, false);
}

// “24 recordings   created 3 February”, the number in 600.
void facts(Ui& ui, const Project& project) {
  Rect line = ui.place(ui.available_width(), type::small.line_height, Fit::stretch);
  const TextStyle style = type::small.tabular();
  const auto part = [&](std::string_view text, const TextStyle& look, Colour colour, float gap) {
    line_of_text(ui, text, look, cut_left(line, std::ceil(ui.text.width(text, look)), gap), colour);
  };
  const Rect whole = line;
  const auto number = format_number(ui.language, project.interview_count);
  const auto count = ui.tr_count("projects.recordings", project.interview_count);
  const auto date = [&](WallTime time) { return format_date(ui.language, time, ui.wall_now, ui.utc_offset); };
  const auto created = ui.tr("project.created", {{"date", date(project.created_at)}});
  part(number, style.semibold(), ui.theme.text, 4);
  part(ui.tr_count("projects.recordings_word", project.interview_count), style, ui.theme.text_muted, 16);
  part(created, style, ui.theme.text_muted, 16);
  auto words = count + ", " + created;
  if (project.updated_at != project.created_at) {
    const auto updated = ui.tr("project.updated", {{"date", ui.ago(project.updated_at)}});
    part(updated, style, ui.theme.text_muted, 0);
    words += ", " + updated;
  }
  ui.tell({.role = Role::text, .name = std::move(words), .rect = whole});
}

// Recordings come with the server's group of interviews; without it there is no control, only a word of why.
void interviews(View& view) {
  Ui& ui = view.ui;
  const auto capabilities = use(view, app::queries::capabilities(view.app.api()));
  heading(ui, ui.tr("project.interviews"), 2, type::title);
  ui.space(48);
  const bool is_known = capabilities.has_data();
  const EmptyState none{.icon = Icon::audio,
                        .title = ui.tr("project.no_uploads_title"),
                        .sentence = is_known && !capabilities->has_group("interviews") ? ui.tr("project.no_uploads")
                                                                                       : std::string_view{}};
  empty_state(ui, none);
}

void content(View& view, Rect page, const Project& project) {
  Ui& ui = view.ui;
  ScrollArea area(ui, project.name, page, {.padding = side_padding(ui)});
  ui.space(ui.is_phone() ? 12 : 20);
  {
    const Rect rest = ui.rest();
    const bool has_description = !project.description.empty();
    const auto words = has_description ? std::string_view(project.description) : ui.tr("projects.no_description");
    const float width = std::min(prose_width, rest.width);
    const float height = ui.text.wrapped_height(words, type::body, width);
    const Rect place = ui.place(rest.width, height, Fit::stretch);
    paragraph(ui.at({place.x, place.y, width, height}), words,
              {.colour = has_description ? ui.theme.text_muted : ui.theme.text_faint});
  }
  ui.space(12);
  facts(ui, project);
  ui.space(28);
  interviews(view);
  ui.space(32);
}

void no_project(View& view, Rect page, const query::QueryResult<Project>& project) {
  Ui& ui = view.ui;
  if (project.error().is(ErrorKind::not_found)) {
    const EmptyState gone{.icon = Icon::project,
                          .title = ui.tr("project.gone_title"),
                          .sentence = ui.tr("project.gone"),
                          .action = ui.tr("shell.to_projects")};
    if (empty_state(ui.at(centred(page, page.width - 32, 240)), gone)) view.go(app::ProjectsPage{});
    return;
  }
  const auto reason = reason_sentence(ui.language, project.error());
  const auto code = error_code(project.error());
  const ErrorPanel panel{.title = ui.tr("project.not_loaded"), .reason = reason, .code = code};
  if (error_panel(ui.at(centred(page, page.width - 32, 200)), panel)) project.refetch();
}

void waiting(Ui& ui, Rect page) {
  if (!shows_skeleton(ui, "project")) return;
  page = inset(page, side_padding(ui), 24);
  for (const float share : {.7f, .6f, .3f}) {
    skeleton(ui, {page.x, page.y, std::min(prose_width, page.width) * share, 12});
    page.y += 24;
  }
}

}  // namespace

void project_page(View& view, Rect page, const app::ProjectPage& route) {
  Ui& ui = view.ui;
  const auto project = use(view, app::queries::project_detail(view.app.api(), ProjectId{route.id}));
  const bool is_gone = project.is_error() && project.error().is(ErrorKind::not_found);
  const Project* shown = project.has_data() && !is_gone ? &*project : nullptr;
  view.title = shown ? shown->name : std::string(ui.tr("projects.title"));
  header(view, page, shown);
  page_bars(view, page);
  if (shown && project.is_error()) {
    const auto text = ui.tr("projects.not_refreshed", {{"reason", reason_clause(ui.language, project.error())}});
    const Banner bar{.tone = Tone::danger, .icon = Icon::warning, .text = text, .action = ui.tr("retry")};
    if (banner(ui.at(cut_top(page, 40)), bar)) project.refetch();
  }
  if (shown) return content(view, page, *shown);
  if (project.is_error()) return no_project(view, page, project);
  waiting(ui, page);
}

}  // namespace quern::ui
