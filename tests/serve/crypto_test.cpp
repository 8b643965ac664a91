// What is stored of secrets, against published vectors, and that nothing opens with the wrong key.
#include "serve/crypto/crypto.hpp"

#include <gtest/gtest.h>

#include "serve/backend/fold_case.hpp"
#include "serve/crypto/argon2.hpp"
#include "serve/http/url.hpp"
#include "tests/serve/rules_world.hpp"

namespace quern::test {
namespace {

using namespace serve;

std::string hex(std::string_view bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

TEST(Hashes, AreThePublishedOnes) {
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Argon2id, MakesTheReferencesHash) {
  EXPECT_EQ(hash_password("password", "somesalt", {.memory_kib = 65536, .passes = 2, .lanes = 1}),
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");
}

TEST(Argon2id, KnowsItsPasswordAndNoOther) {
  SeededRandom random{1};
  const PasswordCost cost{.memory_kib = 64, .passes = 1};
  const auto encoded = hash_password("пароль", random_bytes(random, 16), cost);

  EXPECT_TRUE(verify_password("пароль", encoded));
  EXPECT_FALSE(verify_password("Пароль", encoded));
  EXPECT_FALSE(verify_password("", encoded));
  EXPECT_TRUE(has_cost(encoded, cost));
  EXPECT_FALSE(has_cost(encoded, PasswordCost{}));
  for (const auto* broken : {"", "$argon2id$v=19$", "$argon2id$v=19$m=64,t=1,p=1$", "$argon2id$v=19$m=64,t=1,p=1$YQ$!",
                             "$argon2i$v=19$m=64,t=1,p=1$YWFhYWFhYWE$YQ", "plain"}) {
    EXPECT_FALSE(verify_password("", broken)) << broken;
  }
}

TEST(Seal, OpensWithItsKeyAloneAndOnlyUnchanged) {
  SeededRandom random{1};
  const auto key = random_bytes(random, 32);
  const auto sealed = seal(key, "a secret", random);

  EXPECT_EQ(unseal(key, sealed), "a secret");
  EXPECT_EQ(sealed.find("secret"), std::string::npos);
  EXPECT_NE(seal(key, "a secret", random), sealed);
  EXPECT_FALSE(unseal(random_bytes(random, 32), sealed));
  EXPECT_FALSE(unseal(key, sealed.substr(1)));
  EXPECT_FALSE(unseal(key, ""));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(unseal(key, changed)) << i;
  }
}

TEST(Base64, GoesThereAndBack) {
  for (const std::string text : {"", "f", "fo", "foo", "foob", "fooba", "foobar"})
    EXPECT_EQ(decode_base64(base64(text)), text);
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64url("\xff\xfe\xfd"), "__79");
  EXPECT_FALSE(decode_base64("Zm9v!"));
}

TEST(FoldCase, LowersEveryScriptAndLeavesTheRest) {
  EXPECT_EQ(fold_case("АБВ Ёж ЯЩ ABC Σ Ç 123 日本 𝔘"), "абв ёж ящ abc σ ç 123 日本 𝔘");
  EXPECT_EQ(fold_case("bad \xff\xc3 bytes"), "bad \xff\xc3 bytes");
}

TEST(Percent, DecodesOnceAndRefusesWhatIsNoText) {
  EXPECT_EQ(decode_percent("/%D0%AF%20b+c"), "/Я b+c");
  EXPECT_EQ(decode_percent("%2541"), "%41");
  for (const auto* bad : {"%", "%4", "%zz", "%00", "%ff", "%c0%af", "%ed%a0%80"})
    EXPECT_FALSE(decode_percent(bad)) << bad;
  const auto query = parse_query("a=1&b=%D0%AF+x&&c&=d&a=2");
  ASSERT_TRUE(query);
  const QueryParameters expected{{"a", "1"}, {"b", "Я x"}, {"c", ""}, {"", "d"}, {"a", "2"}};
  EXPECT_EQ(*query, expected);
}

}  // namespace
}  // namespace quern::test
