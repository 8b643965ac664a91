// Any bytes as what stands in a request's target and its fields: percent-encoding, queries, paths, parameters, cookies,
// ranges, names of files.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/api/utf8.hpp"
#include "serve/bff/cookies.hpp"
#include "serve/http/byte_range.hpp"
#include "serve/http/file_answer.hpp"
#include "serve/http/header_parameters.hpp"
#include "serve/http/multipart.hpp"
#include "serve/http/router.hpp"
#include "serve/http/url.hpp"

namespace {

using namespace quern;
using namespace quern::serve;

void require(bool condition) {
  if (!condition) std::abort();
}

bool is_text(std::string_view text) {
  return text.find('\0') == std::string_view::npos && find_invalid_utf8(text) == text.size();
}

void check_url(std::string_view text) {
  if (const auto decoded = decode_percent(text)) {
    require(is_text(*decoded) && decoded->size() <= text.size());
    if (text.find('%') == std::string_view::npos) require(*decoded == text);
  }
  if (const auto query = parse_query(text)) {
    for (const auto& [name, value] : *query) require(is_text(name) && is_text(value));
  }
  if (const auto taken = match_path("/a/{b}/c", text)) require(taken->size() == 1 && is_text(taken->front()));
}

void check_fields(std::string_view text) {
  if (const auto parsed = parse_parameters(text)) require(!parsed->value.empty());
  if (const auto boundary = multipart_boundary(text)) require(!boundary->empty() && boundary->size() <= 70);
  ByteRange range;
  if (parse_range(text, 1000, range) == RangeKind::valid) {
    require(range.size > 0 && range.first < 1000 && range.size <= 1000 - range.first);
  }
  Headers headers;
  if (headers.add("cookie", text)) {
    for (const bool is_secure : {false, true}) {
      if (const auto secret = SessionCookie{is_secure}.read(headers))
        require(text.find(*secret) != std::string_view::npos);
    }
  }
}

void check_names(std::string_view text) {
  const auto name = safe_filename(text);
  require(!name.empty() && name.size() <= 200 && is_text(name));
  require(name.find_first_of("/\\\r\n") == std::string::npos && name != "." && name != "..");
  require(safe_filename(name) == name);
  Headers headers;
  require(headers.add("content-disposition", content_disposition(text, true)));
  const auto parsed = parse_parameters(headers.get("content-disposition"));
  require(parsed && parsed->value == "attachment" && parsed->find("filename"));
  const auto type = safe_content_type(text);
  require(type.find("html") == std::string::npos && headers.add("content-type", type));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  check_url(text);
  check_fields(text);
  check_names(text);
  return 0;
}
