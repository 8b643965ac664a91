#include "native/keyboard.hpp"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <array>
#include <utility>

namespace quern::native {
namespace {

constexpr std::array keys{
    std::pair{GLFW_KEY_LEFT, ImGuiKey_LeftArrow},
    std::pair{GLFW_KEY_RIGHT, ImGuiKey_RightArrow},
    std::pair{GLFW_KEY_UP, ImGuiKey_UpArrow},
    std::pair{GLFW_KEY_DOWN, ImGuiKey_DownArrow},
    std::pair{GLFW_KEY_PAGE_UP, ImGuiKey_PageUp},
    std::pair{GLFW_KEY_PAGE_DOWN, ImGuiKey_PageDown},
    std::pair{GLFW_KEY_HOME, ImGuiKey_Home},
    std::pair{GLFW_KEY_END, ImGuiKey_End},
    std::pair{GLFW_KEY_INSERT, ImGuiKey_Insert},
    std::pair{GLFW_KEY_DELETE, ImGuiKey_Delete},
    std::pair{GLFW_KEY_BACKSPACE, ImGuiKey_Backspace},
    std::pair{GLFW_KEY_SPACE, ImGuiKey_Space},
    std::pair{GLFW_KEY_SLASH, ImGuiKey_Slash},
    std::pair{GLFW_KEY_COMMA, ImGuiKey_Comma},
    std::pair{GLFW_KEY_F2, ImGuiKey_F2},
};

}  // namespace

ImGuiKey key_of(int key, int scancode) {
  if (key >= GLFW_KEY_A && key <= GLFW_KEY_Z) {
    const char* name = glfwGetKeyName(key, scancode);
    const bool is_latin = name != nullptr && name[0] >= 'a' && name[0] <= 'z' && name[1] == '\0';
    return static_cast<ImGuiKey>(ImGuiKey_A + (is_latin ? name[0] - 'a' : key - GLFW_KEY_A));
  }
  if (key >= GLFW_KEY_0 && key <= GLFW_KEY_9) return static_cast<ImGuiKey>(ImGuiKey_0 + (key - GLFW_KEY_0));
  for (const auto& [theirs, ours] : keys) {
    if (theirs == key) return ours;
  }
  return ImGuiKey_None;
}

}  // namespace quern::native
