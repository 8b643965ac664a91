# quern::warnings: our own targets link it PRIVATE. Dependencies are SYSTEM includes and go without.
# They are errors here, and not in the build of somebody who uses the library with a compiler we have not seen.
add_library(quern_warnings INTERFACE)
add_library(quern::warnings ALIAS quern_warnings)
target_compile_options(quern_warnings INTERFACE
  -Wall -Wextra -Wpedantic $<$<NOT:$<BOOL:${QUERN_LIBRARY_ONLY}>>:-Werror>
  -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast -Wcast-qual -Wnon-virtual-dtor -Woverloaded-virtual
  -Wnull-dereference -Wimplicit-fallthrough -Wextra-semi -Wundef)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(quern_warnings INTERFACE
    -Wunreachable-code -Wthread-safety
    # {.key = …} leaves the rest at its defaults: that is what options are for.
    -Wno-missing-designated-field-initializers -Wno-missing-field-initializers)
else()
  target_compile_options(quern_warnings INTERFACE -Wno-missing-field-initializers)
endif()
