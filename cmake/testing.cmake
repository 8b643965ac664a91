# quern::gtest, GoogleTest and gmock built from the sources Debian packages (natively with the preset's sanitizers, and as WASM),
# and quern_test(), which makes a test program of them.
set(QUERN_GTEST_DIR /usr/src/googletest CACHE PATH "GoogleTest's source tree")
if(BUILD_TESTING AND NOT EXISTS ${QUERN_GTEST_DIR}/googletest/src/gtest-all.cc)
  message(FATAL_ERROR "No GoogleTest at ${QUERN_GTEST_DIR}: say where it is with -DQUERN_GTEST_DIR=…, or -DBUILD_TESTING=OFF")
endif()

add_library(quern_gtest STATIC EXCLUDE_FROM_ALL
  ${QUERN_GTEST_DIR}/googletest/src/gtest-all.cc
  ${QUERN_GTEST_DIR}/googlemock/src/gmock-all.cc
  ${QUERN_GTEST_DIR}/googlemock/src/gmock_main.cc)
add_library(quern::gtest ALIAS quern_gtest)
target_include_directories(quern_gtest SYSTEM PUBLIC
  ${QUERN_GTEST_DIR}/googletest/include ${QUERN_GTEST_DIR}/googlemock/include)
target_include_directories(quern_gtest PRIVATE ${QUERN_GTEST_DIR}/googletest ${QUERN_GTEST_DIR}/googlemock)
if(EMSCRIPTEN)
  target_compile_definitions(quern_gtest PUBLIC GTEST_HAS_PTHREAD=0 GTEST_HAS_EXCEPTIONS=0 GTEST_HAS_RTTI=0)
else()
  find_package(Threads REQUIRED)
  target_link_libraries(quern_gtest PUBLIC Threads::Threads)
endif()

# quern_test(<name> SOURCES <file…> [LIBS <target…>] [TIMEOUT <seconds>] [LABELS <label…>] [LAUNCHER <command…>])
# A GoogleTest program, run by CTest; under Emscripten it runs in node. Names and labels are what `ctest -R` and `-L` take.
# Nothing where a preset builds no tests.
function(quern_test name)
  if(NOT BUILD_TESTING)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 test "" "TIMEOUT" "SOURCES;LIBS;LABELS;LAUNCHER")
  add_executable(${name} ${test_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${test_LIBS} quern::gtest quern::warnings)
  if(EMSCRIPTEN)
    target_link_options(${name} PRIVATE
      -sENVIRONMENT=node -sEXIT_RUNTIME=1 -sALLOW_MEMORY_GROWTH=1 -sSTACK_SIZE=1MB -sNODERAWFS=1
      -sASSERTIONS=1 --profiling-funcs)
    set(command node $<TARGET_FILE:${name}>)
  else()
    set(command ${test_LAUNCHER} $<TARGET_FILE:${name}>)
  endif()
  add_test(NAME ${name} COMMAND ${command} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  if(NOT test_TIMEOUT)
    set(test_TIMEOUT 300)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${test_TIMEOUT} LABELS "gtest;${test_LABELS}")
endfunction()
