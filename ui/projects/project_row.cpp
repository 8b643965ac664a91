#include "ui/projects/project_row.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "imgui.h"
#include "ui/projects/project_menu.hpp"
#include "ui/widgets.hpp"

namespace quern::ui {
namespace {

using namespace std::chrono_literals;

constexpr float gap = 24;

// Project, state, recordings, updated, menu. In a narrow window the state gives way, so that names can be read.
bool has_state_column(const Ui& ui) { return ui.screen.width >= 1024; }

std::span<const float> column_widths(const Ui& ui) {
  static constexpr float wide[] = {0, 176, 128, 132, 36};
  static constexpr float narrow[] = {0, 96, 132, 36};
  return has_state_column(ui) ? std::span<const float>(wide) : std::span<const float>(narrow);
}

std::string one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

std::string updated(Ui& ui, const Project& project) {
  const auto age = ui.wall_now - project.updated_at;
  if (age < 1h) ui.want_frame_in(1min);  // “3 min ago” is soon four
  return ui.ago(project.updated_at);
}

// Two lines beside the face: the name, and what is under it. `second` draws into the lower one.
void name_line(Ui& ui, Rect& cell, const Project& project, float height, const TextStyle& style) {
  const Rect face = centred(cut_left(cell, 36, 12), 36, 36);
  avatar(ui.at(face), project.name, app::row_identity(project), {.size = 36, .is_square = true});
  cell = centred(cell, cell.width, height);
  line_of_text(ui, project.name, style, cut_top(cell, style.line_height), ui.theme.text);
}

void state_of(Ui& ui, Rect cell, const Project& project) {
  if (!app::is_confirmed(project)) {
    const auto words = ui.tr("projects.saving");
    const float width = status_tag_width(ui, words, Tone::neutral, Icon::none, true);
    cell = cut_left(cell, width);
    status_tag(ui.at(centred(cell, width, 24)), words, Tone::neutral, Icon::none, true);
  } else if (project.interview_count == 0) {
    line_of_text(ui, ui.tr("projects.no_recordings"), type::small, cell, ui.theme.text_faint);
  }
}

void wide_row(Ui& ui, Rect content, const Project& project) {
  const auto cells = columns(content, column_widths(ui), gap);
  const auto place_from_end = [&](std::size_t place) { return cells[cells.size() - place]; };
  Rect first = cells[0];
  name_line(ui, first, project, 38, type::body.semibold());
  const bool has_description = !project.description.empty();
  line_of_text(ui, has_description ? one_line(project.description) : std::string(ui.tr("projects.no_description")),
               type::small, first, has_description ? ui.theme.text_muted : ui.theme.text_faint);
  if (has_state_column(ui)) state_of(ui, cells[1], project);
  line_of_text(ui, format_number(ui.language, project.interview_count), type::body.tabular(), place_from_end(3),
               ui.theme.text_muted, Align::end);
  line_of_text(ui, updated(ui, project), type::small.tabular(), place_from_end(2), ui.theme.text_faint, Align::end);
}

void tall_row(Ui& ui, Rect content, const Project& project) {
  constexpr TextStyle name{16, 22, Weight::semibold};
  name_line(ui, content, project, 44, name);
  cut_top(content, 4);
  if (!app::is_confirmed(project)) {
    line_of_text(ui, ui.tr("projects.saving"), type::small, content, ui.theme.text_muted);
    return;
  }
  if (project.interview_count == 0) {
    line_of_text(ui, ui.tr("projects.no_recordings"), type::small, content, ui.theme.text_faint);
    return;
  }
  const auto part = [&](std::string_view text, Colour colour) {
    const float width = std::ceil(ui.text.width(text, type::small.tabular()));
    line_of_text(ui, text, type::small.tabular(), cut_left(content, width, 8), colour);
  };
  part(ui.tr_count("projects.recordings", project.interview_count), ui.theme.text_muted);
  part("·", ui.theme.text_faint);
  part(updated(ui, project), ui.theme.text_faint);
}

std::string description_of(const Ui& ui, const Project& project) {
  std::string words = project.description.empty() ? std::string(ui.tr("projects.no_description")) : project.description;
  words += ", ";
  words += project.interview_count == 0 ? std::string(ui.tr("projects.no_recordings"))
                                        : ui.tr_count("projects.recordings", project.interview_count);
  return words + ", " + ui.ago(project.updated_at);
}

}  // namespace

void project_table_header(Ui& ui) {
  std::vector<HeaderCell> cells{{.label = ui.tr("projects.column_project")}};
  if (has_state_column(ui)) cells.push_back({.label = ui.tr("projects.column_state")});
  cells.push_back({.label = ui.tr("projects.column_recordings"), .is_end_aligned = true});
  cells.push_back({.label = ui.tr("projects.column_updated"), .is_end_aligned = true, .is_sorted = true});
  cells.emplace_back();
  table_header(ui, cells, column_widths(ui), gap);
}

float project_row_height(const Ui& ui) { return ui.is_phone() ? 80 : 64; }

bool project_row(View& view, const Project& project, int position, int count) {
  Ui& ui = view.ui;
  const bool is_phone = ui.is_phone();
  const auto key = static_cast<NodeId>(hash_of(app::row_identity(project), hash_of("project menu")));
  const auto href = app::is_confirmed(project) ? app::format_route(app::ProjectPage{project.id.text}) : std::string{};
  const auto description = description_of(ui, project);
  bool is_chosen = false;
  {
    const ListRow row(ui, {.name = project.name,
                           .href = href,
                           .description = description,
                           .height = project_row_height(ui),
                           .is_flat = is_phone,
                           .position = position,
                           .count = count,
                           .padding = is_phone ? 16.f : 12.f});
    if (row.is_visible()) {
      if (is_phone) {
        tall_row(ui, row.content(), project);
      } else {
        wide_row(ui, row.content(), project);
      }
    }
    is_chosen = row.is_pressed();
    Rect anchor = row.rect();
    if (!is_phone) {
      Rect content = row.content();
      const Rect place = centred(cut_right(content, 36), 36, 36);
      const auto name = ui.tr("projects.actions", {{"name", project.name}});
      const bool is_open = is_menu_open(ui, key);
      const bool is_shown =
          row.is_hovered() || row.has_focus() || is_open || ui.is_touch || ui.is_focused(ImGui::GetID(name.c_str()));
      IconButtonOptions options{.is_expanded = is_open};
      if (!is_shown) options.colour = 0;
      const Control more = icon_button(ui.at(place), Icon::more, name, options);
      if (more) open_menu(ui, key, more.rect);
      anchor = more.rect;
    }
    if (row.wants_menu()) open_menu(ui, key, is_phone ? Rect{anchor.x + 64, anchor.y + 24, 0, 32} : anchor);
  }
  project_menu(view, key, project, true);
  return is_chosen;
}

}  // namespace quern::ui
