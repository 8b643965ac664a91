#include "serve/crypto/crypto.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
// The packaged library is not instrumented: its locks are invisible, and what they guard looks like a race.
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() { return "called_from_lib:libcrypto.so.3\n"; }
#endif
#endif

namespace quern::serve {
namespace {

constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

void require(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "serve: OpenSSL failed: %s\n", what);
  std::abort();
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

struct CipherDeleter {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string encode_base64(std::string_view bytes, std::string_view digits) {
  std::string out;
  out.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = (held << 8) | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) out += digits[(held >> (bits - 6)) & 63];
  }
  if (bits > 0) out += digits[(held << (6 - bits)) & 63];
  return out;
}

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, CipherDeleter>;

}  // namespace

std::string sha256(std::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  require(EVP_Digest(bytes.data(), bytes.size(), bytes_of(digest), nullptr, EVP_sha256(), nullptr) == 1, "SHA-256");
  return digest;
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  std::string code(SHA256_DIGEST_LENGTH, '\0');
  unsigned int size = 0;
  require(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(bytes), bytes.size(), bytes_of(code),
               &size) != nullptr,
          "HMAC");
  return code;
}

std::string seal(std::string_view key, std::string_view plain, Random& random) {
  require(key.size() == 32, "the key's size");
  std::string sealed = random_bytes(random, nonce_size);
  sealed.resize(nonce_size + plain.size() + tag_size);
  auto* out = bytes_of(sealed);
  int written = 0;
  const Cipher cipher{EVP_CIPHER_CTX_new()};
  require(cipher != nullptr, "a cipher");
  require(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key), out) == 1, "encryption");
  require(
      EVP_EncryptUpdate(cipher.get(), out + nonce_size, &written, bytes_of(plain), static_cast<int>(plain.size())) == 1,
      "encryption");
  require(EVP_EncryptFinal_ex(cipher.get(), out + nonce_size + written, &written) == 1, "encryption");
  require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_size, out + nonce_size + plain.size()) == 1,
          "a tag");
  return sealed;
}

std::optional<std::string> unseal(std::string_view key, std::string_view sealed) {
  if (key.size() != 32 || sealed.size() < nonce_size + tag_size) return std::nullopt;
  const auto size = sealed.size() - nonce_size - tag_size;
  std::string plain(size, '\0');
  std::string tag{sealed.substr(nonce_size + size)};
  int written = 0;
  const Cipher cipher{EVP_CIPHER_CTX_new()};
  require(cipher != nullptr, "a cipher");
  require(EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key), bytes_of(sealed)) == 1,
          "decryption");
  require(EVP_DecryptUpdate(cipher.get(), bytes_of(plain), &written, bytes_of(sealed) + nonce_size,
                            static_cast<int>(size)) == 1,
          "decryption");
  require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tag_size, tag.data()) == 1, "a tag");
  if (EVP_DecryptFinal_ex(cipher.get(), bytes_of(plain) + written, &written) != 1) return std::nullopt;
  return plain;
}

std::string base64url(std::string_view bytes) {
  return encode_base64(bytes, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}

std::string base64(std::string_view bytes) { return encode_base64(bytes, base64_digits); }

std::optional<std::string> decode_base64(std::string_view text) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : text) {
    const auto digit = base64_digits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    held = (held << 6) | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>((held >> bits) & 0xff);
  }
  return out;
}

bool equals_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string random_bytes(Random& random, std::size_t size) {
  std::string bytes;
  while (bytes.size() < size) {
    const auto word = random.next();
    char part[sizeof word];
    std::memcpy(part, &word, sizeof word);
    bytes.append(part, std::min(sizeof word, size - bytes.size()));
  }
  return bytes;
}

std::string random_token(Random& random) { return base64url(random_bytes(random, 32)); }

std::uint64_t SystemRandom::next() {
  std::uint64_t word = 0;
  unsigned char part[sizeof word];
  require(RAND_bytes(part, sizeof part) == 1, "random bytes");
  std::memcpy(&word, part, sizeof word);
  return word;
}

}  // namespace quern::serve
