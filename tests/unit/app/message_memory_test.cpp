// What a message costs in memory beyond its text: every allocation of this program is counted, with what malloc keeps
// beside it. A program of its own, since it brings its own operator new.
#include <gtest/gtest.h>
#include <malloc.h>

#include <cstdlib>
#include <new>

#include "core/app/message_store.hpp"
#include "tests/unit/app/chat_messages.hpp"

namespace {
std::size_t bytes_in_use = 0;

std::size_t cost_of(void* block) { return malloc_usable_size(block) + sizeof(std::size_t); }
}  // namespace

void* operator new(std::size_t size) {
  auto* block = std::malloc(size);
  if (!block) std::abort();
  bytes_in_use += cost_of(block);
  return block;
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return operator new(size); }
void operator delete(void* block) noexcept {
  if (block) bytes_in_use -= cost_of(block);
  std::free(block);
}
void operator delete(void* block, std::size_t) noexcept { operator delete(block); }

namespace quern::app {
namespace {

constexpr std::int64_t count = 20'000;

// Bytes a message beyond its text, when each came by itself and was shown.
double bytes_a_message(Message (*make)(std::int64_t)) {
  const auto before = bytes_in_use;
  std::size_t text = 0;
  MessageStore store;
  store.take_page({}, store.request());
  History shown;
  for (std::int64_t number = 1; number <= count; ++number) {
    const auto next = make(number);
    text += next.content.size();
    store.take(next);
    shown = store.snapshot();
  }
  EXPECT_EQ(shown.count(), static_cast<std::size_t>(count));
  return static_cast<double>(bytes_in_use - before - text) / static_cast<double>(count);
}

TEST(MessageMemory, IsWithin300BytesBeyondTheText) {
  const auto bytes = bytes_a_message([](std::int64_t number) { return test::message(number); });

  RecordProperty("bytes_a_message", static_cast<int>(bytes));
  EXPECT_LE(bytes, 300.0);
  EXPECT_GE(bytes, 80.0);  // it counts at all
}

TEST(MessageMemory, IsWithin300BytesWhereIdsAreNoUuids) {
  const auto bytes = bytes_a_message([](std::int64_t number) {
    auto made = test::message(number);
    made.id = MessageId{"message-id-of-another-backend-" + std::to_string(number)};
    made.client_id = "a-client-id-of-another-program-" + std::to_string(number);
    made.reply_to_id = made.id;
    return made;
  });

  EXPECT_LE(bytes, 300.0);
}

TEST(MessageMemory, IsGivenBackWithTheLastSnapshot) {
  const auto before = bytes_in_use;
  {
    MessageStore store;
    store.take_page({}, store.request());
    std::vector<History> kept;
    for (std::int64_t number = 1; number <= 100; ++number) {
      store.take(test::message(number));
      kept.push_back(store.snapshot());
    }
  }
  EXPECT_EQ(bytes_in_use, before);
}

}  // namespace
}  // namespace quern::app
