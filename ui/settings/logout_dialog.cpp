#include "ui/settings/logout_dialog.hpp"

#include "ui/widgets.hpp"

namespace quern::ui {
namespace {

struct State : Remembered {
  static constexpr std::uint64_t tag = 0x10;
  bool is_open = false;
};

State& state_of(Ui& ui) { return ui.state<State>(static_cast<NodeId>(hash_of("log out"))); }

}  // namespace

void ask_to_log_out(View& view) {
  if (!view.app.chats().has_unsent()) return view.app.log_out();
  state_of(view.ui).is_open = true;
  view.ui.want_frame();
}

void logout_dialog(View& view) {
  Ui& ui = view.ui;
  auto& state = state_of(ui);
  if (!state.is_open) return;
  const auto unsent = static_cast<std::int64_t>(view.app.chats().outbox().unsent());
  const auto sentence = ui.tr_count("logout.unsent", unsent);
  const Dialog dialog(ui, "log out", ui.tr("logout.title"), {.is_form = false, .description = sentence});
  paragraph(ui, sentence, {.colour = ui.theme.text_muted});
  const ButtonOptions stay{.kind = ButtonKind::primary}, leave{.kind = ButtonKind::danger_text};
  Rect row = ui.place(ui.available_width(), button_height(ui), Fit::stretch);
  const Rect stay_place = cut_right(row, button_width(ui, ui.tr("logout.stay"), stay), 8);
  const Rect leave_place = cut_right(row, button_width(ui, ui.tr("logout.leave"), leave));
  const bool is_staying = bool(button(ui.at(stay_place), ui.tr("logout.stay"), stay)) || dialog.is_dismissed();
  const bool is_leaving = bool(button(ui.at(leave_place), ui.tr("logout.leave"), leave));
  if (is_leaving) view.app.log_out_anyway();
  if (!is_staying && !is_leaving && unsent > 0) return;
  state.is_open = false;
  dialog.give_focus_back();
}

}  // namespace quern::ui
