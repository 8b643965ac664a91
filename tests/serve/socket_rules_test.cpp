// The socket's rules: who may open one, what it hears and says, and when it ends.
#include <gtest/gtest.h>

#include "tests/serve/chat_world.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;
using Heads = std::vector<std::string>;

class Sockets : public testing::Test {
 protected:
  ChatWorld world;
  Somebody anna = world.join("Anna"), boris = world.join("Boris"), clara = world.join("Clara");
  std::string chat = world.make_chat(anna, boris).member("id");

  std::string online(const Somebody& person) {
    return world.as(clara, "GET", "/api/users/" + person.id).member("online");
  }
};

TEST_F(Sockets, AreOpenedByAPageOfOursWithASession) {
  const std::string ours = "http://localhost:8080";
  struct Case {
    Fields fields;
    int status;
  };
  const std::vector<Case> cases = {
      {{{"origin", ours}}, 101},
      {{{"origin", ours}, {"sec-fetch-site", "same-origin"}}, 101},
      {{{"origin", "http://evil.example"}}, 403},
      {{{"origin", "null"}}, 403},
      {{{"origin", ""}}, 403},
      {{{"origin", ours}, {"sec-fetch-site", "same-site"}}, 403},
      {{{"origin", ours}, {"sec-fetch-site", "cross-site"}}, 403},
      {{{"origin", ours}, {"cookie", ""}}, 401},
      {{{"origin", ours}, {"cookie", "quern_session=nonsense"}}, 401},
      {{{"origin", "http://evil.example"}, {"cookie", ""}}, 403},
  };
  for (const auto& [fields, status] : cases) {
    world.cookie = anna.cookie;
    EXPECT_EQ(world.open_socket(fields).status, status) << fields[0].second << ' ' << fields.back().second;
  }
  EXPECT_EQ(world.as(anna, "GET", "/api/ws").status, 426);
}

TEST_F(Sockets, AreOpenedWithAnAccessTokenThatHasRunOut) {
  world.clock.advance(1h);
  EXPECT_EQ(world.connect(anna).status, 101);
  EXPECT_EQ(world.network->calls["/api/auth/refresh"], 1);
}

TEST_F(Sockets, AreAtMostTwentyAPerson) {
  std::vector<TestSocket> sockets;
  for (int i = 0; i < 20; ++i) sockets.push_back(world.connect(anna));
  EXPECT_EQ(sockets.back().status, 101);
  EXPECT_EQ(world.connect(anna).status, 429);
  EXPECT_EQ(world.connect(boris).status, 101);

  sockets.front().cut();
  EXPECT_EQ(world.connect(anna).status, 101);
}

TEST_F(Sockets, HearNothingBeforeTheyAskAndEverythingAfter) {
  auto socket = world.connect(boris);
  world.write(anna, chat, "1");
  auto annas = world.listen(anna);  // she comes: boris would be told
  EXPECT_EQ(socket.take(), Heads{});

  socket.resume();
  EXPECT_EQ(socket.take_heads(), Heads{"resumed 2"});
  world.write(anna, chat, "2");
  annas.cut();
  world.clock.advance(5s);
  EXPECT_EQ(socket.take_heads(), (Heads{"message.created 3", "presence"}));
}

TEST_F(Sockets, GoOnFromWhereTheyWere) {
  for (const auto* text : {"1", "2", "3"}) world.write(anna, chat, text);
  struct Case {
    std::int64_t since;
    Heads heads;
  };
  const std::vector<Case> cases = {
      {0, {"chat.created 1", "message.created 2", "message.created 3", "message.created 4", "resumed 4"}},
      {2, {"message.created 3", "message.created 4", "resumed 4"}},
      {4, {"resumed 4"}},
      {5, {"reset 4"}},
      {-1, {"reset 4"}},
      {1'000'000'000'000, {"reset 4"}},
  };
  auto socket = world.connect(boris);
  for (const auto& [since, heads] : cases) {
    socket.resume(since);
    EXPECT_EQ(socket.take_heads(), heads) << since;
  }
  world.write(anna, chat, "4");
  EXPECT_EQ(socket.take_heads(), Heads{"message.created 5"});
}

TEST_F(Sockets, BringALongLogInPiecesToWhoReadsSlowly) {
  const std::string kilobytes(9'000, 'x');
  for (int i = 0; i < 100; ++i) world.write(anna, chat, kilobytes);
  auto socket = world.connect(boris);
  socket.peer->is_stalled = true;
  socket.resume(0);

  EXPECT_LT(socket.peer->unread, 200U * 1024);
  const auto first = socket.peer->frames.size();
  EXPECT_GT(first, 5U);
  world.write(anna, chat, "meanwhile");  // comes by the log, in its place
  socket.say(R"({"op":"ping"})");
  for (int i = 0; i < 20; ++i) {
    socket.peer->read_on();
    world.clock.settle();
    EXPECT_LT(socket.peer->unread, 200U * 1024);
  }
  world.write(anna, chat, "after");

  std::int64_t place = 0;
  for (const auto& text : socket.take()) {
    const auto frame = read_frame(text);
    ASSERT_TRUE(frame);
    if (frame->event == "pong") continue;
    if (frame->event == "resumed") {
      EXPECT_EQ(frame->seq, 102);
      continue;
    }
    EXPECT_EQ(frame->seq, ++place);
  }
  EXPECT_EQ(place, 103);
}

TEST_F(Sockets, StartAnewWhenAskedInTheMiddleOfALongLog) {
  const std::string kilobytes(9'000, 'x');
  for (int i = 0; i < 40; ++i) world.write(anna, chat, kilobytes);
  auto socket = world.connect(boris);
  socket.peer->is_stalled = true;
  socket.resume(0);
  socket.take();
  socket.resume(40);
  EXPECT_EQ(socket.take_heads(), (Heads{"message.created 41", "resumed 41"}));
  socket.peer->read_on();
  world.clock.settle();
  EXPECT_EQ(socket.take(), Heads{});
}

TEST_F(Sockets, TellMembersWhoIsTyping) {
  auto annas = world.listen(anna), boriss = world.listen(boris), claras = world.listen(clara);
  const auto typing = R"({"op":"typing","chat_id":")" + chat + R"("})";
  annas.take();

  annas.say(typing);
  EXPECT_EQ(boriss.take(), Heads{});  // does not know of the chat yet
  world.write(anna, chat, "1");
  boriss.take();
  annas.take();
  world.clock.advance(2s);

  annas.say(typing);
  annas.say(typing);  // too soon
  claras.say(typing);
  EXPECT_EQ(boriss.take(),
            Heads{R"({"event":"typing","data":{"chat_id":")" + chat + R"(","user_id":")" + anna.id + R"("}})"});
  EXPECT_EQ(annas.take(), Heads{});
  EXPECT_EQ(claras.take(), Heads{});
  world.clock.advance(2s);
  annas.say(typing);
  EXPECT_EQ(boriss.take_heads(), Heads{"typing"});
}

TEST_F(Sockets, TellWhoSeesThemWhoIsOnline) {
  world.write(anna, chat, "1");
  auto boriss = world.listen(boris), claras = world.listen(clara);
  EXPECT_EQ(online(anna), "false");

  auto one = world.connect(anna), two = world.connect(anna);
  EXPECT_EQ(boriss.take(), Heads{R"({"event":"presence","data":{"user_id":")" + anna.id + R"(","online":true}})"});
  EXPECT_EQ(online(anna), "true");

  one.cut();
  world.clock.advance(10s);
  EXPECT_EQ(boriss.take(), Heads{});  // there is another
  two.cut();
  world.clock.advance(4s);
  auto reloaded = world.connect(anna);
  world.clock.advance(10s);
  EXPECT_EQ(boriss.take(), Heads{});  // a reload is no going away
  EXPECT_EQ(online(anna), "true");

  reloaded.cut();
  const auto left_at = world.clock.wall_now();
  world.clock.advance(5s);
  EXPECT_EQ(boriss.take(), Heads{R"({"event":"presence","data":{"user_id":")" + anna.id + R"(","online":false}})"});
  EXPECT_EQ(claras.take(), Heads{});  // has no chat with her
  EXPECT_EQ(online(anna), "false");
  world.restart();
  EXPECT_EQ(world.as(clara, "GET", "/api/users/" + anna.id).member("last_seen_at"), format_iso8601(left_at));
}

TEST_F(Sockets, AnswerAPingAndIgnoreWhatTheyDoNotKnow) {
  auto socket = world.connect(anna);
  socket.say(R"({"op":"ping"})");
  EXPECT_EQ(socket.take(), Heads{R"({"event":"pong"})"});
  socket.say(R"({"op":"dance","more":1})");
  socket.say(R"({"op":"typing"})");
  EXPECT_EQ(socket.take(), Heads{});
  EXPECT_EQ(socket.peer->closed, std::nullopt);
}

TEST_F(Sockets, CloseOnWhatIsNoOperation) {
  for (const auto* text : {"", "ping", "[]", "{}", R"({"op":1})", R"({"op":"resume","since":"1"})", "\xff"}) {
    auto socket = world.connect(anna);
    socket.say(text);
    EXPECT_EQ(socket.peer->closed, 1008) << text;
  }
}

TEST_F(Sockets, CloseOnTooManyOperationsASecond) {
  auto socket = world.connect(anna);
  for (int second = 0; second < 3; ++second) {
    for (int i = 0; i < 20; ++i) socket.say(R"({"op":"ping"})");
    world.clock.advance(1s);
  }
  EXPECT_EQ(socket.peer->closed, std::nullopt);
  for (int i = 0; i < 21; ++i) socket.say(R"({"op":"ping"})");
  EXPECT_EQ(socket.peer->closed, 1008);
  EXPECT_EQ(socket.take().size(), 80U);
}

TEST_F(Sockets, EndWithTheirSessionAtOnce) {
  auto here = world.listen(anna);
  world.sign_in(anna.email);
  const Somebody elsewhere{.id = anna.id, .email = anna.email, .cookie = world.cookie};
  auto there = world.listen(elsewhere);

  EXPECT_EQ(world.as(anna, "POST", "/api/auth/logout").status, 204);
  EXPECT_EQ(here.peer->closed, 1008);
  EXPECT_EQ(there.peer->closed, std::nullopt);
  EXPECT_EQ(world.connect(anna).status, 401);

  const auto sessions = world.as(elsewhere, "GET", "/api/auth/sessions");
  EXPECT_EQ(world.as(elsewhere, "DELETE", "/api/auth/sessions/" + sessions.member("items.0.id")).status, 204);
  EXPECT_EQ(there.peer->closed, 1008);
}

TEST_F(Sockets, EndWhenThePasswordIsChangedElsewhere) {
  auto here = world.listen(anna);
  world.sign_in(anna.email);
  const Somebody elsewhere{.id = anna.id, .email = anna.email, .cookie = world.cookie};
  auto there = world.listen(elsewhere);

  EXPECT_EQ(world
                .as(elsewhere, "POST", "/api/user/change-password",
                    R"({"current_password":"correct horse","new_password":"better horse"})")
                .status,
            204);

  EXPECT_EQ(here.peer->closed, 1008);
  EXPECT_EQ(there.peer->closed, std::nullopt);
}

TEST_F(Sockets, EndWithinHalfAMinuteWhenTheirSessionEndsBehindOurBack) {
  auto annas = world.listen(anna);
  auto boriss = world.listen(boris);
  world.database->run_script(("DELETE FROM sessions WHERE user_id = '" + anna.id + "'").c_str());
  const auto annas_listener = annas.peer->listener;
  world.clock.advance(30s);
  EXPECT_EQ(annas.peer->closed, 1008);
  EXPECT_EQ(boriss.peer->closed, std::nullopt);
  bool is_done = false;
  annas_listener->on_text(R"({"op":"resume"})", [&] { is_done = true; });  // was on its way
  EXPECT_TRUE(is_done);

  world.database->run_script(("UPDATE token_families SET revoked_at = 1 WHERE user_id = '" + boris.id + "'").c_str());
  world.clock.advance(30s);
  EXPECT_EQ(boriss.peer->closed, 1008);
}

TEST_F(Sockets, DoNotEndBecauseTheStoreFails) {
  auto socket = world.listen(anna);
  world.database->run_script("ALTER TABLE sessions RENAME TO away");
  world.clock.advance(30s);
  world.database->run_script("ALTER TABLE away RENAME TO sessions; ALTER TABLE token_families RENAME TO away");
  world.clock.advance(30s);
  world.database->run_script("ALTER TABLE away RENAME TO token_families");
  world.clock.advance(30s);
  EXPECT_EQ(socket.peer->closed, std::nullopt);
}

Task<void> open_at(serve::Backend* backend, std::string bearer, std::shared_ptr<FakePeer> peer) {
  const auto decision = co_await backend->open_socket({.method = serve::Method::get,
                                                       .target = "/api/ws",
                                                       .headers = {{"authorization", "Bearer " + bearer}},
                                                       .body = {},
                                                       .client_address = {},
                                                       .id = {}});
  if (decision.accept) peer->listener = decision.accept(peer);
}

// A backend elsewhere serves other programs than this BFF.
TEST_F(Sockets, EndWithTheirSignInThoughNoBffIsBetween) {
  const auto bearer =
      world.call_backend("POST", "/api/auth/login", R"({"email":")" + anna.email + R"(","password":"correct horse"})")
          .member("tokens.access_token");
  const auto peer = std::make_shared<FakePeer>(world.clock);
  open_at(world.backend.get(), bearer, peer).detach();
  ASSERT_TRUE(peer->listener);
  EXPECT_EQ(world.call_backend("POST", "/api/auth/logout", "", bearer).status, 204);
  EXPECT_EQ(peer->closed, 1008);
}

TEST_F(Sockets, EndWhenTheirSessionRunsOut) {
  auto socket = world.listen(anna);
  world.clock.advance(std::chrono::days{7} - 1min);
  EXPECT_EQ(socket.peer->closed, std::nullopt);
  world.clock.advance(2min);
  EXPECT_EQ(socket.peer->closed, 1008);
}

TEST_F(Sockets, OutliveTheServerHarmlesslyAndGoOnWithTheNext) {
  world.write(anna, chat, "1");
  auto old = world.listen(boris);
  const auto old_listener = old.peer->listener;
  world.restart();
  EXPECT_EQ(old.peer->closed, 1001);
  old_listener->on_text(R"({"op":"ping"})", [] {});
  world.clock.settle();

  world.write(anna, chat, "2");
  auto fresh = world.connect(boris);
  fresh.resume(2);
  EXPECT_EQ(fresh.take_heads(), (Heads{"message.created 3", "resumed 3"}));
}

TEST_F(Sockets, ThatAreAcceptedTooLateAreClosed) {
  const auto begin = [&] {
    world.cookie = anna.cookie;
    return world.decide_socket();
  };
  const auto closed_with = [&](const serve::SocketDecision& decision) {
    const auto peer = std::make_shared<FakePeer>(world.clock);
    peer->listener = decision.accept(peer);
    return peer->closed;
  };
  const auto revoked = begin();
  const auto forgotten = begin();
  const auto restarted = begin();
  ASSERT_TRUE(revoked.accept && forgotten.accept && restarted.accept);
  world.database->run_script("UPDATE token_families SET revoked_at = 1");
  EXPECT_EQ(closed_with(revoked), 1008);
  world.database->run_script("UPDATE token_families SET revoked_at = NULL; DELETE FROM sessions");
  EXPECT_EQ(closed_with(forgotten), 1008);

  world.restart();
  const auto late = std::make_shared<FakePeer>(world.clock);
  late->listener = restarted.accept(late);
  EXPECT_EQ(late->closed, 1001);
}

TEST_F(Sockets, AreToldWhenTheServerStops) {
  auto socket = world.listen(anna);
  auto just_left = world.listen(boris);
  just_left.cut();
  const auto left_at = world.clock.wall_now();
  world.clock.advance(3s);
  const auto now = world.clock.wall_now();

  world.backend->stop();

  EXPECT_EQ(socket.peer->closed, 1001);
  EXPECT_EQ(world.as(clara, "GET", "/api/users/" + anna.id).member("last_seen_at"), format_iso8601(now));
  EXPECT_EQ(world.as(clara, "GET", "/api/users/" + boris.id).member("last_seen_at"), format_iso8601(left_at));
}

}  // namespace
}  // namespace quern::test
