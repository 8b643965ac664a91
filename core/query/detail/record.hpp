// Bytes that are kept: integers little-endian, texts with their length before them, and around the whole a seal that says
// what it is, in which version of this format, and whether all of it is there (a torn write, a flipped bit).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"

namespace quern::query {

class RecordWriter {
 public:
  void number(std::int64_t value);
  void text(std::string_view bytes);
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// After the first thing that is not there everything is nothing, and is_good() false.
class RecordReader {
 public:
  explicit RecordReader(std::string_view bytes) : rest_(bytes) {}
  std::int64_t number();
  std::string_view text();  // of the bytes given
  bool is_good() const { return is_good_; }
  bool is_at_end() const { return is_good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool is_good_ = true;
};

// As many as the number before them says.
template <class T>
Result<std::vector<T>> read_list(RecordReader& reader, Result<T> (*read)(RecordReader&)) {
  std::vector<T> list;
  for (auto left = reader.number(); left > 0; --left) {
    auto one = read(reader);
    if (!one) return fail(std::move(one.error()));
    list.push_back(std::move(*one));
  }
  return list;
}

std::uint64_t checksum(std::string_view bytes);  // FNV-1a, the same everywhere and for ever
std::string seal(char kind, std::string_view body);
Result<std::string_view> unseal(char kind, std::string_view bytes);  // `decode`: broken, of another kind, or newer

}  // namespace quern::query
