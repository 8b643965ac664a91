# Header-only dependencies: quern::immer, quern::nlohmann_json. Emscripten does not look in
# /usr/include, and must not (the host's libc is there): a folder of links holds these alone.
set(quern_headers ${PROJECT_BINARY_DIR}/include)
file(MAKE_DIRECTORY ${quern_headers})
foreach(package immer nlohmann)
  find_path(QUERN_${package}_PARENT ${package} PATHS /usr/include /usr/local/include NO_CMAKE_FIND_ROOT_PATH REQUIRED)
  file(CREATE_LINK ${QUERN_${package}_PARENT}/${package} ${quern_headers}/${package} SYMBOLIC)
endforeach()

foreach(name immer nlohmann_json)
  add_library(quern_${name} INTERFACE)
  add_library(quern::${name} ALIAS quern_${name})
  target_include_directories(quern_${name} SYSTEM INTERFACE ${quern_headers})
endforeach()

if(EMSCRIPTEN)
  # Without exceptions immer calls std::terminate, and forgets to include what has it.
  target_compile_options(quern_immer INTERFACE "SHELL:-include exception")
endif()
