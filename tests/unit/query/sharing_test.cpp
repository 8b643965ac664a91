// Structural sharing below the whole answer: what says the same keeps its old pointer.
#include <optional>

#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

struct Item {
  int id = 0;
  std::string title;
  bool operator==(const Item&) const = default;
};
using Items = std::vector<std::shared_ptr<const Item>>;

struct List {
  Items items;
  std::optional<std::shared_ptr<const Item>> first;
  int total = 0;
};

std::shared_ptr<const Item> item(int id, std::string title = "a") {
  return std::make_shared<const Item>(Item{id, std::move(title)});
}

}  // namespace

template <>
struct Sharing<List> : ShareMembers<&List::items, &List::first, &List::total> {};

namespace {

const Key key{"items"};

template <class T>
std::shared_ptr<const T> write(World& world, T value) {
  world.client.set_data(key, std::move(value));
  return world.client.get_data<T>(key);
}

TEST(Sharing, AnEqualListKeepsItsPointer) {
  World world;
  const auto before = write(world, Items{item(1), item(2)});

  const auto after = write(world, Items{item(1), item(2)});

  EXPECT_EQ(after, before);
}

TEST(Sharing, OneChangedItemLeavesTheOthersTheirPointers) {
  World world;
  const auto before = write(world, Items{item(1), item(2), item(3)});

  const auto after = write(world, Items{item(1), item(2, "new"), item(3)});

  ASSERT_NE(after, before);
  EXPECT_EQ((*after)[0], (*before)[0]);
  EXPECT_EQ((*after)[1]->title, "new");
  EXPECT_EQ((*before)[1]->title, "a");
  EXPECT_EQ((*after)[2], (*before)[2]);
}

TEST(Sharing, AListThatGrewOrShrankIsNewAndItsItemsAreOld) {
  World world;
  const auto one = write(world, Items{item(1)});

  const auto two = write(world, Items{item(1), item(2)});
  const auto one_again = write(world, Items{item(1)});

  EXPECT_NE(two, one);
  EXPECT_EQ((*two)[0], (*one)[0]);
  EXPECT_EQ(one_again->size(), 1U);
  EXPECT_EQ((*one_again)[0], (*one)[0]);
}

TEST(Sharing, AnAggregateSharesTheMembersItNames) {
  World world;
  const auto before = write(world, List{{item(1), item(2)}, item(1), 2});

  const auto counted = write(world, List{{item(1), item(2)}, item(1), 3});
  const auto again = write(world, List{{item(1), item(2)}, item(1), 3});

  ASSERT_NE(counted, before);
  EXPECT_EQ(counted->total, 3);
  EXPECT_EQ(counted->items, before->items);
  EXPECT_EQ(counted->first, before->first);
  EXPECT_EQ(again, counted);
}

TEST(Sharing, WhatAFetchBringsSharesToo) {
  World world;
  QueryOptions<Items> options;
  options.key = key;
  options.fetch = [](QueryContext) -> Task<Result<Items>> { co_return Items{item(1), item(2, "new")}; };
  const auto before = write(world, Items{item(1), item(2)});
  QueryObserver<Items> observer(world.client, options);
  const auto subscription = observer.subscribe([](const auto&) {});

  observer.result().refetch();
  world.settle();

  const auto after = world.client.get_data<Items>(key);
  ASSERT_NE(after, before);
  EXPECT_EQ((*after)[0], (*before)[0]);
  EXPECT_EQ((*after)[1]->title, "new");
}

}  // namespace
}  // namespace quern::query
