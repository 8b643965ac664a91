#include "serve/documents/document_tools.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/documents/resume_document.hpp"

namespace quern::serve {
namespace {

constexpr std::size_t most_input = std::size_t{64} << 20;
constexpr int file_descriptor = 3;

// False when it cannot be read, or is too long.
bool read_all(int from, std::string& out) {
  std::string piece(64 * 1024, '\0');
  while (true) {
    const auto count = read(from, piece.data(), piece.size());
    if (count <= 0) return count == 0;
    out.append(piece, 0, static_cast<std::size_t>(count));
    if (out.size() > most_input) return false;
  }
}

int complain(const Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return error.status == 415 ? tool_wrong_type : error.is(ErrorKind::validation) ? tool_unreadable : 70;
}

int write_out(const std::string& bytes) {
  return std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size() ? 0 : 70;
}

}  // namespace

int resume_read_tool(int argc, char** argv) {
  const auto source = argc == 2 ? parse_resume_source(argv[1]) : std::nullopt;
  if (!source) return 64;
  const bool has_file = fcntl(file_descriptor, F_GETFD) >= 0 && lseek(file_descriptor, 0, SEEK_CUR) >= 0;
  std::string bytes;
  if (!read_all(has_file ? file_descriptor : STDIN_FILENO, bytes)) return 70;
  const auto resume = read_resume(std::move(bytes), *source);
  return resume ? write_out(encode(*resume)) : complain(resume.error());
}

int resume_write_tool(int argc, char** argv) {
  const auto format = argc == 3 ? parse_resume_format(argv[1]) : std::nullopt;
  const auto language = argc == 3 ? parse_language(argv[2]) : std::nullopt;
  std::string json;
  if (!format || !language || !read_all(STDIN_FILENO, json)) return 64;
  const auto resume = decode<Resume>(json);
  if (!resume) return 64;
  const auto document = write_resume(*resume, *format, *language);
  return document ? write_out(*document) : complain(document.error());
}

}  // namespace quern::serve
