#include "core/base/unique_function.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace quern {
namespace {

TEST(UniqueFunction, HoldsWhatCanOnlyBeMoved) {
  UniqueFunction<int(int)> add = [held = std::make_unique<int>(40)](int more) { return *held + more; };
  auto moved = std::move(add);
  EXPECT_EQ(moved(2), 42);
}

TEST(UniqueFunction, IsFalseWhenEmpty) {
  UniqueFunction<void()> function;
  EXPECT_FALSE(function);
  function = [] {};
  EXPECT_TRUE(function);
  function = nullptr;
  EXPECT_FALSE(function);
}

TEST(UniqueFunction, DropsAnAnswerNobodyAskedFor) {
  int calls = 0;
  UniqueFunction<void()> function = [&calls] { return ++calls; };
  function();
  EXPECT_EQ(calls, 1);
}

TEST(UniqueFunction, PassesReferencesAndMovesValues) {
  UniqueFunction<std::string(std::string&, std::unique_ptr<int>)> function = [](std::string& text,
                                                                                std::unique_ptr<int> number) {
    text += std::to_string(*number);
    return text;
  };
  std::string text = "n";
  EXPECT_EQ(function(text, std::make_unique<int>(7)), "n7");
  EXPECT_EQ(text, "n7");
}

}  // namespace
}  // namespace quern
