#include "serve/transcripts/transcript_tools.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/transcripts/text_encoding.hpp"
#include "serve/transcripts/transcript_document.hpp"
#include "serve/transcripts/transcript_export.hpp"
#include "serve/transcripts/transcript_reader.hpp"

namespace quern::serve {
namespace {

constexpr int file_descriptor = 3;
constexpr std::size_t most_bytes = 64ULL * 1024 * 1024;
constexpr int unreadable = 65;
constexpr std::string_view docx_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

std::optional<std::string> read_all(int descriptor) {
  std::string bytes;
  std::array<char, 65536> piece{};
  while (bytes.size() <= most_bytes) {
    const auto count = read(descriptor, piece.data(), piece.size());
    if (count < 0) return std::nullopt;
    if (count == 0) return bytes;
    bytes.append(piece.data(), static_cast<std::size_t>(count));
  }
  return std::nullopt;
}

int write_all(const std::string& bytes) {
  return std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size() ? 0 : 1;
}

}  // namespace

int transcript_tool(int argc, char** argv) {
  const auto bytes = read_all(file_descriptor);
  if (!bytes) return 1;
  const bool is_document = argc > 1 && std::string_view{argv[1]} == docx_type;
  const auto result = is_document ? read_docx_transcript(*bytes) : read_transcript(to_utf8(*bytes));
  if (!result) {
    std::fprintf(stderr, "%s\n", result.error().message.c_str());
    return unreadable;
  }
  return write_all(encode(*result));
}

int transcript_docx_tool(int, char**) {
  const auto bytes = read_all(STDIN_FILENO);
  const auto wanted = bytes ? decode<TitledTranscript>(*bytes) : Result<TitledTranscript>{fail(ErrorKind::server, "")};
  const auto document =
      wanted ? format_docx_transcript(wanted->title, wanted->result) : Result<std::string>{fail(wanted.error())};
  return document ? write_all(*document) : 1;
}

}  // namespace quern::serve
