#include "serve/backend/tokens.hpp"

#include "serve/crypto/crypto.hpp"

namespace quern::serve {
namespace {

std::int64_t whole_seconds(Duration duration) {
  return std::max<std::int64_t>(0, std::chrono::floor<std::chrono::seconds>(duration).count());
}

}  // namespace

Tokens TokenIssuer::sign_in(const UserId& user) {
  const TokenFamily family{.id = make_uuid(random_), .user_id = user, .created_at = clock_.wall_now()};
  store_.insert_family(family);
  return issue(random_token(random_), random_token(random_), family.id);
}

Tokens TokenIssuer::issue(std::string access, std::string refresh, const std::string& family_id) {
  const auto now = clock_.wall_now();
  store_.insert({.hash = sha256(access),
                 .kind = StoredToken::Kind::access,
                 .family_id = family_id,
                 .expires_at = now + options_.access_lifetime});
  store_.insert({.hash = sha256(refresh),
                 .kind = StoredToken::Kind::refresh,
                 .family_id = family_id,
                 .expires_at = now + options_.refresh_lifetime});
  return {.access_token = std::move(access),
          .refresh_token = std::move(refresh),
          .expires_in = whole_seconds(options_.access_lifetime),
          .session_id = family_id};
}

std::optional<Tokens> TokenIssuer::exchange(std::string_view refresh_token) {
  const auto hash = sha256(refresh_token);
  const auto now = clock_.wall_now();
  const auto found = store_.find(hash);
  if (!found || found->token.kind != StoredToken::Kind::refresh) return std::nullopt;
  if (found->is_revoked || found->token.expires_at <= now) return std::nullopt;
  const auto& family_id = found->token.family_id;
  auto access = successor(refresh_token, "access");
  auto refresh = successor(refresh_token, "refresh");

  if (found->token.used_at) {
    const auto given = store_.find(sha256(access));
    if (now - *found->token.used_at > options_.grace || !given) {
      store_.revoke_family(family_id, now);
      return std::nullopt;
    }
    return Tokens{.access_token = std::move(access),
                  .refresh_token = std::move(refresh),
                  .expires_in = whole_seconds(given->token.expires_at - now),
                  .session_id = family_id};
  }
  store_.mark_used(hash, now);
  return issue(std::move(access), std::move(refresh), family_id);
}

std::optional<Caller> TokenIssuer::authenticate(std::string_view access_token) {
  const auto found = store_.find(sha256(access_token));
  if (!found || found->token.kind != StoredToken::Kind::access || found->is_revoked) return std::nullopt;
  if (found->token.expires_at <= clock_.wall_now()) return std::nullopt;
  return Caller{.user_id = found->user_id, .family_id = found->token.family_id};
}

void TokenIssuer::sweep() { store_.forget_expired(clock_.wall_now()); }

std::string TokenIssuer::successor(std::string_view refresh_token, std::string_view kind) {
  return base64url(hmac_sha256(store_.secret(), std::string{kind} + ':' + std::string{refresh_token}));
}

}  // namespace quern::serve
