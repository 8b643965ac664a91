#include "ui/shell/connection_bar.hpp"

#include "ui/widgets/panel.hpp"

namespace quern::ui {
namespace {

using Kind = app::ConnectionNotice::Kind;

std::string_view lead_of(const Ui& ui, const app::ConnectionNotice& notice) {
  if (notice.kind == Kind::reconnecting) return ui.tr("link.reconnecting");
  return notice.is_lasting && notice.kind == Kind::waiting ? ui.tr("link.silent") : ui.tr("link.offline");
}

// Whole seconds, upwards.
std::string countdown(const Ui& ui, Duration left) {
  const auto seconds = format_number(ui.language, std::chrono::ceil<std::chrono::seconds>(left).count());
  const MessageKey words = ui.is_phone() ? MessageKey("link.next_try_short") : MessageKey("link.next_try");
  return ui.tr(words, {{"n", seconds}});
}

}  // namespace

bool connection_bar(Ui& ui, Rect& page, const app::ConnectionNotice& notice) {
  if (notice.kind == Kind::none) return false;
  const bool counts = notice.kind == Kind::waiting;
  const bool is_short = counts && ui.is_phone();
  const auto note = counts ? countdown(ui, notice.next_try_in) : std::string{};
  const Banner bar{.tone = Tone::warning,
                   .icon = Icon::offline,
                   .lead = lead_of(ui, notice),
                   .text = is_short ? std::string_view{} : ui.tr("link.keep_writing"),
                   .note = note,
                   .action = counts ? ui.tr("link.retry") : std::string_view{},
                   .action_icon = Icon::retry};
  return banner(ui.at(cut_top(page, 40)), bar);
}

}  // namespace quern::ui
