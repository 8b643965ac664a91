#include "core/base/random.hpp"

#include <gtest/gtest.h>

#include <set>

namespace quern {
namespace {

class FixedRandom final : public Random {
 public:
  explicit FixedRandom(std::uint64_t value) : value_(value) {}
  std::uint64_t next() override { return value_; }

 private:
  std::uint64_t value_;
};

class CountingRandom final : public Random {
 public:
  std::uint64_t next() override { return value_ += 0x9e3779b97f4a7c15; }

 private:
  std::uint64_t value_ = 0;
};

TEST(Uuid, SaysItsVersionAndVariantWhateverTheBits) {
  FixedRandom zeros{0}, ones{~std::uint64_t{0}};
  EXPECT_EQ(make_uuid(zeros), "00000000-0000-4000-8000-000000000000");
  EXPECT_EQ(make_uuid(ones), "ffffffff-ffff-4fff-bfff-ffffffffffff");
}

TEST(Uuid, KeepsAllOtherBits) {
  CountingRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i) seen.insert(make_uuid(random));
  EXPECT_EQ(seen.size(), 10'000u);
}

}  // namespace
}  // namespace quern
