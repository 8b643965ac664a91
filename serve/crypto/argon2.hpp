// Argon2id as text: "$argon2id$v=19$m=65536,t=3,p=1$<salt>$<hash>", the form other programs read too.
// Source  RFC 9106; the cost is docs/decisions/0007-store-and-sessions.md. One call takes about 200 ms and 64 MiB.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace quern::serve {

struct PasswordCost {
  std::uint32_t memory_kib = 64 * 1024;
  std::uint32_t passes = 3;
  std::uint32_t lanes = 1;
  bool operator==(const PasswordCost&) const = default;
};

std::string hash_password(std::string_view password, std::string_view salt, PasswordCost cost);
// False also for text that is no such hash.
bool verify_password(std::string_view password, std::string_view encoded);
bool has_cost(std::string_view encoded, PasswordCost cost);

}  // namespace quern::serve
