# The language of everything built here, and what the presets ask for.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_COLOR_DIAGNOSTICS ON)

# Paths in what we build are the repository's own, so that checkouts share a compiler cache.
add_compile_options(-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)

set(QUERN_SANITIZE "" CACHE STRING "Sanitizers of a native build, as -fsanitize= takes them")
if(QUERN_SANITIZE)
  add_compile_options(-fsanitize=${QUERN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${QUERN_SANITIZE})
endif()

if(EMSCRIPTEN)
  # Errors are values (docs/decisions): nothing that goes to the browser throws, or asks for a type at run time.
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions> $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>)
  # One thread; and what every browser has had since 2021, for fewer bytes: a float to an integer in one instruction, and
  # copies of memory.
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fno-threadsafe-statics> -mnontrapping-fptoint -mbulk-memory)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_link_options(-fuse-ld=lld)
endif()
