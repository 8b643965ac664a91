// `serve tool transcript TYPE`: the file on descriptor 3 as an InterviewResult in JSON. 65 for what cannot be read, with the
// reason, for the person, as the only line of stderr.
// `serve tool transcript-docx`: {"title", "result"} on stdin as a DOCX document.
#pragma once

namespace quern::serve {

int transcript_tool(int argc, char** argv);
int transcript_docx_tool(int argc, char** argv);

}  // namespace quern::serve
