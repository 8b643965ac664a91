// How cached data becomes bytes and comes back: for storage, for other tabs, for a page made by a server.
// A program says it once for each type that shall outlive it; data of other types stays where it is.
//   Codecs codecs;
//   codecs.add<Project>("project", 1, to_json, project_from_json);
// The name and version are stored with the bytes: bytes of another name, or of a version that is not this one, are not
// offered to `decode`. Raise the version when the bytes' meaning changes.
#pragma once

#include <cassert>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/error.hpp"
#include "core/query/data.hpp"
#include "core/query/detail/shared_function.hpp"

namespace quern::query {

struct Codec {
  std::string name;
  int version = 1;
  const DataType* type = nullptr;
  SharedFunction<std::string(const Data& data)> encode;
  SharedFunction<Result<Data>(std::string_view bytes)> decode;
};

class Codecs {
 public:
  // encode: std::string(const T&). decode: Result<T>(std::string_view), which must bear any bytes.
  template <class T, class Encode, class Decode>
  void add(std::string name, int version, Encode encode, Decode decode) {
    assert(!find(data_type<T>()) && !find(name) && "one codec a type, one type a name");
    codecs_.push_back({.name = std::move(name),
                       .version = version,
                       .type = data_type<T>(),
                       .encode = [encode = std::move(encode)](const Data& data) -> std::string {
                         return encode(*static_cast<const T*>(data.get()));
                       },
                       .decode = [decode = std::move(decode)](std::string_view bytes) -> Result<Data> {
                         Result<T> value = decode(bytes);
                         if (!value) return fail(std::move(value.error()));
                         return std::make_shared<const T>(std::move(*value));
                       }});
  }

  const Codec* find(const DataType* type) const;  // null where there is none; good as long as the Codecs
  const Codec* find(std::string_view name) const;

 private:
  std::deque<Codec> codecs_;
};

}  // namespace quern::query
