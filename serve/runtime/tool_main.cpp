#include "serve/runtime/tool_main.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <new>
#include <string_view>

#include "serve/backend/tool_runner.hpp"
#include "serve/documents/document_tools.hpp"
#include "serve/transcripts/transcript_tools.hpp"

namespace quern::serve {
namespace {

struct OwnTool {
  std::string_view name;
  int (*run)(int argc, char** argv);  // argv[0] is its name
};

// Copies its input: shows that a reader can be started at all.
int echo(int, char**) {
  std::array<char, 65536> piece{};
  while (true) {
    const auto count = read(STDIN_FILENO, piece.data(), piece.size());
    if (count <= 0) return count == 0 ? 0 : 1;
    if (std::fwrite(piece.data(), 1, static_cast<std::size_t>(count), stdout) != static_cast<std::size_t>(count)) {
      return 1;
    }
  }
}

constexpr std::array tools = {
    OwnTool{"echo", &echo},
    OwnTool{"resume-read", &resume_read_tool},
    OwnTool{"resume-write", &resume_write_tool},
    OwnTool{"transcript", &transcript_tool},
    OwnTool{"transcript-docx", &transcript_docx_tool},
};

}  // namespace

int tool_main(int argc, char** argv) {
  std::set_new_handler([] { _exit(tool_out_of_memory); });
  const std::string_view name = argc > 0 ? argv[0] : "";
  for (const auto& tool : tools) {
    if (tool.name != name) continue;
    const int status = tool.run(argc, argv);
    return std::fflush(stdout) == 0 ? status : 1;
  }
  std::fprintf(stderr, "serve: there is no such tool\n");
  return 64;
}

}  // namespace quern::serve
