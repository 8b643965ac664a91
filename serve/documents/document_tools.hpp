// This library as tools of `serve tool …`, each a child process with limits:
//   resume-read docx|pdf-boxes|txt|md    a file from descriptor 3, or stdin where there is none, to a resume as JSON
//   resume-write docx|pdf ru|en          a resume as JSON from stdin to a document
// Ends    0; 65 for a file that cannot be read, with the sentence for the person on stderr; 66 for what is no such file;
//         64 for arguments that make no sense; 70 for what should not happen.
#pragma once

namespace quern::serve {

inline constexpr int tool_unreadable = 65;
inline constexpr int tool_wrong_type = 66;

int resume_read_tool(int argc, char** argv);
int resume_write_tool(int argc, char** argv);

}  // namespace quern::serve
