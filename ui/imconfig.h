// What Dear ImGui is built with, everywhere (IMGUI_USER_CONFIG).
#pragma once

#define IMGUI_DISABLE_DEMO_WINDOWS
#define IMGUI_DISABLE_DEBUG_TOOLS
#define IMGUI_DISABLE_DEFAULT_FONT              // glyphs come from the platform
#define IMGUI_DISABLE_FILE_FUNCTIONS            // and so do files
#define IMGUI_DISABLE_DEFAULT_SHELL_FUNCTIONS   // and links
#define IMGUI_DISABLE_OBSOLETE_FUNCTIONS
#define IMGUI_USE_WCHAR32                       // all of Unicode; private planes hold grapheme clusters
