#include <gtest/gtest.h>

#include "core/api/auth.hpp"
#include "core/api/capabilities.hpp"
#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "core/api/project.hpp"

namespace quern {
namespace {

constexpr const char* page_text =
    R"({"items":[{"id":12,"client_id":null,"version":3,"name":"Проект","description":null,"interview_count":2,)"
    R"("created_at":"2026-03-15T10:20:30","updated_at":"2026-03-16T00:00:00Z","owner":{"id":1}}],)"
    R"("total":41,"offset":40,"limit":20,"next":null})";

TEST(Models, ReadAPageOfProjectsFromABackendWithIntIds) {
  const auto page = decode<Page<Project>>(page_text);

  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->items.size(), 1U);
  const auto& project = page->items[0];
  EXPECT_EQ(project.id, ProjectId{"12"});
  EXPECT_EQ(project.version, 3);
  EXPECT_EQ(project.name, "Проект");
  EXPECT_EQ(project.description, "");
  EXPECT_EQ(project.created_at, parse_iso8601("2026-03-15T10:20:30Z"));
  EXPECT_EQ(page->total, 41);
  EXPECT_EQ(page->offset, 40);
}

TEST(Models, KeepAPageThroughTextAndBack) {
  const auto page = decode<Page<Project>>(page_text);

  ASSERT_TRUE(page);
  EXPECT_EQ(decode<Page<Project>>(encode(*page)), *page);
}

TEST(Models, WriteAUsersMissingAvatarAsNull) {
  const User user{.id = UserId{"u"}, .email = "a@b.c", .display_name = "A"};

  EXPECT_EQ(encode(SignedIn{user}), R"({"user":{"id":"u","email":"a@b.c","display_name":"A","avatar_url":null,)"
                                    R"("created_at":"1970-01-01T00:00:00.000Z"}})");
}

TEST(Models, ReadWhoIsSignedIn) {
  const auto me = decode<Me>(
      R"({"user":{"id":"u","email":"a@b.c","display_name":"A","created_at":"2026-01-01"},"expires_in":900})");

  ASSERT_TRUE(me) << me.error().message;
  EXPECT_EQ(me->user.avatar_url, std::nullopt);
  EXPECT_EQ(me->expires_in, 900);
}

TEST(Models, ReadCapabilities) {
  const auto capabilities = decode<Capabilities>(
      R"({"name":"quern","version":"0.1","groups":{"projects":["search"],"auth":[]},"limits":{"upload":536870912}})");

  ASSERT_TRUE(capabilities) << capabilities.error().message;
  EXPECT_TRUE(capabilities->can("projects", "search"));
  EXPECT_FALSE(capabilities->can("projects", "export"));
  EXPECT_TRUE(capabilities->has_group("auth"));
  EXPECT_FALSE(capabilities->can("chats", "voice"));
  EXPECT_EQ(*capabilities->limits.find("upload"), 536870912);
}

TEST(ProjectCreate, NeedsANameOfOneToTwoHundredCharacters) {
  const auto status = [](const std::string& name) {
    const auto body = decode_all<ProjectCreate>(R"({"name":")" + name + R"("})");
    return body ? 200 : body.error().status;
  };
  std::string long_name;
  for (int i = 0; i < 200; ++i) long_name += "Ж";

  EXPECT_EQ(status("a"), 200);
  EXPECT_EQ(status(long_name), 200);
  EXPECT_EQ(status(long_name + "Ж"), 422);
  EXPECT_EQ(status(""), 422);
  EXPECT_EQ(decode_all<ProjectCreate>("{}").error().status, 400);
}

TEST(ProjectPatch, ChangesOnlyWhatItNames) {
  Project project{.id = ProjectId{"p"}, .name = "old", .description = "kept"};
  const auto patch = decode_all<ProjectPatch>(R"({"name":"new"})");

  ASSERT_TRUE(patch);
  patch->apply_to(project);

  EXPECT_EQ(project.name, "new");
  EXPECT_EQ(project.description, "kept");
  EXPECT_EQ(encode(*patch), R"({"name":"new"})");
}

TEST(ProjectPatch, CannotClearAName) {
  const auto patch = decode_all<ProjectPatch>(R"({"name":null})");

  ASSERT_FALSE(patch);
  EXPECT_EQ(patch.error().status, 422);
}

TEST(UserPatch, ClearsWithNullAndLeavesTheAbsentAlone) {
  User user{.id = UserId{"u"}, .display_name = "A", .first_name = "Ann", .last_name = "Lee"};
  const auto patch = decode_all<UserPatch>(R"({"first_name":null,"locale":"ru"})");

  ASSERT_TRUE(patch);
  patch->apply_to(user);

  EXPECT_EQ(user.first_name, std::nullopt);
  EXPECT_EQ(user.last_name, "Lee");
  EXPECT_EQ(user.locale, "ru");
  EXPECT_EQ(encode(*patch), R"({"first_name":null,"locale":"ru"})");
}

TEST(RegisterRequest, NamesEachFieldThatIsNotValid) {
  const auto body = decode_all<RegisterRequest>(R"({"email":"nobody","password":"short","display_name":""})");

  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().status, 422);
  EXPECT_EQ(body.error().fields.size(), 3U);
}

}  // namespace
}  // namespace quern
