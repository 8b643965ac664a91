// Structural sharing below the whole answer: what says the same keeps its old pointer.
#include <map>
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

// Lists within a list, to three levels of pointers.
struct Board {
  std::vector<std::shared_ptr<const List>> columns;
  std::string name;
};

// As deep as its data.
struct Tree {
  int id = 0;
  std::vector<std::shared_ptr<const Tree>> children;
};

struct Incomparable {
  int id = 0;
};

std::shared_ptr<const Item> item(int id, std::string title = "a") {
  return std::make_shared<const Item>(Item{id, std::move(title)});
}

}  // namespace

template <>
struct Sharing<List> : ShareMembers<&List::items, &List::first, &List::total> {};
template <>
struct Sharing<Board> : ShareMembers<&Board::columns, &Board::name> {};
template <>
struct Sharing<Tree> : ShareMembers<&Tree::id, &Tree::children> {};

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

template <class T>
bool keeps_its_pointer(T first, T second) {
  World world;
  const auto before = write(world, std::move(first));
  return write(world, std::move(second)) == before;
}

TEST(Sharing, EqualValuesOfAnyKindKeepTheirPointerAlsoEmptyOnes) {
  EXPECT_TRUE(keeps_its_pointer(7, 7));
  EXPECT_TRUE(keeps_its_pointer(std::string{"text"}, std::string{"text"}));
  EXPECT_TRUE(keeps_its_pointer(std::string{}, std::string{}));
  EXPECT_TRUE(keeps_its_pointer(std::vector{1, 2}, std::vector{1, 2}));
  EXPECT_TRUE(keeps_its_pointer(std::vector<int>{}, std::vector<int>{}));
  EXPECT_TRUE(keeps_its_pointer(Items{}, Items{}));
  EXPECT_TRUE(keeps_its_pointer(Item{1, "a"}, Item{1, "a"}));
  EXPECT_TRUE(keeps_its_pointer(std::map<int, std::string>{{1, "a"}}, std::map<int, std::string>{{1, "a"}}));
}

TEST(Sharing, DifferentValuesAreTakenNew) {
  EXPECT_FALSE(keeps_its_pointer(7, 8));
  EXPECT_FALSE(keeps_its_pointer(0, 1));
  EXPECT_FALSE(keeps_its_pointer(std::string{"1"}, std::string{"2"}));
  EXPECT_FALSE(keeps_its_pointer(std::vector{1, 2}, std::vector{2, 1}));
  EXPECT_FALSE(keeps_its_pointer(std::vector<int>{}, std::vector<int>{0}));
  EXPECT_FALSE(keeps_its_pointer(Items{item(1)}, Items{}));
}

TEST(Sharing, ATypeThatSaysNothingOfEqualityIsNewEachTime) {
  EXPECT_FALSE(keeps_its_pointer(Incomparable{1}, Incomparable{1}));
}

TEST(Sharing, NothingIsEqualToNothingOnly) {
  using Maybe = std::optional<std::shared_ptr<const Item>>;
  using Pointer = std::shared_ptr<const Item>;
  EXPECT_TRUE(keeps_its_pointer(Maybe{}, Maybe{}));
  EXPECT_FALSE(keeps_its_pointer(Maybe{}, Maybe{item(1)}));
  EXPECT_FALSE(keeps_its_pointer(Maybe{item(1)}, Maybe{}));
  EXPECT_TRUE(keeps_its_pointer(Items{nullptr, item(1)}, Items{nullptr, item(1)}));
  EXPECT_FALSE(keeps_its_pointer(Items{nullptr}, Items{item(1)}));
  EXPECT_FALSE(keeps_its_pointer(Items{item(1)}, Items{Pointer{}}));
}

std::shared_ptr<const List> column(int first, std::string title = "a") {
  return std::make_shared<const List>(List{{item(first, title), item(first + 1)}, std::nullopt, 2});
}

TEST(Sharing, OneChangeFarInsideRenewsItsAncestorsOnly) {
  World world;
  const auto before = write(world, Board{{column(10), column(20)}, "board"});

  const auto after = write(world, Board{{column(10), column(20, "new")}, "board"});

  ASSERT_NE(after, before);
  EXPECT_EQ(after->columns[0], before->columns[0]) << "the equal sibling";
  ASSERT_NE(after->columns[1], before->columns[1]);
  EXPECT_NE(after->columns[1]->items[0], before->columns[1]->items[0]);
  EXPECT_EQ(after->columns[1]->items[0]->title, "new");
  EXPECT_EQ(after->columns[1]->items[1], before->columns[1]->items[1]) << "the equal sibling of what changed";
}

std::shared_ptr<const Tree> chain(int depth) {
  auto tree = std::make_shared<const Tree>(Tree{0, {}});
  for (int id = 1; id < depth; ++id) tree = std::make_shared<const Tree>(Tree{id, {tree}});
  return tree;
}

TEST(Sharing, GoesAsDeepAsTheDataDoes) {
  World world;
  const auto before = write(world, Tree{-1, {chain(1000)}});

  const auto after = write(world, Tree{-2, {chain(1000)}});

  ASSERT_NE(after, before);
  EXPECT_EQ(after->children[0], before->children[0]);
}

TEST(Sharing, TurnedOffTakesWhatCameAsItIs) {
  World world;
  QueryOptions<Items> options{.key = key,
                              .fetch = [](QueryContext) -> Task<Result<Items>> { co_return Items{item(1)}; }};
  options.share = [](const auto&, std::shared_ptr<const Items> next) { return next; };
  QueryObserver<Items> observer(world.client, options);
  const auto subscription = observer.subscribe([](const auto&) {});
  world.settle();
  const auto before = observer.result().data();

  observer.result().refetch();
  world.settle();

  const auto after = observer.result().data();
  EXPECT_NE(after, before);
  EXPECT_NE((*after)[0], (*before)[0]);
}

TEST(Sharing, OfASelectedPartKeepsWhatIsEqualInIt) {
  World world;
  write(world, 1);
  QueryOptions<int, Items> options{.key = key,
                                   .select = [](const int& number) { return Items{item(0), item(number)}; }};
  QueryObserver<int, Items> observer(world.client, options);
  const auto before = observer.result().data();

  write(world, 2);

  const auto after = observer.result().data();
  ASSERT_NE(after, before);
  EXPECT_EQ((*after)[0], (*before)[0]);
  EXPECT_EQ((*after)[1]->id, 2);
}

TEST(Sharing, OfPlaceholdersKeepsWhatIsEqualInThem) {
  World world;
  int total = 1;
  QueryOptions<Items> options{.key = key, .enabled = false};
  options.placeholder = [&total](const std::shared_ptr<const Items>&) {
    return std::make_shared<const Items>(Items{item(0), item(total)});
  };
  QueryObserver<Items> observer(world.client, options);
  const auto before = observer.result().data();
  EXPECT_EQ(observer.result().data(), before);

  total = 2;

  const auto after = observer.result().data();
  ASSERT_NE(after, before);
  EXPECT_EQ((*after)[0], (*before)[0]);
  EXPECT_EQ((*after)[1]->id, 2);
}

}  // namespace
}  // namespace quern::query
