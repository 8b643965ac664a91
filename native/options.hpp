// What the program is told on its command line.
#pragma once

#include <expected>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace quern::native {

struct Options {
  std::string origin = "http://127.0.0.1:8080";  // of the server: scheme, host and port, no path
  std::string path = "/";                        // the page to begin with
  std::filesystem::path data;                    // what is kept between runs; one folder in it a server
  std::filesystem::path config;                  // settings
  int width = 1280, height = 800;                // of the window, CSS pixels
  bool wants_help = false;
};

// Errors: what is wrong, for a person to read.
std::expected<Options, std::string> parse_options(std::span<const char* const> arguments);
std::string_view help_text();

// The folder of one server's cookies and store.
std::filesystem::path server_folder(const Options& options);

}  // namespace quern::native
