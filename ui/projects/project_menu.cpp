#include "ui/projects/project_menu.hpp"

#include "ui/widgets/menu.hpp"

namespace quern::ui {

void project_menu(View& view, NodeId key, const Project& project, bool is_in_list) {
  Ui& ui = view.ui;
  if (!is_menu_open(ui, key)) return;
  Menu menu(ui, key, ui.tr("projects.actions", {{"name", project.name}}));
  if (is_in_list && app::is_confirmed(project) && menu_item(ui, menu, ui.tr("projects.open"), {.icon = Icon::project}))
    view.go(app::ProjectPage{project.id.text});
  if (menu_item(ui, menu, ui.tr("projects.edit"), {.icon = Icon::edit}))
    view.app.project_form() = app::ProjectForm::edit(project);
  menu_divider(ui, menu);
  if (menu_item(ui, menu, ui.tr("projects.delete"), {.icon = Icon::trash, .is_dangerous = true}))
    view.app.remove_project(project);
}

}  // namespace quern::ui
