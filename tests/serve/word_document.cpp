#include "tests/serve/word_document.hpp"

#include <cstdint>

#include "core/api/utf8.hpp"

namespace quern::test {
namespace {

constexpr std::uint32_t end_of_chain = 0xFFFFFFFE;
constexpr std::uint32_t free_sector = 0xFFFFFFFF;
constexpr std::size_t text_at = 0x800;

void put(std::string& out, std::size_t at, std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) out[at + i] = static_cast<char>(value >> (8 * i) & 0xFF);
}
void add(std::string& out, std::uint64_t value, std::size_t bytes) {
  out.resize(out.size() + bytes);
  put(out, out.size() - bytes, value, bytes);
}

// UTF-16, little endian; letters of the basic plane alone. A line ends with CR.
std::string to_utf16(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto size = utf8_sequence(text);
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
    std::uint32_t letter = byte(0);
    if (size == 2) letter = (byte(0) & 0x1FU) << 6U | (byte(1) & 0x3FU);
    if (size == 3) letter = (byte(0) & 0xFU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
    add(out, letter == '\n' ? '\r' : letter, 2);
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

// At least 4096 bytes: shorter streams live elsewhere in a compound file.
std::string in_sectors(std::string bytes) {
  bytes.resize(std::max<std::size_t>(4096, (bytes.size() + 511) / 512 * 512));
  return bytes;
}

// Of one empty style: without any, antiword reads memory that it never wrote.
std::string style_sheet() {
  std::string out;
  for (const int value : {18, 1, 10, 1, 91, 15, 0, 0, 0, 0, 0}) add(out, static_cast<std::uint64_t>(value), 2);
  return out;
}

std::string word_stream(const std::string& utf16, std::size_t pieces, bool is_encrypted) {
  std::string fib(text_at, '\0');
  put(fib, 0, 0xA5EC, 2);
  put(fib, 2, 0xC1, 2);
  put(fib, 6, 0x0419, 2);                             // in Russian
  put(fib, 0x0A, is_encrypted ? 0x0300 : 0x0200, 2);  // the table is in "1Table"
  put(fib, 0x18, text_at, 4);
  put(fib, 0x1C, text_at + utf16.size(), 4);
  put(fib, 0x4C, utf16.size() / 2, 4);
  put(fib, 0x1A6, pieces, 4);  // the length of the piece table, at the start of its stream; then the styles
  put(fib, 0xA2, pieces, 4);
  put(fib, 0xA6, style_sheet().size(), 4);
  return in_sectors(fib + utf16);
}

std::string piece_table(std::size_t letters) {
  std::string table{'\x02'};
  add(table, 16, 4);
  add(table, 0, 4);
  add(table, letters, 4);
  add(table, 0, 2);
  add(table, text_at, 4);
  add(table, 0, 2);
  return table;
}

std::string entry(std::string_view name, int type, std::uint32_t start, std::size_t size, std::uint32_t left,
                  std::uint32_t child) {
  std::string out = to_utf16(name);
  const auto length = out.size() + 2;
  out.resize(64);
  add(out, length, 2);
  add(out, static_cast<std::uint64_t>(type), 1);
  add(out, 1, 1);
  add(out, left, 4);
  add(out, free_sector, 4);
  add(out, child, 4);
  out.resize(116);
  add(out, start, 4);
  add(out, size, 8);
  return out;
}

void add_chain(std::string& fat, std::size_t sectors) {
  const auto first = fat.size() / 4;
  for (std::size_t i = 1; i <= sectors; ++i) add(fat, i < sectors ? first + i : end_of_chain, 4);
}

std::string header() {
  std::string out = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
  out.resize(24);
  for (const int value : {0x3E, 3, 0xFFFE, 9, 6}) add(out, static_cast<std::uint64_t>(value), 2);
  out.resize(44);
  for (const std::uint32_t value : {1U, 1U, 0U, 4096U, end_of_chain, 0U, end_of_chain, 0U, 0U}) add(out, value, 4);
  while (out.size() < 512) add(out, free_sector, 4);
  return out;
}

}  // namespace

std::string format_doc(std::string_view text, bool is_encrypted) {
  const auto utf16 = to_utf16(text);
  const auto pieces = piece_table(utf16.size() / 2);
  const auto word = word_stream(utf16, pieces.size(), is_encrypted);
  const auto table = in_sectors(pieces + style_sheet());
  std::string fat;
  add(fat, 0xFFFFFFFD, 4);  // the FAT itself, then the directory
  add(fat, end_of_chain, 4);
  add_chain(fat, word.size() / 512);
  const auto table_at = static_cast<std::uint32_t>(fat.size() / 4);
  add_chain(fat, table.size() / 512);
  while (fat.size() < 512) add(fat, free_sector, 4);
  std::string folder = entry("Root Entry", 5, end_of_chain, 0, free_sector, 1);
  folder += entry("WordDocument", 2, 2, word.size(), 2, free_sector);
  folder += entry("1Table", 2, table_at, table.size(), free_sector, free_sector);
  folder.resize(512);
  return header() + fat + folder + word + table;
}

}  // namespace quern::test
