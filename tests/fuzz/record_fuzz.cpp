// Any bytes as a stored record: unsealed only if it was sealed so, and read to the end without looking beyond it.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/query/detail/record.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quern::query;
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  if (const auto body = unseal('q', bytes); body && seal('q', *body) != bytes) std::abort();
  const auto sealed = seal('q', bytes);
  const auto body = unseal('q', sealed);
  if (!body || *body != bytes || unseal('m', sealed)) std::abort();

  RecordReader reader{bytes};
  RecordWriter writer;
  while (reader.is_good() && !reader.is_at_end()) {
    const auto number = reader.number();
    const auto text = reader.text();
    if (!reader.is_good()) return 0;
    writer.number(number);
    writer.text(text);
  }
  if (reader.is_at_end() && writer.take() != bytes) std::abort();
  return 0;
}
