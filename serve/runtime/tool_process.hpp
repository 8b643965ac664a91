// One child process, from its start to its end, with limits and pipes. Blocks its thread, which must live as long as the
// child: the child is killed when that thread ends, and with it the program.
// Ends    by itself, at a limit, or when `wake` becomes readable; its whole process group is killed then. Nothing of the
//         parent is inherited: no descriptor but its three pipes and the file, no environment, no blocked signal.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "serve/backend/tool_runner.hpp"

namespace quern::serve {

struct ToolPlace {
  std::string self;    // this program, for "serve"
  std::string folder;  // its HOME and working folder: empty, or one of its own where it may write files
};

// `on_lines` gets whole lines of stderr, each with its end, as they come.
Result<ToolOutput> run_tool(const ToolCommand& command, const ToolPlace& place, int wake,
                            const std::function<void(std::string)>& on_lines);

}  // namespace quern::serve
