# What `cmake --install` leaves: quern::base and quern::query, their headers as <quern/…>, a CMake package, a pkg-config
# file. Nothing else of Quern is installed. Decision 26 says why so.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)
include(package_headers)

set(package_dir ${PROJECT_BINARY_DIR}/package)
set(package_cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/quern)

# The same names for who builds Quern inside their own project.
if(NOT PROJECT_IS_TOP_LEVEL)
  quern_package_headers(FORWARD ${PROJECT_SOURCE_DIR}/core ${package_dir}/forward/quern)
  target_include_directories(quern_base INTERFACE $<BUILD_INTERFACE:${package_dir}/forward>)
endif()

install(CODE "
  include(\"${PROJECT_SOURCE_DIR}/cmake/package_headers.cmake\")
  quern_package_headers(COPY \"${PROJECT_SOURCE_DIR}/core\" \"${package_dir}/include/quern\")
  quern_testing_header(\"${PROJECT_SOURCE_DIR}/tests/support\" \"${package_dir}/include/quern\")")
install(DIRECTORY ${package_dir}/include/quern DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

set_target_properties(quern_base PROPERTIES EXPORT_NAME base)
set_target_properties(quern_query PROPERTIES EXPORT_NAME query)
install(TARGETS quern_base quern_query EXPORT quern-targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT quern-targets NAMESPACE quern:: DESTINATION ${package_cmake_dir})

configure_package_config_file(cmake/quern-config.cmake.in ${package_dir}/quern-config.cmake
  INSTALL_DESTINATION ${package_cmake_dir})
write_basic_package_version_file(${package_dir}/quern-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${package_dir}/quern-config.cmake ${package_dir}/quern-config-version.cmake DESTINATION ${package_cmake_dir})

file(RELATIVE_PATH package_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)  # from the .pc file: an install may be moved
configure_file(cmake/quern-query.pc.in ${package_dir}/quern-query.pc @ONLY)
install(FILES ${package_dir}/quern-query.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/licenses/quern)
