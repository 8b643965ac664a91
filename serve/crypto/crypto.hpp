// The few primitives the server needs, all OpenSSL's: hashing, authenticated encryption, and text for bytes.
// Bytes are std::string. A failure of the library itself (out of memory) ends the program: there is no safe way on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/random.hpp"

namespace quern::serve {

std::string sha256(std::string_view bytes);  // 32 bytes
std::string hmac_sha256(std::string_view key, std::string_view bytes);

// AES-256-GCM under a 32-byte key: 12 bytes of nonce, the ciphertext, 16 bytes of tag.
std::string seal(std::string_view key, std::string_view plain, Random& random);
std::optional<std::string> unseal(std::string_view key, std::string_view sealed);  // nullopt: wrong key, or tampered

// Without padding. base64url is for tokens and tags, base64 for what other programs read.
std::string base64url(std::string_view bytes);
std::string base64(std::string_view bytes);
std::optional<std::string> decode_base64(std::string_view text);
bool equals_in_constant_time(std::string_view a, std::string_view b);

// 256 random bits as text, for cookies and tokens; `size` random bytes.
std::string random_bytes(Random& random, std::size_t size);
std::string random_token(Random& random);

// The platform's generator. Thread-safe.
class SystemRandom final : public Random {
 public:
  std::uint64_t next() override;
};

}  // namespace quern::serve
