#include "core/query/detail/record.hpp"

namespace quern::query {
namespace {

constexpr std::string_view mark = "quern";
constexpr char format_version = 1;
constexpr std::size_t number_size = 8;

void append_number(std::string& bytes, std::uint64_t value) {
  char little_endian[number_size];
  for (auto& byte : little_endian) byte = static_cast<char>(value & 0xff), value >>= 8;
  bytes.append(little_endian, number_size);  // at once: byte by byte, dehydrating takes an eighth longer
}

std::uint64_t read_number(std::string_view bytes) {
  std::uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
  return value;
}

}  // namespace

void RecordWriter::number(std::int64_t value) { append_number(bytes_, static_cast<std::uint64_t>(value)); }

void RecordWriter::text(std::string_view bytes) {
  number(static_cast<std::int64_t>(bytes.size()));
  bytes_ += bytes;
}

std::int64_t RecordReader::number() {
  if (!is_good_ || rest_.size() < number_size) return is_good_ = false, 0;
  const auto value = static_cast<std::int64_t>(read_number(rest_));
  rest_.remove_prefix(number_size);
  return value;
}

std::string_view RecordReader::text() {
  const auto size = static_cast<std::uint64_t>(number());
  if (!is_good_ || size > rest_.size()) return is_good_ = false, std::string_view{};
  const auto bytes = rest_.substr(0, static_cast<std::size_t>(size));
  rest_.remove_prefix(static_cast<std::size_t>(size));
  return bytes;
}

std::uint64_t checksum(std::string_view bytes) {
  std::uint64_t sum = 0xcbf29ce484222325;
  for (const char c : bytes) sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return sum;
}

std::string seal(char kind, std::string_view body) {
  std::string bytes{mark};
  bytes += format_version;
  bytes += kind;
  bytes += body;
  append_number(bytes, checksum(bytes));
  return bytes;
}

Result<std::string_view> unseal(char kind, std::string_view bytes) {
  constexpr auto head = mark.size() + 2;
  if (bytes.size() < head + number_size || !bytes.starts_with(mark)) return fail(ErrorKind::decode, "not a record");
  const auto sealed = bytes.substr(0, bytes.size() - number_size);
  if (read_number(bytes.substr(sealed.size())) != checksum(sealed)) return fail(ErrorKind::decode, "broken");
  if (sealed[mark.size()] != format_version) return fail(ErrorKind::decode, "of another version of the library");
  if (sealed[mark.size() + 1] != kind) return fail(ErrorKind::decode, "of another kind");
  return sealed.substr(head);
}

}  // namespace quern::query
