#include "ui/shell/splash.hpp"

#include "ui/shell/words.hpp"
#include "ui/widgets.hpp"

namespace quern::ui {

void splash(View& view) {
  Ui& ui = view.ui;
  fill(ui.screen, ui.theme.surface_base);
  if (const auto& problem = view.app.session().problem()) {
    const Group main(ui, Role::main, ui.tr("shell.page"), ui.screen);
    const auto reason = reason_sentence(ui.language, *problem);
    const auto code = error_code(*problem);
    const ErrorPanel panel{.title = ui.tr("shell.cannot_start"), .reason = reason, .code = code};
    if (error_panel(ui.at(centred(ui.screen, ui.screen.width - 32, 220)), panel)) view.app.session().start();
    return;
  }
  const Rect place = centred(ui.screen, 40, 40);
  ui.tell({.id = ui.id("loading"),
           .role = Role::status,
           .name = std::string(ui.tr("loading")),
           .rect = place,
           .is_busy = true});
  if (shows_skeleton(ui, "splash")) draw_mark(draw_list(), place, ui.theme.accent);
}

}  // namespace quern::ui
