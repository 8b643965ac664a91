// Random sequences on lists that come in pages, on a server whose list grows, shrinks and changes.
#include <algorithm>
#include <deque>

#include "tests/unit/query/dice.hpp"
#include "tests/unit/query/infinite_world.hpp"

namespace quern::query {
namespace {

// ---- one after another: the pages are what a deque of numbers says

class PagesModel {
 public:
  explicit PagesModel(std::uint64_t seed) : dice_(seed) {
    world_.last = 1 + dice_.roll(8);
    limit_ = random_limit();
    initial_ = 1 + dice_.roll(world_.last);
    reader_ = std::make_unique<PageReader>(world_, options());
    world_.settle_all();
    numbers_ = {initial_};
  }

  void run(int steps) {
    for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
      step();
      world_.settle_all();
      check();
    }
  }

 private:
  std::size_t random_limit() { return static_cast<std::size_t>(dice_.coin() ? 0 : 1 + dice_.roll(4)); }
  PageOptions options() {
    return world_.options(
        {.initial_param = initial_, .max_pages = limit_, .query = {.stale_time = 1h, .retry = false}});
  }
  bool is_too_long() const { return limit_ > 0 && numbers_.size() > limit_; }

  void step() {
    switch (dice_.roll(6)) {
      case 0: return next();
      case 1: return previous();
      case 2: return refetch();
      case 3: return void(world_.last = 1 + dice_.roll(8));
      case 4: return set_limit();
      default: return fail_one();
    }
  }
  void next() {
    reader_->now().fetch_next();
    if (numbers_.back() >= world_.last) return;
    numbers_.push_back(numbers_.back() + 1);
    while (is_too_long()) numbers_.pop_front();
  }
  void previous() {
    reader_->now().fetch_previous();
    if (numbers_.front() <= 1) return;
    numbers_.push_front(numbers_.front() - 1);
    while (is_too_long()) numbers_.pop_back();
  }
  void refetch() {
    world_.edition += '+';
    reader_->observer.refetch();
    while (is_too_long()) numbers_.pop_front();
    while (numbers_.size() > 1 && numbers_.back() > world_.last) numbers_.pop_back();
    editions_.clear();
  }
  void set_limit() {
    limit_ = random_limit();
    reader_->observer.set_options(options());
  }
  void fail_one() {
    if (numbers_.back() >= world_.last) return;
    world_.fail_at(numbers_.back() + 1);
    reader_->now().fetch_next();
    world_.settle_all();
    EXPECT_TRUE(reader_->now().is_fetch_next_error());
  }

  void check() {
    const auto now = reader_->now();
    ASSERT_TRUE(now.has_data());
    EXPECT_EQ(now->params, std::vector<int>(numbers_.begin(), numbers_.end()));
    ASSERT_EQ(now->pages.size(), numbers_.size());
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
      auto& edition = editions_.try_emplace(numbers_[i], world_.edition).first->second;
      EXPECT_EQ(*now->pages[i], std::to_string(numbers_[i]) + edition);
    }
    std::erase_if(editions_, [this](const auto& known) { return !std::ranges::contains(numbers_, known.first); });
    EXPECT_EQ(now.has_previous(), numbers_.front() > 1);
    EXPECT_FALSE(now.is_fetching());
  }

  Dice dice_;
  PageWorld world_;
  std::size_t limit_;
  int initial_;
  std::unique_ptr<PageReader> reader_;
  std::deque<int> numbers_;
  std::map<int, std::string> editions_;  // in which a page was fetched
};

TEST(RandomPages, AreWhatAModelSays) {
  for (const auto seed : seeds(500)) {
    SCOPED_TRACE("QUERY_SEED=" + std::to_string(seed));
    PagesModel{seed}.run(40);
    if (HasFailure()) return;
  }
}

// ---- all at once: pages always follow each other, and are the server's after the last invalidation

class PagesRun {
 public:
  explicit PagesRun(std::uint64_t seed) : dice_(seed) {
    world_.takes_stop = dice_.coin();
    world_.last = 6;
  }

  void run(int steps) {
    for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
      step();
      check();
    }
    world_.failures = 0;
    if (readers_.empty()) watch();
    change();
    world_.advance(10min);
    check();
    std::string expected;
    for (const int number : readers_.front()->now()->params) {
      expected += (expected.empty() ? "" : " ") + std::to_string(number) + world_.edition;
    }
    for (const auto& reader : readers_) {
      EXPECT_EQ(reader->text(), expected);
      EXPECT_TRUE(reader->now().is_success());
      EXPECT_FALSE(reader->now().is_stale());
    }
    readers_.clear();
    world_.advance(10min);
    EXPECT_EQ(world_.client.size(), 0u);
    EXPECT_EQ(world_.client.fetching(), 0u);
  }

 private:
  PageOptions options() {
    return world_.options(
        {.initial_param = 3,
         .max_pages = static_cast<std::size_t>(dice_.coin() ? 0 : 2 + dice_.roll(3)),
         .pages = static_cast<std::size_t>(1 + dice_.roll(2)),
         .query = {.stale_time = StaleTime::never(), .gc_time = 1min, .retry = 2, .retry_delay = 5ms}});
  }
  void watch() { readers_.push_back(std::make_unique<PageReader>(world_, options())); }
  void change() {
    world_.scheduler.settle();  // news from the server come in a turn of their own
    world_.edition = std::to_string(++edition_);
    world_.edition.insert(0, "v");
    world_.client.invalidate({.key = world_.key, .cancel_refetch = dice_.coin()});
  }
  Query::WhileFetching mode() { return dice_.coin() ? Query::WhileFetching::join : Query::WhileFetching::restart; }
  void write() {
    world_.client.update_data<Pages>(world_.key, [](Pages all) {
      if (all.pages.size() < 2) return all;
      all.pages.pop_back();
      all.params.pop_back();
      return all;
    });
  }

  void step() {
    if (readers_.empty()) return watch();
    auto& reader = *readers_[static_cast<std::size_t>(dice_.roll(static_cast<int>(readers_.size())))];
    switch (dice_.roll(13)) {
      case 0: return watch();
      case 1: return void(readers_.erase(readers_.begin()));
      case 2:
      case 3: return reader.now().fetch_next(mode());
      case 4: return reader.now().fetch_previous(mode());
      case 5: return reader.now().refetch();
      case 6: return change();
      case 7: return world_.fail_at(1 + dice_.roll(6), 1 + dice_.roll(4));
      case 8: return world_.client.cancel({.key = world_.key});
      case 9: return write();
      case 10: return reader.observer.set_options(options());
      case 11: return prefetch_infinite(world_.client, options());
      default: return world_.advance(Duration{dice_.roll(25)});
    }
  }

  void check() {
    for (const auto& reader : readers_) {
      const auto now = reader->now();
      EXPECT_FALSE(now.is_fetching_next() && now.is_fetching_previous());
      if (!now.has_data()) continue;
      ASSERT_EQ(now->pages.size(), now->params.size());
      ASSERT_FALSE(now->pages.empty());
      for (std::size_t i = 0; i < now->pages.size(); ++i) {
        EXPECT_EQ(now->params[i], now->params[0] + static_cast<int>(i));
        EXPECT_TRUE(now->pages[i]->starts_with(std::to_string(now->params[i]))) << *now->pages[i];
      }
    }
  }

  Dice dice_;
  int edition_ = 0;
  PageWorld world_;
  std::vector<std::unique_ptr<PageReader>> readers_;
};

TEST(RandomPages, FollowEachOtherWhateverHappensMeanwhile) {
  for (const auto seed : seeds(800)) {
    SCOPED_TRACE("QUERY_SEED=" + std::to_string(seed));
    PagesRun{seed}.run(80);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace quern::query
