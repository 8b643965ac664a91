// A question over a dimmed page: 420 wide in the middle, on a phone the whole width at the bottom. Its first field gets
// the focus, and who had it before gets it back at its end. While it is open nothing under it can be pressed.
//
//   Dialog dialog{ui, "rename", ui.tr("projects.rename"), {.is_form = true}};
//   text_field(ui, …);
//   switch (dialog_buttons(ui, dialog, ui.tr("save"), {…})) …
//   if (dialog.is_dismissed()) …close it, and…  dialog.give_focus_back();
#pragma once

#include <optional>
#include <string_view>

#include "ui/ui.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/overlay.hpp"

namespace quern::ui {

class Dialog {
 public:
  struct Options {
    float width = 420;
    bool is_form = true;           // Enter in a field presses its submit button
    std::string_view description;  // read after the title
  };
  Dialog(Ui& ui, std::string_view key, std::string_view title, Options options);
  Dialog(Ui& ui, std::string_view key, std::string_view title) : Dialog(ui, key, title, Options{}) {}
  ~Dialog();
  Dialog(const Dialog&) = delete;
  Dialog& operator=(const Dialog&) = delete;

  bool is_dismissed() const { return is_dismissed_; }  // Escape, the cross, a click beside it
  void give_focus_back() const;                        // it is closed: to who had it, or else to the page's name
  NodeId id() const { return id_; }

 private:
  friend struct DialogButtons;
  struct State;

  Ui& ui_;
  NodeId id_;
  State* state_;
  std::optional<Overlay> overlay_;
  bool is_form_ = false;
  bool is_dismissed_ = false;
};

enum class DialogAnswer : std::uint8_t { none, accepted, cancelled };

// Cancel and the primary button at the right end. A destructive dialog says `kind = ButtonKind::danger`.
DialogAnswer dialog_buttons(Ui& ui, std::string_view accept,
                            ButtonOptions accept_options = {.kind = ButtonKind::primary});

}  // namespace quern::ui
