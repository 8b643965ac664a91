// Whoever hears of an event may stop the link, start it again or destroy it there: no more is told of the old one.
#include "tests/unit/net/link_world.hpp"

namespace quern::test {
namespace {

enum class Deed : std::uint8_t { destroy, stop, restart, go_offline };

struct Moment {
  const char* name;
  std::string_view told;  // what is told when it is done
  std::size_t nth = 1;
  void (*act)(LinkWorld&);  // what brings it about, on a link that is live at 7
};

void lose(LinkWorld& world) { world.socket().close(); }
void receive(LinkWorld& world) {
  world.socket().text(frame("b", 9));
  world.socket().text(frame("a", 8));
}
void reset(LinkWorld& world) {
  world.socket().text(frame("c", 51));
  world.socket().text(frame("reset", 50));
}
void resume(LinkWorld& world) {
  lose(world);
  world.come_back();
  for (const auto& text : {frame("resumed", 9), frame("a", 8), frame("b", 9)}) world.socket().text(text);
}
void come_back_to_another_log(LinkWorld& world) {
  lose(world);
  world.come_back();
  world.socket().text(frame("reset", 50));
}
void fall_silent(LinkWorld& world) { world.advance(30s); }
void miss_one(LinkWorld& world) {
  world.socket().text(frame("b", 9));
  world.advance(500ms);
}

constexpr Moment moments[] = {
    {"Loss", "link", 1, &lose},
    {"Silence", "link", 1, &fall_silent},
    {"Event", "a 8", 1, &receive},
    {"EventWithoutSeq", "typing", 1, [](LinkWorld& world) { world.socket().text(loose_frame("typing")); }},
    {"Reset", "reset", 1, &reset},
    {"Gap", "link", 1, &miss_one},
    {"Return", "link", 3, &resume},  // waiting, connecting, live
    {"ReturnByReset", "link", 3, &come_back_to_another_log},
    {"Resumed", "resumed", 1, &resume},
};

class RealtimeReentry : public testing::TestWithParam<std::tuple<Deed, Moment>> {};

TEST_P(RealtimeReentry, EndsAllOfTheOldLink) {
  const auto deed = std::get<0>(GetParam());
  const auto moment = std::get<1>(GetParam());
  LinkWorld world;
  world.go_live(7);
  std::size_t seen = 0, told_after = 0;
  bool is_done = false;
  world.on_told = [&](std::string_view what) {
    if (is_done) return void(++told_after);
    if (what != moment.told || ++seen < moment.nth) return;
    is_done = true;
    switch (deed) {
      case Deed::destroy: world.client.reset(); break;
      case Deed::stop: world.client->stop(); break;
      case Deed::go_offline: world.client->on_online(false); break;
      case Deed::restart:
        world.client->stop();
        world.client->start();
        break;
    }
    told_after = 0;  // but for what this itself was told as
  };

  moment.act(world);
  world.scheduler.settle();

  EXPECT_TRUE(is_done);
  EXPECT_EQ(told_after, 0U);
  if (deed == Deed::restart) {
    EXPECT_EQ(world.state(), LinkState::connecting);
    EXPECT_TRUE(world.socket().is_held());
  } else {
    for (std::size_t i = 0; i < world.sockets.count(); ++i) EXPECT_FALSE(world.sockets.at(i).is_held());
    EXPECT_EQ(world.scheduler.timers(), 0U);
  }
}

std::string name_of(const testing::TestParamInfo<std::tuple<Deed, Moment>>& info) {
  constexpr const char* deeds[] = {"Destroyed", "Stopped", "Restarted", "Offline"};
  return std::string(std::get<1>(info.param).name) + deeds[static_cast<std::size_t>(std::get<0>(info.param))];
}

INSTANTIATE_TEST_SUITE_P(At, RealtimeReentry,
                         testing::Combine(testing::Values(Deed::destroy, Deed::stop, Deed::restart, Deed::go_offline),
                                          testing::ValuesIn(moments)),
                         name_of);

}  // namespace
}  // namespace quern::test
