#include "core/query/codec.hpp"

#include <algorithm>

namespace quern::query {

const Codec* Codecs::find(const DataType* type) const {
  const auto at = std::ranges::find(codecs_, type, &Codec::type);
  return at == codecs_.end() ? nullptr : &*at;
}

const Codec* Codecs::find(std::string_view name) const {
  const auto at = std::ranges::find(codecs_, name, &Codec::name);
  return at == codecs_.end() ? nullptr : &*at;
}

}  // namespace quern::query
