// Valid documents, spoiled at random, under the sanitizers: nothing may crash, what is taken must survive a round trip,
// and what is JSON must be so by another parser's word too. The seed is printed; QUERN_SEED=… runs it again.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "core/api/error_body.hpp"
#include "core/api/json_reader.hpp"
#include "tests/unit/api/sample_model.hpp"

namespace quern::test {
namespace {

constexpr int rounds = 20'000;

std::uint32_t make_seed() {
  const char* given = std::getenv("QUERN_SEED");
  return given ? static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
}

// Spoils texts the way that finds most: pieces of JSON's own alphabet at random places, cuts, doublings.
class Spoiler {
 public:
  explicit Spoiler(std::uint32_t seed) : random_(seed) {}

  std::string spoil(std::string text) {
    for (auto times = below(4); times-- > 0;) spoil_once(text);
    return text;
  }

 private:
  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_); }

  void spoil_once(std::string& text) {
    static constexpr const char* pieces[] = {
        "{", "}", "[",  "]", ",",  ":",    "\"",   "\\",           "\\u", "\\ud83d", "\\ude00", "null",  "true", "-",
        "0", ".", "e9", " ", "\n", "\xD0", "\xFF", "\xED\xA0\x80", "Ж",   "{}",      "[[]]",    "\"\":", "1e400"};
    const auto at = below(text.size() + 1);
    switch (below(5)) {
      case 0: text.insert(at, pieces[below(std::size(pieces))]); break;
      case 1: text.erase(at, below(8) + 1); break;
      case 2: text.insert(at, text.substr(below(text.size() + 1), below(24))); break;
      case 3: text.resize(at); break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
    }
  }

  std::mt19937 random_;
};

// Writes down what it hears, as JSON.
class Echo final : public JsonEvents {
 public:
  std::string text;

  bool on_null() override { return value("null"); }
  bool on_boolean(bool value_) override { return value(value_ ? "true" : "false"); }
  bool on_number(std::string_view digits) override { return value(digits); }
  bool on_text(std::string_view text_) override {
    separate();
    append_json_text(text, text_);
    return needs_comma_ = true;
  }
  bool on_key(std::string_view name) override {
    separate();
    append_json_text(text, name);
    text += ':';
    needs_comma_ = false;
    return true;
  }
  bool on_object(bool begins) override { return container(begins, '{', '}'); }
  bool on_array(bool begins) override { return container(begins, '[', ']'); }

 private:
  void separate() {
    if (needs_comma_) text += ',';
  }
  bool value(std::string_view words) {
    separate();
    text += words;
    return needs_comma_ = true;
  }
  bool container(bool begins, char opening, char closing) {
    if (begins) separate();
    text += begins ? opening : closing;
    needs_comma_ = !begins;
    return true;
  }
  bool needs_comma_ = false;
};

// What the other parser reads differently on purpose: a zero byte ends its text, and it skips a byte order mark.
bool is_comparable(std::string_view text) {
  return text.find('\0') == std::string_view::npos && !text.starts_with("\xEF\xBB\xBF");
}

TEST(JsonFuzz, AgreesWithAnotherParser) {
  const auto seed = make_seed();
  SCOPED_TRACE("QUERN_SEED=" + std::to_string(seed));
  Spoiler spoiler(seed);
  int valid = 0;

  for (int i = 0; i < rounds; ++i) {
    const auto text = spoiler.spoil(full_sample);
    if (!is_comparable(text)) continue;
    Echo echo;
    const auto read = read_json(text, echo);
    const auto theirs = nlohmann::json::parse(text, nullptr, false);
    const bool has_huge_number =
        read && theirs.is_discarded() && nlohmann::json::parse(echo.text, nullptr, false).is_discarded();
    if (has_huge_number) continue;  // JSON by its grammar, past what it can hold
    ASSERT_EQ(read.has_value(), !theirs.is_discarded()) << text;
    if (!read) continue;
    ++valid;
    ASSERT_EQ(nlohmann::json::parse(echo.text, nullptr, false), theirs) << text;
  }

  EXPECT_GT(valid, rounds / 20);  // or the test spoils too much to say anything
  EXPECT_LT(valid, rounds * 19 / 20);
}

TEST(JsonFuzz, WhatIsDecodedSurvivesARoundTrip) {
  const auto seed = make_seed();
  SCOPED_TRACE("QUERN_SEED=" + std::to_string(seed));
  Spoiler spoiler(seed);
  int decoded = 0;

  for (int i = 0; i < rounds; ++i) {
    const auto text = spoiler.spoil(full_sample);
    const auto sample = decode<Sample>(text);
    const auto all = decode_all<Sample>(text);
    ASSERT_EQ(sample.has_value(), all.has_value()) << text;
    if (!sample) {
      ASSERT_FALSE(all.error().fields.empty()) << text;
      continue;
    }
    ++decoded;
    ASSERT_EQ(decode<Sample>(encode(*sample)), *sample) << text;
  }

  EXPECT_GT(decoded, rounds / 20);
}

TEST(JsonFuzz, ErrorBodiesNeverFail) {
  const auto seed = make_seed();
  SCOPED_TRACE("QUERN_SEED=" + std::to_string(seed));
  Spoiler spoiler(seed);
  const std::string body =
      R"({"detail":[{"type":"a","loc":["body",1,"b"],"msg":"m"}],"error_code":"c","error_type":"conflict"})";

  for (int i = 0; i < rounds; ++i) {
    Error error{.kind = ErrorKind::server, .status = 422};
    read_error_body(spoiler.spoil(body), error);
    Error again{.kind = error.kind, .status = 422};
    read_error_body(format_error_body(error), again);
    ASSERT_EQ(again.fields.size(), error.fields.size());
  }
}

}  // namespace
}  // namespace quern::test
