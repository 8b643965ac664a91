#include "serve/backend/upload_signer.hpp"

#include <algorithm>
#include <charconv>

#include "serve/crypto/crypto.hpp"

namespace quern::serve {
namespace {

void append_part(std::string& text, std::string_view part) {
  text += std::to_string(part.size());
  text += ':';
  text += part;
}

std::string take(QueryParameters& query, std::string_view name) {
  std::string value;
  std::erase_if(query, [&](auto& pair) {
    if (pair.first != name) return false;
    value = std::move(pair.second);
    return true;
  });
  return value;
}

std::string value_of(const QueryParameters& query, std::string_view name) {
  const auto found = std::ranges::find(query, name, &QueryParameters::value_type::first);
  return found == query.end() ? std::string{} : found->second;
}

std::optional<WallTime> parse_time(std::string_view text) {
  std::int64_t milliseconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), milliseconds);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return WallTime{Duration{milliseconds}};
}

}  // namespace

std::string UploadSigner::key_name(int days_ago) const {
  const auto today = std::chrono::floor<std::chrono::days>(clock_.wall_now());
  return std::to_string(today.time_since_epoch().count() - days_ago);
}

std::string UploadSigner::signature(std::string_view key, Method method, std::string_view path, QueryParameters query,
                                    const SignedUpload& upload) {
  std::ranges::sort(query);
  std::string text;
  append_part(text, format_method(method));
  append_part(text, path);
  for (const auto& [name, value] : query) {
    append_part(text, name);
    append_part(text, value);
  }
  append_part(text, upload.user.text);
  append_part(text, upload.content_type);
  append_part(text, std::to_string(upload.size));
  return base64url(hmac_sha256(hmac_sha256(tokens_.secret(), "uploads:" + std::string{key}), text));
}

std::string UploadSigner::sign(Method method, std::string_view path, const SignedUpload& upload, WallTime expires_at) {
  const auto key = key_name(0);
  const auto expires = std::to_string(expires_at.time_since_epoch().count());
  const auto proof = signature(key, method, path, {{"expires", expires}, {"key", key}}, upload);
  return std::string{path} + "?expires=" + expires + "&key=" + key + "&signature=" + proof;
}

// By what is read of the query, not by its text: two spellings of one address are one.
UploadSigner::Verdict UploadSigner::check(const Request& request, const SignedUpload& upload) {
  auto query = parse_query(request.query()).value_or(QueryParameters{});
  const auto proof = take(query, "signature");
  const auto key = value_of(query, "key");
  const bool is_known = key == key_name(0) || key == key_name(1);
  const auto path = decode_percent(request.path()).value_or("");
  const auto wanted = signature(key, request.method, path, query, upload);
  if (!equals_in_constant_time(proof, wanted)) return Verdict::forged;
  const auto expires_at = parse_time(value_of(query, "expires"));
  if (!is_known || !expires_at || *expires_at <= clock_.wall_now()) return Verdict::expired;
  return Verdict::good;
}

}  // namespace quern::serve
