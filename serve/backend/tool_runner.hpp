// Programs that read or write files of people: ffmpeg, pdftotext and the like, and this program's own readers. Each runs
// in a child process with limits on time, memory, output and files, since what it reads may be made to break it.
// Shape   run() answers what the tool wrote and how it ended; a status that is not 0 is an answer, not an error.
// Rules   at most so many run at once (by option), the rest wait their turn in order; a stopped token ends the child, and
//         the answer is `cancelled` once it is gone.
// Owner   the program; called, and answers, on the scheduler's thread. A simulation hands in canned answers.
// Errors  timeout (limit of time), validation with code `too_large` (of output, of files; of memory for our own readers:
//         another program that gets none ends by a status of its own), rate_limited when too many wait, server when it
//         cannot be started.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/stop_token.hpp"
#include "core/base/task.hpp"
#include "core/base/time.hpp"

namespace quern::serve {

struct ToolLimits {
  Duration wall = std::chrono::seconds{30};
  std::chrono::seconds cpu{20};
  std::uint64_t memory_bytes = 512ULL * 1024 * 1024;
  std::uint64_t output_bytes = 16ULL * 1024 * 1024;  // of stdout
  std::uint64_t file_bytes = 0;                      // of each file it writes, in its own folder; 0: it may write none
};

// A reader of files has no network, no programs of its own, no other process, and writes no file unless `file_bytes` says
// so. A program that the operator chose has the limits alone.
enum class Confinement { reader, operators_own };

// With this status our own readers say that they got no more memory.
inline constexpr int tool_out_of_memory = 75;

struct ToolCommand {
  // The program first, by its name; "serve" is this very program.
  std::vector<std::string> arguments;
  std::string input{};      // its stdin
  std::string read_file{};  // a path given to it as file descriptor 3 ("/dev/fd/3" in an argument), "" for none
  std::string
      write_file{};  // a path made anew and given to it as descriptor 4, "" for none; it can write no other then
  ToolLimits limits{};
  Confinement confinement = Confinement::reader;
  // Each line of stderr as it comes, for progress, at most 4 KiB of it; may be empty. Never after the answer.
  std::function<void(std::string_view)> on_line = nullptr;
};

// Files of its own choice, that is, in a folder that goes with it.
inline bool may_write_files(const ToolCommand& command) {
  return command.limits.file_bytes > 0 && command.write_file.empty();
}

struct ToolOutput {
  int status = 0;  // of its exit; 128 + n when signal n ended it
  std::string output;
  std::string error_text;  // the end of its stderr, at most 4 KiB
};

class ToolRunner {
 public:
  virtual ~ToolRunner() = default;
  virtual Task<Result<ToolOutput>> run(ToolCommand command, StopToken stop) = 0;
};

}  // namespace quern::serve
