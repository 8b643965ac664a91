// What Dear ImGui is built with, everywhere (IMGUI_USER_CONFIG).
#pragma once

#define IMGUI_DISABLE_DEMO_WINDOWS
#define IMGUI_DISABLE_DEBUG_TOOLS
#define IMGUI_DISABLE_DEFAULT_FONT             // glyphs come from the platform
#define IMGUI_ENABLE_FREETYPE                  // "another loader than stb_truetype": ours, ui/atlas.cpp names it
#define IMGUI_DISABLE_FILE_FUNCTIONS           // and so do files
#define IMGUI_DISABLE_DEFAULT_SHELL_FUNCTIONS  // and links
#define IMGUI_DISABLE_OBSOLETE_FUNCTIONS
#define IMGUI_USE_WCHAR32  // all of Unicode; private planes hold grapheme clusters

// Files of settings are never read, and their reader would bring the C library's scanner along.
#include <cstdio>
#define sscanf(...) 0
