// Where the focused field's editor lies among the layers of the page; without a window.
#include <gtest/gtest.h>

#include "native/field_editor.hpp"
#include "tests/ui/stage.hpp"
#include "ui/widgets/overlay.hpp"

namespace quern::test {
namespace {

using ui::Role;
using Names = std::vector<std::string>;

class EditorOfAField : public testing::Test {
 protected:
  // The windows of the last frame, from the lowest.
  static Names layers() {
    Names names;
    for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
      if (!window->Active || window->RootWindow != window || window->IsFallbackWindow) continue;
      const std::string_view name = window->Name;
      names.emplace_back(name.starts_with("overlay") ? "overlay" : name);
    }
    return names;
  }
  static void toast() {
    ui::begin_layer("toast", {0, 0, 200, 200}, true);
    ui::end_layer();
  }
  void focus_name() {
    focus.on_pointer_press(stage.find(Role::textbox, "Name").id);
    stage.settle();
  }

  Stage stage;
  native::Focus focus{stage.Screen::semantics()};
  native::FieldEditor editor{stage.Screen::semantics(), focus, stage.glyphs};
  std::string name;
};

TEST_F(EditorOfAField, LiesBelowWhatLiesOverThePage) {
  stage.show([this](ui::Ui& ui) {
    text_field(ui, "Name", name);
    toast();
  });
  focus_name();

  EXPECT_EQ(layers(), (Names{"page", "field editor", "toast"}));
}

TEST_F(EditorOfAField, LiesAboveItsDialogAndBelowWhatLiesOverThat) {
  stage.show([this](ui::Ui& ui) {
    {
      const ui::Dialog dialog(ui, "new", "New project");
      text_field(ui, "Name", name);
    }
    toast();
  });
  focus_name();

  EXPECT_EQ(layers(), (Names{"page", "overlay", "field editor", "toast"}));
}

TEST_F(EditorOfAField, LiesAboveThePage) {
  stage.show([this](ui::Ui& ui) { text_field(ui, "Name", name); });
  focus_name();

  EXPECT_EQ(layers(), (Names{"page", "field editor"}));
}

}  // namespace
}  // namespace quern::test
