#include "tests/sim/simulation.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace quern::test {
namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

std::string joined(const SimulationReport& report) {
  std::string text;
  for (const auto& fault : report.faults) text += fault + '\n';
  return text;
}

// ./dev sim --seeds N --from SEED; ./dev test --all runs more of them.
TEST(Simulation, AfterItQuietensEverybodySeesWhatTheServerHas) {
  const auto first = number_from("QUERN_SIM_FROM", 1);
  const auto seeds = number_from("QUERN_SIM_SEEDS", std::getenv("QUERN_LONG") ? 1000 : 200);
  SimulationReport sum;
  for (auto seed = first; seed < first + seeds; ++seed) {
    const auto report = simulate({.seed = seed});
    EXPECT_TRUE(report.faults.empty()) << "seed " << seed << ": " << joined(report);
    sum.written += report.written;
    sum.restarts += report.restarts;
    sum.reloads += report.reloads;
    sum.outages += report.outages;
    if (HasFailure()) return;  // one seed to replay is enough
  }
  std::printf("%llu seeds: %d messages, %d restarts, %d reloads, %d outages\n", static_cast<unsigned long long>(seeds),
              sum.written, sum.restarts, sum.reloads, sum.outages);
  EXPECT_GT(sum.written, 10 * static_cast<int>(seeds)) << "a simulation in which nothing happens proves nothing";
}

TEST(Simulation, ASeedReplaysExactly) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto one = simulate({.seed = seed});
    const auto two = simulate({.seed = seed});
    EXPECT_EQ(one.fingerprint, two.fingerprint);
    EXPECT_EQ(one.written, two.written);
  }
  EXPECT_NE(simulate({.seed = 1}).fingerprint, simulate({.seed = 2}).fingerprint);
}

class Breaking : public testing::TestWithParam<Breakage> {};

TEST_P(Breaking, IsFoundWithin200Seeds) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    if (!simulate({.seed = seed, .breakage = GetParam()}).faults.empty()) return;
  }
  FAIL() << "nobody noticed: " << name_of(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Simulation, Breaking, testing::ValuesIn(breakages), [](const auto& info) {
  std::string name{name_of(info.param)};
  std::ranges::replace(name, ' ', '_');
  return name;
});

}  // namespace
}  // namespace quern::test
