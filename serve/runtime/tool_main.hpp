// `serve tool NAME …`: this program's own readers of people's files, each run in a child process by the ToolPool. They read
// stdin or descriptor 3, and write stdout.
#pragma once

namespace quern::serve {

// The arguments after `tool`, the name first. Answers the exit status: 64 for a name that is none, tool_out_of_memory when
// there was no more.
int tool_main(int argc, char** argv);

}  // namespace quern::serve
