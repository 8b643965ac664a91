// JSON text to a typed model, in one pass and without a tree in between.
// Errors  decode      `decode`: the first thing wrong, with its path ("items.3.name"); for answers.
//         decode_all  `validation`: everything wrong; for requests. status 400 (code bad_request) where the text is not
//                     JSON or lacks a member, 422 (code validation) where it is understood and a value is not valid.
//         A field error's type is one of: json_invalid, missing, duplicate, null, type, too_short, too_long, too_small,
//         too_big, format, unknown_value.
// Unknown members are skipped. One that comes twice is an error: two readers might each take another for the true one.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/api/schema.hpp"
#include "core/base/error.hpp"

namespace quern {
namespace schema {

enum class Report : std::uint8_t { first, all };
Result<void> decode_into(const Type& type, void* target, std::string_view text, Report report);

}  // namespace schema

template <class T>
Result<T> decode(std::string_view text) {
  T value{};
  auto done = schema::decode_into(schema::type_of<T>, &value, text, schema::Report::first);
  if (!done) return fail(std::move(done.error()));
  return value;
}

template <class T>
Result<T> decode_all(std::string_view text) {
  T value{};
  auto done = schema::decode_into(schema::type_of<T>, &value, text, schema::Report::all);
  if (!done) return fail(std::move(done.error()));
  return value;
}

}  // namespace quern
