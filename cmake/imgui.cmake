# quern::imgui          Dear ImGui's core, without its demo; configured by ui/imconfig.h.
# The rest of its tree (backends, FreeType) is at ${QUERN_IMGUI_DIR}.
set(QUERN_IMGUI_DIR /opt/imgui CACHE PATH "Dear ImGui's source tree, 1.92 or later")
if(NOT EXISTS ${QUERN_IMGUI_DIR}/imgui.h)
  message(STATUS "No Dear ImGui at ${QUERN_IMGUI_DIR}: building without ui (say where it is with -DQUERN_IMGUI_DIR=…)")
  return()
endif()

add_library(quern_imgui STATIC EXCLUDE_FROM_ALL
  ${QUERN_IMGUI_DIR}/imgui.cpp ${QUERN_IMGUI_DIR}/imgui_draw.cpp
  ${QUERN_IMGUI_DIR}/imgui_widgets.cpp ${PROJECT_SOURCE_DIR}/ui/imgui_without_tables.cpp)
add_library(quern::imgui ALIAS quern_imgui)
target_include_directories(quern_imgui SYSTEM PUBLIC ${QUERN_IMGUI_DIR})
target_include_directories(quern_imgui PRIVATE ${PROJECT_SOURCE_DIR} INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(quern_imgui PUBLIC IMGUI_USER_CONFIG="ui/imconfig.h")
