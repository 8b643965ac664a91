#include "core/net/retry_after.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace quern {
namespace {

constexpr Duration longest{24 * 60 * 60 * 1000};

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::optional<Duration> parse_seconds(std::string_view text) {
  std::uint32_t seconds = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (end != text.data() + text.size() || text.empty()) return std::nullopt;
  if (fault == std::errc::result_out_of_range) return longest;
  if (fault != std::errc{}) return std::nullopt;
  return std::min(longest, Duration{std::chrono::seconds{seconds}});
}

std::string two_digits(std::size_t number) {
  return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

// "Sun, 06 Nov 1994 08:49:37 GMT", the one form servers may send today, becomes ISO 8601 and is read as that.
std::optional<WallTime> parse_http_date(std::string_view text) {
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const auto comma = text.find(", ");
  if (comma == std::string_view::npos) return std::nullopt;
  text.remove_prefix(comma + 2);
  if (text.size() != 24 || !text.ends_with(" GMT") || text[2] != ' ' || text[6] != ' ' || text[11] != ' ')
    return std::nullopt;
  const auto month = months.find(text.substr(3, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  const auto part = [text](std::size_t from, std::size_t length) { return std::string(text.substr(from, length)); };
  return parse_iso8601(part(7, 4) + '-' + two_digits(month / 3 + 1) + '-' + part(0, 2) + 'T' + part(12, 8) + 'Z');
}

}  // namespace

std::optional<Duration> parse_retry_after(std::string_view value, WallTime now) {
  value = trim(value);
  if (const auto seconds = parse_seconds(value)) return seconds;
  const auto date = parse_http_date(value);
  if (!date) return std::nullopt;
  return std::clamp(*date - now, Duration{0}, longest);
}

Duration retry_delay(int repeats_before) {
  if (repeats_before >= 5) return max_retry_delay;
  return std::chrono::seconds{1 << repeats_before};
}

}  // namespace quern
