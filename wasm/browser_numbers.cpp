// Fractions by the browser, in place of core/base/real_text.cpp.
#include <cmath>

#include "core/base/real_text.hpp"
#include "wasm/inbox.hpp"
#include "wasm/js.hpp"

namespace quern {

std::optional<double> parse_real(std::string_view digits) {
  const double value = quern_js_parse_real(digits.data(), digits.size());
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::string format_real(double number) {
  return std::isfinite(number) ? wasm::Inbox::take(quern_js_format_real(number)) : "null";
}

}  // namespace quern
