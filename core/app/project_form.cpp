#include "core/app/project_form.hpp"

#include <utility>

namespace quern::app {
namespace {

ProjectText text_of(const Project& project) { return {project.name, project.description}; }

}  // namespace

ProjectForm ProjectForm::edit(const Project& project) {
  return {.kind = Kind::edit,
          .id = project.id,
          .client_id = project.client_id.value_or(""),
          .text = text_of(project),
          .base = text_of(project),
          .base_version = project.version};
}

ProjectForm ProjectForm::again(ProjectForm form, Error refusal) {
  form.refusal = std::move(refusal);
  form.asks_to_discard = false;
  return form;
}

ProjectForm ProjectForm::anew(ProjectForm form) {
  ProjectForm made = create();
  made.text = std::move(form.text);
  return made;
}

Problem ProjectForm::name_problem() const { return is_name_checked ? check_project_name(text.name) : Problem::none; }
Problem ProjectForm::description_problem() const {
  return is_description_checked ? check_project_description(text.description) : Problem::none;
}
bool ProjectForm::is_valid() const {
  return check_project_name(text.name) == Problem::none && check_project_description(text.description) == Problem::none;
}

ProjectText ProjectForm::trimmed_text() const {
  return {std::string{trimmed(text.name)}, std::string{trimmed(text.description)}};
}

// Field by field: one nobody typed in follows the server; typed text stays, and where both changed, both are shown.
void ProjectForm::see(const Project& current) {
  if (kind != Kind::edit || current.version < base_version) return;
  const auto now = text_of(current);
  if (current.version ==
      base_version) {  // opened over a write that was refused since: what it shows is still to be saved
    base = now;
    return;
  }
  const auto merge = [](std::string& mine, const std::string& before, const std::string& after,
                        std::optional<std::string>& theirs) {
    if (mine == before) mine = after;
    if (after != before || theirs) theirs = after;
    if (theirs == mine) theirs.reset();
  };
  merge(text.name, base.name, now.name, theirs.name);
  merge(text.description, base.description, now.description, theirs.description);
  base = now;
  base_version = current.version;
}

void ProjectForm::take_theirs() {
  if (theirs.name) text.name = *theirs.name;
  if (theirs.description) text.description = *theirs.description;
  theirs = {};
}

void ProjectForm::keep_mine() { theirs = {}; }

}  // namespace quern::app
