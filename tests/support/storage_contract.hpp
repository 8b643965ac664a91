// What every Storage keeps to, whatever it is made of. A kind of storage brings a world, and says:
//   INSTANTIATE_TYPED_TEST_SUITE_P(Files, StorageContract, FileWorld);
// The world has `Storage& storage()`, `void settle()` (runs until every answer there is to be has come), and `void reopen()`
// (as the next run of the program finds it).
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "core/base/storage.hpp"

namespace quern::test {

template <class World>
class StorageContract : public testing::Test {
 protected:
  template <class T>
  static Task<void> keep(Task<Result<T>> task, std::optional<Result<T>>* answer) {
    answer->emplace(co_await task);
  }
  template <class T>
  Result<T> wait(Task<Result<T>> task) {
    std::optional<Result<T>> answer;
    const auto kept = keep(std::move(task), &answer);
    world.settle();
    if (!answer) return fail(ErrorKind::timeout, "no answer");
    return *answer;
  }
  std::string read(const std::string& key) {
    const auto value = wait(world.storage().get(key));
    return !value ? "error: " + value.error().message : value->value_or("(none)");
  }
  void write(const std::string& key, const std::string& value) {
    const auto written = wait(world.storage().put(key, value));
    EXPECT_TRUE(written) << written.error().message;
  }
  std::vector<std::string> keys(const std::string& prefix) {
    return wait(world.storage().keys(prefix)).value_or(std::vector<std::string>{"(error)"});
  }
  World world;
};

TYPED_TEST_SUITE_P(StorageContract);

TYPED_TEST_P(StorageContract, KnowsNothingAtFirst) {
  EXPECT_EQ(this->read("a"), "(none)");
  EXPECT_TRUE(this->keys("").empty());
}

TYPED_TEST_P(StorageContract, GivesBackTheLastThatWasPut) {
  this->write("a", "first");
  this->write("a", "second");

  EXPECT_EQ(this->read("a"), "second");
}

TYPED_TEST_P(StorageContract, KeepsAnyBytes) {
  std::string bytes;
  for (int i = 0; i < 70'000; ++i) bytes += static_cast<char>(i * 7);
  this->write("all", bytes);
  this->write("none", "");

  EXPECT_EQ(this->read("all"), bytes);
  EXPECT_EQ(this->read("none"), "");
}

TYPED_TEST_P(StorageContract, TakesAnyTextForAKey) {
  const std::vector<std::string> names{"",  ".", "..",  ".new",  "../up", "/",   "a/b",
                                       "A", "a", "a b", "a%2Fb", "Анна",  "100%"};
  for (const auto& name : names) this->write(name, "of " + name);

  for (const auto& name : names) EXPECT_EQ(this->read(name), "of " + name);
  EXPECT_EQ(this->keys("").size(), names.size());
}

TYPED_TEST_P(StorageContract, ListsTheKeysOfAPrefixInOrder) {
  for (const auto* name : {"outbox/2", "drafts/1", "outbox/10", "outbox", "outbox/1"}) this->write(name, "x");

  EXPECT_EQ(this->keys("outbox/"), (std::vector<std::string>{"outbox/1", "outbox/10", "outbox/2"}));
  EXPECT_EQ(this->keys("nothing").size(), 0U);
}

TYPED_TEST_P(StorageContract, ForgetsWhatIsRemovedAndOnlyThat) {
  this->write("a", "1");
  this->write("b", "2");

  EXPECT_TRUE(this->wait(this->world.storage().remove("a")));
  EXPECT_TRUE(this->wait(this->world.storage().remove("never there")));

  EXPECT_EQ(this->read("a"), "(none)");
  EXPECT_EQ(this->keys(""), std::vector<std::string>{"b"});
}

TYPED_TEST_P(StorageContract, AnswersInTheOrderOfTheCalls) {
  std::optional<Result<void>> first, second;
  std::optional<Result<std::optional<std::string>>> third;
  const auto a = this->keep(this->world.storage().put("a", "1"), &first);
  const auto b = this->keep(this->world.storage().put("a", "2"), &second);
  const auto c = this->keep(this->world.storage().get("a"), &third);
  this->world.settle();

  ASSERT_TRUE(first && second && third);
  EXPECT_EQ(third->value(), "2");
}

TYPED_TEST_P(StorageContract, IsTheSameForTheNextRun) {
  this->write("a", "1");
  this->write("b", "2");
  EXPECT_TRUE(this->wait(this->world.storage().remove("b")));

  this->world.reopen();

  EXPECT_EQ(this->read("a"), "1");
  EXPECT_EQ(this->keys(""), std::vector<std::string>{"a"});
}

REGISTER_TYPED_TEST_SUITE_P(StorageContract, KnowsNothingAtFirst, GivesBackTheLastThatWasPut, KeepsAnyBytes,
                            TakesAnyTextForAKey, ListsTheKeysOfAPrefixInOrder, ForgetsWhatIsRemovedAndOnlyThat,
                            AnswersInTheOrderOfTheCalls, IsTheSameForTheNextRun);

}  // namespace quern::test
