// GLFW's keys in Dear ImGui's words.
#pragma once

#include <imgui.h>

namespace quern::native {

// A letter's key is the one that writes it, where the layout is a Latin one; else the one in its place.
ImGuiKey key_of(int key, int scancode);  // ImGuiKey_None: not ours

}  // namespace quern::native
