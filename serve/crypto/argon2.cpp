#include "serve/crypto/argon2.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>

#include "serve/crypto/crypto.hpp"

namespace quern::serve {
namespace {

constexpr std::size_t hash_size = 32;
constexpr std::string_view prefix = "$argon2id$v=19$";

std::string derive(std::string_view password, std::string_view salt, PasswordCost cost) {
  // The library wants pointers it may not write through; its parameters are not const.
  std::string secret{password};
  std::string salted{salt};
  std::string hash(hash_size, '\0');
  std::uint32_t threads = 1;
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD, secret.data(), secret.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salted.data(), salted.size()),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ITER, &cost.passes),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_THREADS, &threads),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ARGON2_LANES, &cost.lanes),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ARGON2_MEMCOST, &cost.memory_kib),
      OSSL_PARAM_construct_end()};
  const std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> kdf{EVP_KDF_fetch(nullptr, "ARGON2ID", nullptr),
                                                              EVP_KDF_free};
  const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context{kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr,
                                                                          EVP_KDF_CTX_free};
  if (!context ||
      EVP_KDF_derive(context.get(), reinterpret_cast<unsigned char*>(hash.data()), hash.size(), parameters) != 1) {
    std::fputs("serve: OpenSSL failed: Argon2id\n", stderr);
    std::abort();
  }
  return hash;
}

std::string cost_text(PasswordCost cost) {
  return "m=" + std::to_string(cost.memory_kib) + ",t=" + std::to_string(cost.passes) +
         ",p=" + std::to_string(cost.lanes);
}

bool take_number(std::string_view& text, std::string_view before, std::uint32_t& number) {
  if (!text.starts_with(before)) return false;
  text.remove_prefix(before.size());
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

struct Encoded {
  PasswordCost cost;
  std::string salt;
  std::string hash;
};

std::optional<Encoded> parse(std::string_view text) {
  Encoded encoded;
  if (!text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  if (!take_number(text, "m=", encoded.cost.memory_kib) || !take_number(text, ",t=", encoded.cost.passes) ||
      !take_number(text, ",p=", encoded.cost.lanes) || !text.starts_with('$')) {
    return std::nullopt;
  }
  text.remove_prefix(1);
  const auto end = text.find('$');
  if (end == std::string_view::npos) return std::nullopt;
  auto salt = decode_base64(text.substr(0, end));
  auto hash = decode_base64(text.substr(end + 1));
  if (!salt || !hash) return std::nullopt;
  encoded.salt = *std::move(salt);
  encoded.hash = *std::move(hash);
  return encoded;
}

}  // namespace

std::string hash_password(std::string_view password, std::string_view salt, PasswordCost cost) {
  return std::string{prefix} + cost_text(cost) + '$' + base64(salt) + '$' + base64(derive(password, salt, cost));
}

bool verify_password(std::string_view password, std::string_view encoded) {
  const auto parsed = parse(encoded);
  return parsed && equals_in_constant_time(derive(password, parsed->salt, parsed->cost), parsed->hash);
}

bool has_cost(std::string_view encoded, PasswordCost cost) {
  const auto parsed = parse(encoded);
  return parsed && parsed->cost == cost;
}

}  // namespace quern::serve
