#include "core/api/decode.hpp"

#include <algorithm>

#include "core/api/decoder.hpp"
#include "core/api/json_number.hpp"

namespace quern::schema {
namespace {

// "not JSON", a missing member and a doubled one: the request was not understood. Anything else: a value is not valid.
bool is_misunderstood(const FieldError& error) {
  return error.path.empty() || error.type == "missing" || error.type == "duplicate";
}

Error summarize(std::vector<FieldError> errors, Report report) {
  Error error{.kind = ErrorKind::decode};
  const auto graver = std::ranges::find_if(errors, is_misunderstood);
  const bool misunderstood = graver != errors.end();
  const auto& told = misunderstood ? *graver : errors.front();
  error.message = told.path.empty() ? told.message : told.path + ": " + told.message;
  if (report == Report::all) {
    error.kind = ErrorKind::validation;
    error.status = misunderstood ? 400 : 422;
    error.code = misunderstood ? "bad_request" : "validation";
  }
  error.fields = std::move(errors);
  return error;
}

}  // namespace

Result<void> decode_into(const Type& type, void* target, std::string_view text, Report report) {
  Decoder decoder(type, target, report);
  const auto read = read_json(text, decoder);
  auto& errors = decoder.errors();
  if (!read && *read.error().what != '\0') {
    const auto place = format_number(static_cast<std::int64_t>(read.error().offset));
    errors.assign(1, {.path = "",
                      .message = std::string("not JSON: ") + read.error().what + " at byte " + place,
                      .type = "json_invalid"});
  }
  if (errors.empty()) return {};
  return fail(summarize(std::move(errors), report));
}

}  // namespace quern::schema
