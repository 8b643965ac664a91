#include "ui/projects/project_dialog.hpp"

#include "core/api/utf8.hpp"
#include "core/app/queries.hpp"
#include "ui/shell/form_alert.hpp"
#include "ui/shell/words.hpp"
#include "ui/widgets.hpp"

namespace quern::ui {
namespace {

std::string name_error(const Ui& ui, const app::ProjectForm& form) {
  switch (form.name_problem()) {
    case app::Problem::missing: return std::string(ui.tr("problem.name_missing"));
    case app::Problem::too_long: return std::string(ui.tr("problem.name_too_long"));
    default: return form.refusal ? field_refusal(*form.refusal, "name") : std::string{};
  }
}

std::string description_error(const Ui& ui, const app::ProjectForm& form) {
  if (form.description_problem() == app::Problem::too_long) return std::string(ui.tr("problem.description_too_long"));
  return form.refusal ? field_refusal(*form.refusal, "description") : std::string{};
}

std::string room_left(const Ui& ui, const app::ProjectForm& form) {
  const auto used = static_cast<std::int64_t>(count_code_points(form.text.description));
  const auto left = max_project_description_length - used;
  return left >= 0 ? ui.tr_count("project_dialog.left", left) : ui.tr_count("project_dialog.over", -left);
}

// The project changed elsewhere while this was open: both are shown, and the person chooses.
void theirs(Ui& ui, app::ProjectForm& form) {
  if (!form.theirs) return;
  const auto say = [&](const std::string& words) {
    paragraph(ui, words, {.style = type::small, .colour = ui.theme.warning_text});
  };
  if (form.theirs.name) say(ui.tr("project_dialog.changed", {{"name", *form.theirs.name}}));
  if (form.theirs.description) say(ui.tr("project_dialog.changed_description", {{"text", *form.theirs.description}}));
  const Row row(ui, button_height(ui, ButtonSize::small), {.gap = 8});
  if (button(ui, ui.tr("project_dialog.take_theirs"), {.size = ButtonSize::small})) return form.take_theirs();
  if (button(ui, ui.tr("project_dialog.keep_mine"), {.kind = ButtonKind::quiet, .size = ButtonSize::small}))
    form.keep_mine();
}

void fields(Ui& ui, app::ProjectForm& form) {
  const auto name_message = name_error(ui, form);
  const auto name = text_field(ui, ui.tr("project_dialog.name"), form.text.name,
                               {.placeholder = ui.tr("project_dialog.name_placeholder"),
                                .error = name_message,
                                .enter_key_hint = "done",
                                .is_required = true});
  const auto description_message = description_error(ui, form);
  const auto left = room_left(ui, form);
  const auto description = text_field(ui, ui.tr("project_dialog.description"), form.text.description,
                                      {.type = FieldType::multiline,
                                       .placeholder = ui.tr("project_dialog.description_placeholder"),
                                       .error = description_message,
                                       .note = left});
  if (name.is_left && form.would_lose_text()) form.is_name_checked = true;
  if (description.is_left) form.is_description_checked = true;
  if (name || description) form.refusal.reset();
}

// Nothing typed would be lost; else the question is asked, and its answer closes.
bool may_close(app::ProjectForm& form) {
  form.asks_to_discard = form.would_lose_text();
  return !form.asks_to_discard;
}

// In the place of the buttons. True: close.
bool discard_question(Ui& ui, app::ProjectForm& form) {
  const Group group(ui, Role::alert, ui.tr("project_dialog.discard_question"), ui.rest());
  paragraph(ui, ui.tr("project_dialog.discard_question"), {.style = type::body.semibold()});
  const ButtonOptions keep{.kind = ButtonKind::secondary}, discard{.kind = ButtonKind::danger_text};
  Rect row = ui.place(ui.available_width(), button_height(ui), Fit::stretch);
  const auto keep_words = ui.tr("project_dialog.keep"), discard_words = ui.tr("project_dialog.discard");
  const Rect keep_place = cut_right(row, button_width(ui, keep_words, keep), 8);
  const Rect discard_place = cut_right(row, button_width(ui, discard_words, discard));
  const bool is_discarded = bool(button(ui.at(discard_place), discard_words, discard));
  if (button(ui.at(keep_place), keep_words, keep)) form.asks_to_discard = false;
  return is_discarded;
}

// Other pages may know of a newer state of what is edited.
void see_changes(View& view, app::ProjectForm& form) {
  if (form.kind != app::ProjectForm::Kind::edit || form.id.is_empty()) return;
  const auto project = use(view, app::queries::project_detail(view.app.api(), form.id));
  if (project.has_data() && !project.is_optimistic()) form.see(*project);
}

}  // namespace

void project_dialog(View& view) {
  if (!view.app.project_form()) return;
  Ui& ui = view.ui;
  auto& form = *view.app.project_form();
  see_changes(view, form);
  const bool is_new = form.kind == app::ProjectForm::Kind::create;
  bool is_submitted = false, is_closed = false;
  const Dialog dialog(ui, "project",
                      is_new ? ui.tr("project_dialog.create_title") : ui.tr("project_dialog.edit_title"));
  theirs(ui, form);
  fields(ui, form);
  if (form.refusal && form.refusal->fields.empty()) form_alert(ui, reason_sentence(ui.language, *form.refusal));
  if (form.asks_to_discard) {
    is_closed = discard_question(ui, form);
  } else {
    const auto answer = dialog_buttons(ui, is_new ? ui.tr("project_dialog.create") : ui.tr("project_dialog.save"));
    is_submitted = answer == DialogAnswer::accepted;
    is_closed = answer == DialogAnswer::cancelled && may_close(form);
  }
  if (dialog.is_dismissed()) is_closed = may_close(form);
  if (is_submitted) {
    view.app.submit_project_form();
  } else if (is_closed) {
    view.app.project_form().reset();
  }
  if (!view.app.project_form()) dialog.give_focus_back();
}

}  // namespace quern::ui
