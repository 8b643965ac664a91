// Any bytes as a key's text: refused, or a key whose own text reads back as the same.
#include <cstdint>
#include <cstdlib>

#include "core/query/key_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quern::query;
  const auto key = parse_key({reinterpret_cast<const char*>(data), size});
  if (!key) return 0;
  const auto text = key->to_string();
  const auto again = parse_key(text);
  if (!again || again->to_string() != text || *again != *key || again->hash() != key->hash()) std::abort();
  if (!key->starts_with(*again)) std::abort();
  return 0;
}
