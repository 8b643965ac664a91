// A frame of a conversation of 100,000 messages: built, and handed over (ImGui's draw data, and the differences of the
// semantics tree), while somebody scrolls and rows come. CPU time of this thread for the whole frame, since the machine has other
// work; the counters are its percentiles in ms. Letters are boxes: nothing is rasterised.
// Budget: 4 ms at the 99th of a hundred. A run over it is an error.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <ctime>

#include "imgui.h"
#include "tests/support/fake_glyphs.hpp"
#include "tests/support/fake_platform.hpp"
#include "tests/support/fake_scheduler.hpp"
#include "ui/chat/lane.hpp"
#include "ui/chat/message_bubble.hpp"
#include "ui/screen.hpp"
#include "ui/widgets.hpp"
#include "wasm/mirror.hpp"

namespace quern::ui {
namespace {

constexpr double budget_ms = 4;
constexpr int gap = 8;  // above a bubble

double cpu_ms() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

// Of 1 to 60 words, as messages are; made once, as a store would hold them.
std::vector<std::string> texts(std::size_t count) {
  constexpr std::string_view some[]{"when", "the",   "queue", "is",      "empty",   "нужно", "проверить", "message",
                                    "и",    "ответ", "later", "arrived", "network", "ok",    "before",    "сегодня"};
  std::vector<std::string> all;
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t random = hash_with(i, 77);
    std::string text = "№ " + std::to_string(i);
    for (std::uint64_t n = random % 8 == 0 ? 60 : random % 16; n-- > 0;) {
      random = hash_with(random, n);
      text.append(" ").append(some[random % std::size(some)]);
    }
    all.push_back(std::move(text));
  }
  return all;
}

class Rows final : public AnchoredRows {
 public:
  Rows(Ui& ui, std::size_t count) : ui_(ui), texts_(texts(4096)), end_(first_ + count) {}
  std::size_t count() const override { return end_ - first_; }
  std::uint64_t identity(std::size_t row) const override { return first_ + row; }
  std::uint64_t revision(std::size_t) const override { return 0; }
  float height(std::size_t row, float width) override { return gap + bubble_shape(ui_, bubble(row), width).height; }
  Bubble bubble(std::size_t row) const {
    const bool is_own = (first_ + row) % 3 == 0;
    return {.text = texts_[(first_ + row) % texts_.size()],
            .time = "12:41",
            .ticks = is_own ? Ticks::read : Ticks::none,
            .is_own = is_own};
  }
  void prepend(std::size_t n) { first_ -= n; }
  void append(std::size_t n) { end_ += n; }

 private:
  Ui& ui_;
  std::vector<std::string> texts_;
  std::size_t first_ = 10'000'000, end_;
};

class Conversation {
 public:
  explicit Conversation(std::size_t count) : rows(screen_.ui(), count) {
    ImGuiIO& io = ImGui::GetIO();
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    io.DisplaySize = {1280, 800};
    io.DeltaTime = 1.f / 60;
  }

  void scroll_by(float distance) {
    screen_.semantics().input({.kind = Input::Kind::scroll, .id = id_, .scroll_y = position_ + distance});
  }

  double frame_ms() {
    scheduler_.advance(Duration{16});
    const double began = cpu_ms();
    build();
    benchmark::DoNotOptimize(mirror_.sync(screen_.semantics()).words().size());
    const double took = cpu_ms() - began;
    serve_textures();
    return took;
  }

  bool is_at_end = false;

 private:
  void build() {
    Ui& ui = screen_.begin_frame();
    show_rows(ui);
    screen_.end_frame();
  }

  void show_rows(Ui& ui) {
    const float padding = lane_of(ui, ui.screen).x;
    AnchoredList list(ui, "Messages", ui.screen, rows, {.padding = padding});
    for (const AnchoredList::Place& place : list.places()) draw_row(ui, list, place);
    is_at_end = list.is_at_end();
    for (const Node& node : ui.semantics.nodes()) {
      if (node.role != Role::scroll) continue;
      id_ = node.id;
      position_ = node.scroll_y;
    }
  }

  void draw_row(Ui& ui, AnchoredList& list, const AnchoredList::Place& place) {
    const AnchoredRow row(list, place);
    Rect rect = row.rect();
    cut_top(rect, gap);
    const Bubble bubble = rows.bubble(place.row);
    const BubbleShape shape = bubble_shape(ui, bubble, rect.width);
    if (bubble.is_own) rect.x = rect.right() - shape.width;
    rect.width = shape.width;
    ui.tell({.role = Role::text, .name = std::string(bubble.text), .rect = rect});
    if (row.is_visible()) draw_bubble(ui, bubble, shape, rect);
  }

  static void serve_textures() {
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
      if (texture->Status == ImTextureStatus_OK || texture->Status == ImTextureStatus_Destroyed) continue;
      const bool is_gone = texture->Status == ImTextureStatus_WantDestroy;
      texture->SetTexID(is_gone ? ImTextureID_Invalid : static_cast<ImTextureID>(texture->UniqueID + 1));
      texture->SetStatus(is_gone ? ImTextureStatus_Destroyed : ImTextureStatus_OK);
    }
  }

  test::FakeScheduler scheduler_;
  test::FakePlatform platform_;
  test::FakeGlyphs glyphs_;
  Screen screen_{scheduler_, platform_, glyphs_};
  wasm::Mirror mirror_;
  NodeId id_ = 0;
  float position_ = 0;

 public:
  Rows rows;
};

template <class Step>
void measure(benchmark::State& state, Step step) {
  Conversation conversation(static_cast<std::size_t>(state.range(0)));
  conversation.frame_ms();
  std::vector<double> times;
  std::size_t n = 0;
  for (auto _ : state) {
    step(conversation, n++);
    times.push_back(conversation.frame_ms());
    state.SetIterationTime(times.back() / 1000);
  }
  std::ranges::sort(times);
  const auto at = [&](double part) {
    return times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
  };
  state.counters["p50_ms"] = at(0.5);
  state.counters["p99_ms"] = at(0.99);
  state.counters["most_ms"] = times.back();
  if (at(0.99) > budget_ms) state.SkipWithError("over its budget of 4 ms");
}

constexpr int frames = 3000;

// Never seen rows come into view all the time.
void scrolling(benchmark::State& state) {
  measure(state, [](Conversation& it, std::size_t) { it.scroll_by(-120); });
}
BENCHMARK(scrolling)->Arg(100'000)->Arg(1'000'000)->Iterations(frames)->UseManualTime()->Unit(benchmark::kMillisecond);

// 1,000 rows a second while the list stands at its end: 16 a frame.
void appending_at_the_end(benchmark::State& state) {
  measure(state, [](Conversation& it, std::size_t) { it.rows.append(16); });
}
BENCHMARK(appending_at_the_end)->Arg(100'000)->Iterations(frames)->UseManualTime()->Unit(benchmark::kMillisecond);

// The same while history is read, which also loads what is older.
void scrolling_and_appending(benchmark::State& state) {
  measure(state, [](Conversation& it, std::size_t n) {
    it.scroll_by(-60);
    it.rows.append(16);
    if (n % 20 == 0) it.rows.prepend(50);
  });
}
BENCHMARK(scrolling_and_appending)->Arg(100'000)->Iterations(frames)->UseManualTime()->Unit(benchmark::kMillisecond);

// From one end to the other, to where no row was measured.
void jumping(benchmark::State& state) {
  measure(state, [](Conversation& it, std::size_t n) { it.scroll_by(n % 2 == 0 ? -400'000.f : 300'000.f); });
}
BENCHMARK(jumping)->Arg(100'000)->Iterations(500)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace quern::ui
