#include "ui/shell/toast_stack.hpp"

#include <vector>

#include "ui/shell/words.hpp"
#include "ui/widgets/toast.hpp"

namespace quern::ui {
namespace {

std::string_view action_words(const Ui& ui, app::ToastAction action) {
  switch (action) {
    case app::ToastAction::undo: return ui.tr("undo");
    case app::ToastAction::reopen: return ui.tr("notice.reopen");
    case app::ToastAction::log_out: return ui.tr("notice.log_out_anyway");
    case app::ToastAction::none: break;
  }
  return {};
}

void answer(app::Toasts& toasts, const ToastEvent& event) {
  const auto id = app::ToastId{event.id};
  switch (event.kind) {
    case ToastEvent::Kind::act: return toasts.act(id);
    case ToastEvent::Kind::close: return toasts.close(id);
    case ToastEvent::Kind::hold: return toasts.hold(id, true);
    case ToastEvent::Kind::release: return toasts.hold(id, false);
  }
}

}  // namespace

void toast_stack(View& view) {
  Ui& ui = view.ui;
  const auto shown = view.app.toasts().shown();
  std::vector<std::string> words;
  words.reserve(shown.size());
  for (const auto& one : shown) words.push_back(notice_words(ui.language, one.toast->notice));
  std::vector<ToastView> views;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const auto& one = shown[i];
    views.push_back({.id = static_cast<std::uint64_t>(one.id),
                     .text = words[i],
                     .icon = one.toast->is_error ? Icon::alert : Icon::trash,
                     .is_error = one.toast->is_error,
                     .action = action_words(ui, one.toast->action),
                     .left = one.left,
                     .life = app::Toasts::life,
                     .is_held = one.is_held});
  }
  const float below = view.kept_below > 0 ? view.kept_below + 8 : 24;
  for (const auto& event : toasts(ui, views, below)) answer(view.app.toasts(), event);
}

}  // namespace quern::ui
