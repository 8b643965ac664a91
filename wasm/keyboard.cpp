#include "wasm/keyboard.hpp"

#include <array>
#include <utility>

namespace quern::wasm {
namespace {

using namespace std::string_view_literals;

// Moving about, and what shortcuts are made of. Typing is the DOM's.
constexpr std::array keys{
    std::pair{"ArrowLeft"sv, ImGuiKey_LeftArrow},
    std::pair{"ArrowRight"sv, ImGuiKey_RightArrow},
    std::pair{"ArrowUp"sv, ImGuiKey_UpArrow},
    std::pair{"ArrowDown"sv, ImGuiKey_DownArrow},
    std::pair{"PageUp"sv, ImGuiKey_PageUp},
    std::pair{"PageDown"sv, ImGuiKey_PageDown},
    std::pair{"Home"sv, ImGuiKey_Home},
    std::pair{"End"sv, ImGuiKey_End},
    std::pair{"Delete"sv, ImGuiKey_Delete},
    std::pair{"Slash"sv, ImGuiKey_Slash},
    std::pair{"F2"sv, ImGuiKey_F2},
    std::pair{"Comma"sv, ImGuiKey_Comma},
};

constexpr bool is_numbered(std::string_view code, std::string_view prefix, char first, char last) {
  return code.size() == prefix.size() + 1 && code.starts_with(prefix) && code.back() >= first && code.back() <= last;
}

}  // namespace

ImGuiKey key_of(std::string_view code) {
  if (is_numbered(code, "Key", 'A', 'Z')) return static_cast<ImGuiKey>(ImGuiKey_A + (code.back() - 'A'));
  if (is_numbered(code, "Digit", '0', '9')) return static_cast<ImGuiKey>(ImGuiKey_0 + (code.back() - '0'));
  for (const auto& [name, key] : keys) {
    if (name == code) return key;
  }
  return ImGuiKey_None;
}

}  // namespace quern::wasm
