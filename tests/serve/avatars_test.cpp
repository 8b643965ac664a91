// A person's picture: made small and anew, at an address of its own, seen by those who are in a chat with them.
#include <gtest/gtest.h>

#include "core/api/decode.hpp"
#include "tests/serve/chat_world.hpp"
#include "tests/serve/multipart_body.hpp"

namespace quern::test {
namespace {

const std::string png = "\x89PNG\r\n\x1A\n and so on";
const std::string webp = "RIFF....WEBPVP8 small";

class Avatars : public testing::Test {
 protected:
  Avatars() { world.tools.script("ffmpeg", webp); }
  ChatWorld world;
  Somebody anna = world.join("Anna"), boris = world.join("Boris");

  Answer put(const Somebody& who, const std::string& bytes, const Fields& more = {}) {
    world.cookie = who.cookie;
    return world.upload("PUT", "/api/user/avatar", form_type, format_form({}, {.bytes = bytes}), more);
  }
};

TEST_F(Avatars, AreMadeAnewAndKeptAtAnAddressThatNeverChanges) {
  const auto answer = put(anna, png);

  EXPECT_EQ(answer.status, 200) << answer.body;
  const auto url = answer.member("avatar_url");
  ASSERT_EQ(world.tools.commands.size(), 1U);
  EXPECT_EQ(world.tools.commands[0].input, png);
  const auto picture = world.as(boris, "GET", url);
  EXPECT_EQ(picture.body, webp);
  EXPECT_EQ(picture.header("content-type"), "image/webp");
  EXPECT_EQ(picture.header("cache-control"), "private, max-age=31536000, immutable");
  EXPECT_EQ(world.as(boris, "GET", "/api/users/" + anna.id).member("avatar_url"), url);
  EXPECT_EQ(world.files.ids().size(), 0U);  // what was sent is gone

  const auto next = put(anna, png).member("avatar_url");
  EXPECT_NE(next, url);
  EXPECT_EQ(world.as(boris, "GET", url).status, 404);
  EXPECT_EQ(world.as(boris, "GET", next).status, 200);
}

TEST_F(Avatars, AreToldToThoseInAChatWithThem) {
  const auto chat = world.make_chat(anna, boris).member("id");
  world.write(anna, chat, "Hello");
  const auto before = decode<Chat>(world.show(boris, chat).body)->version;
  auto to_boris = world.listen(boris);

  const auto url = put(anna, png).member("avatar_url");

  const auto frames = to_boris.take();
  ASSERT_EQ(frames.size(), 1U);
  const auto news = decode_event<Chat>(frames[0]);
  ASSERT_TRUE(news);
  EXPECT_EQ(news->members[0].avatar_url, url);
  EXPECT_GT(news->version, before);
}

TEST_F(Avatars, ArePicturesByTheirContent) {
  EXPECT_EQ(put(anna, "<svg onload=alert(1)>").error_code(), "wrong_type");
  EXPECT_EQ(put(anna, "%PDF-1.7").status, 415);
  EXPECT_EQ(put(anna, png + std::string(5 * 1024 * 1024, 'x')).status, 413);
  EXPECT_EQ(world.tools.commands.size(), 0U);
  EXPECT_EQ(put(anna, "GIF89a").status, 200);
}

TEST_F(Avatars, StayWhereTheNewOneCannotBeRead) {
  const auto url = put(anna, png).member("avatar_url");
  const auto fails = [&](ScriptedTools::Script script) {
    world.tools.script("ffmpeg", std::move(script));
    return put(anna, png).status;
  };
  EXPECT_EQ(fails([](const auto&) { return serve::ToolOutput{.status = 1, .error_text = "Invalid data"}; }), 422);
  EXPECT_EQ(fails([](const auto&) { return serve::ToolOutput{.output = "<script>"}; }), 422);
  EXPECT_EQ(fails([](const auto&) { return fail(ErrorKind::timeout, "too long"); }), 422);
  EXPECT_EQ(fails([](const auto&) { return fail(ErrorKind::server, "cannot be started"); }), 500);
  EXPECT_EQ(world.as(anna, "GET", "/api/user/me").member("avatar_url"), url);
  EXPECT_EQ(world.as(anna, "GET", url).status, 200);
}

TEST_F(Avatars, AreSetOnceForOneKeyAndOneFile) {
  const Fields key{{"idempotency-key", world.new_uuid()}};
  const auto first = put(anna, png, key);
  const auto again = put(anna, png, key);
  EXPECT_EQ(again.header("idempotency-replayed"), "true");
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(put(anna, png + "!", key).error_code(), "idempotency_mismatch");  // by its size
}

}  // namespace
}  // namespace quern::test
