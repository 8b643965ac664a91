// The keys Dear ImGui hears of, by the name the browser gives the place of the key (KeyboardEvent.code).
#pragma once

#include <imgui.h>

#include <string_view>

namespace quern::wasm {

ImGuiKey key_of(std::string_view code);  // ImGuiKey_None: not ours

}  // namespace quern::wasm
