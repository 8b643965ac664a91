// Resumable uploads by tus 1.0, as rules: made, continued, interrupted, finished, expired.
#include <gtest/gtest.h>

#include "serve/crypto/crypto.hpp"
#include "tests/serve/rules_world.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view piece_type = "application/offset+octet-stream";

class ResumableUploads : public testing::Test {
 protected:
  ResumableUploads() {
    world.sign_up("owner@example.org");
    project = world.call("POST", "/api/projects", R"({"name":"Hiring"})").member("id");
    world.tools.script("transcript", R"({"transcript":[{"text":"Hello."}]})");
    for (int i = 0; i < 3000; ++i) text += "Anna: line " + std::to_string(i) + '\n';
  }

  std::string metadata(const Fields& more = {}) const {
    Fields all = {
        {"filename", "talk.txt"}, {"content_type", "text/plain"}, {"project_id", project}, {"purpose", "interview"}};
    all.insert(all.end(), more.begin(), more.end());
    std::string out;
    for (const auto& [name, value] : all) {
      auto encoded = serve::base64(value);
      while (encoded.size() % 4 != 0) encoded += '=';  // as browsers do
      out += (out.empty() ? "" : ",") + name + ' ' + encoded;
    }
    return out;
  }
  Fields creation(std::size_t length, const std::string& about) const {
    return {{"Tus-Resumable", "1.0.0"}, {"Upload-Length", std::to_string(length)}, {"Upload-Metadata", about}};
  }
  Answer create(std::size_t length, const Fields& more = {}) {
    return world.upload("POST", "/api/uploads", "", "", creation(length, metadata(more)));
  }
  static Fields at(std::size_t offset) {
    return {{"Tus-Resumable", "1.0.0"}, {"Upload-Offset", std::to_string(offset)}};
  }
  Answer patch(const std::string& path, std::size_t offset, std::string_view bytes) {
    return world.upload("PATCH", path, piece_type, bytes, at(offset));
  }
  Answer head(const std::string& path) { return world.call("HEAD", path, {}, {{"Tus-Resumable", "1.0.0"}}); }

  RulesWorld world;
  std::string project;
  std::string text;
};

TEST_F(ResumableUploads, BecomeAnInterviewPieceByPiece) {
  const auto made = create(text.size(), {{"title", "Разговор"}});
  ASSERT_EQ(made.status, 201) << made.body;
  const auto path = made.header("location");
  EXPECT_EQ(made.header("tus-resumable"), "1.0.0");
  EXPECT_NE(made.header("upload-expires").find(" GMT"), std::string::npos);
  EXPECT_EQ(head(path).header("upload-offset"), "0");

  const auto first = patch(path, 0, std::string_view{text}.substr(0, 10'000));
  EXPECT_EQ(first.status, 204) << first.body;
  EXPECT_EQ(first.header("upload-offset"), "10000");
  EXPECT_EQ(head(path).header("upload-offset"), "10000");
  EXPECT_EQ(head(path).header("upload-length"), std::to_string(text.size()));
  const auto last = patch(path, 10'000, std::string_view{text}.substr(10'000));
  EXPECT_EQ(last.status, 204) << last.body;

  const auto interview = world.call("GET", last.header("content-location"));
  EXPECT_EQ(interview.member("title"), "Разговор");
  EXPECT_EQ(interview.member("file.name"), "talk.txt");
  EXPECT_EQ(interview.member("file.size"), std::to_string(text.size()));
  EXPECT_EQ(interview.member("status"), "done");
  EXPECT_EQ(world.call("GET", last.header("content-location") + "/file").status, 200);
  EXPECT_EQ(head(path).header("content-location"), last.header("content-location"));
  EXPECT_EQ(patch(path, text.size(), "").status, 409) << "it is whole";
}

TEST_F(ResumableUploads, MayBringTheirFirstPieceWithThem) {
  const auto made = world.upload("POST", "/api/uploads", piece_type, std::string_view{text}.substr(0, 5000),
                                 creation(text.size(), metadata()));
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.header("upload-offset"), "5000");
  EXPECT_EQ(patch(made.header("location"), 5000, std::string_view{text}.substr(5000)).status, 204);

  const auto whole = world.upload("POST", "/api/uploads", piece_type, "Anna: Hello.", creation(12, metadata()));
  EXPECT_EQ(whole.status, 201) << whole.body;
  EXPECT_NE(whole.header("content-location"), "");
}

TEST_F(ResumableUploads, KeepWhatCameOfAPieceThatBrokeOff) {
  const auto path = create(text.size()).header("location");
  for (const std::size_t cut : {std::size_t{100}, std::size_t{5000}, std::size_t{9000}}) {
    const auto offset = std::stoul(head(path).header("upload-offset"));
    auto decision = world.decide_body("PATCH", path, piece_type, at(offset));
    ASSERT_FALSE(decision.refusal);
    EXPECT_FALSE(decision.sink->write(std::string_view{text}.substr(offset, cut)));
    decision.sink = nullptr;  // the client is gone
    EXPECT_EQ(head(path).header("upload-offset"), std::to_string(offset + cut));
  }
  world.restart();
  const auto offset = std::stoul(head(path).header("upload-offset"));
  EXPECT_EQ(offset, 14'100U);
  EXPECT_EQ(patch(path, offset, std::string_view{text}.substr(offset)).status, 204);
  EXPECT_TRUE(world.call("GET", head(path).header("content-location") + "/file").body == text);
}

TEST_F(ResumableUploads, AreMadeWholeByALookWhenTheirLastStepWasLost) {
  const auto path = create(text.size()).header("location");
  {
    auto decision = world.decide_body("PATCH", path, piece_type, at(0));
    EXPECT_FALSE(decision.sink->write(text));
    EXPECT_FALSE(decision.sink->finish());
  }
  const auto seen = head(path);
  EXPECT_EQ(seen.header("upload-offset"), std::to_string(text.size()));
  EXPECT_EQ(world.call("GET", seen.header("content-location")).member("status"), "done");
}

TEST_F(ResumableUploads, TakeOnePieceAtATime) {
  const auto path = create(text.size()).header("location");
  auto first = world.decide_body("PATCH", path, piece_type, at(0));
  auto second = world.decide_body("PATCH", path, piece_type, at(0));
  EXPECT_FALSE(first.sink->write(std::string_view{text}.substr(0, 8000)));
  const auto refused = second.sink->write(std::string_view{text}.substr(0, 8000));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 409);
  second.sink = nullptr;
  first.sink = nullptr;
  EXPECT_EQ(head(path).header("upload-offset"), "8000");
}

TEST_F(ResumableUploads, RefuseWhatDoesNotFit) {
  const auto path = create(text.size()).header("location");
  EXPECT_EQ(patch(path, 5, "x").status, 409);
  EXPECT_EQ(patch(path, 0, std::string(text.size() + 1, 'x')).status, 413);
  EXPECT_EQ(world.upload("PATCH", path, "text/plain", "x", at(0)).status, 415);
  EXPECT_EQ(world.upload("PATCH", path, piece_type, "x", {{"Tus-Resumable", "1.0.0"}}).status, 400);
  const auto old = world.upload("PATCH", path, piece_type, "x", {{"Tus-Resumable", "0.2.2"}, {"Upload-Offset", "0"}});
  EXPECT_EQ(old.status, 412);
  EXPECT_EQ(old.header("tus-version"), "1.0.0");
  EXPECT_EQ(head(path).header("upload-offset"), "0");

  EXPECT_EQ(create(600ULL * 1024 * 1024).status, 413);
  EXPECT_EQ(create(0).status, 415);
  EXPECT_EQ(create(10, {{"client_id", "mine"}}).status, 422);
  EXPECT_EQ(world.upload("POST", "/api/uploads", "", "", creation(10, "filename !!!")).status, 400);
  EXPECT_EQ(world.upload("POST", "/api/uploads", "", "", creation(10, "filename YQ==,filename YQ==")).status, 400);
  EXPECT_EQ(world.upload("POST", "/api/uploads", "", "", creation(10, "")).status, 404) << "no project";
  EXPECT_EQ(
      world.upload("POST", "/api/uploads", "", "", {{"Tus-Resumable", "1.0.0"}, {"Upload-Defer-Length", "1"}}).status,
      400);
}

TEST_F(ResumableUploads, AreJudgedByTheirFirstBytes) {
  const auto path = create(text.size(), {}).header("location");
  const std::string page =
      "\x7f"
      "ELF" +
      std::string(5000, '\1');
  EXPECT_EQ(patch(path, 0, page).status, 415);
  EXPECT_EQ(head(path).header("upload-offset"), "0");

  const auto other = create(8).header("location");
  EXPECT_EQ(patch(other, 0,
                  std::string_view{"\x7f"
                                   "ELF\1\1\1"})
                .status,
            204)
      << "too short to tell";
  EXPECT_EQ(patch(other, 7, "\1").status, 415);
  EXPECT_EQ(head(other).status, 404) << "it is over";
  EXPECT_EQ(world.call("GET", "/api/projects/" + project).member("interview_count"), "0");
}

TEST_F(ResumableUploads, AreGoneAfterADay) {
  const auto path = create(text.size()).header("location");
  patch(path, 0, std::string_view{text}.substr(0, 6000));
  world.clock.advance(23h);
  EXPECT_EQ(head(path).status, 200);
  world.clock.advance(1h);
  EXPECT_EQ(head(path).status, 410);
  EXPECT_EQ(head(path).error_code(), "expired");
  EXPECT_EQ(patch(path, 6000, "x").status, 410);
  ASSERT_EQ(world.files.ids().size(), 1U);
  EXPECT_FALSE(world.backend->sweep());
  EXPECT_TRUE(world.files.ids().empty());
  EXPECT_EQ(head(path).status, 404);
}

TEST_F(ResumableUploads, ThatAreWholeOutliveTheirDay) {
  const auto path = create(text.size()).header("location");
  patch(path, 0, text);
  world.clock.advance(25h);
  EXPECT_FALSE(world.backend->sweep());
  world.backend->sweep_files();
  EXPECT_EQ(world.files.ids().size(), 1U);
}

TEST_F(ResumableUploads, AreEndedOrGoWithTheirProject) {
  const auto path = create(text.size()).header("location");
  patch(path, 0, std::string_view{text}.substr(0, 6000));
  world.backend->sweep_files();
  EXPECT_EQ(head(path).header("upload-offset"), "6000") << "a start does not take it";
  EXPECT_EQ(world.call("DELETE", path, {}, {{"Tus-Resumable", "1.0.0"}}).status, 204);
  EXPECT_TRUE(world.files.ids().empty());

  create(text.size());
  EXPECT_EQ(world.files.ids().size(), 1U);
  EXPECT_EQ(world.call("DELETE", "/api/projects/" + project).status, 204);
  EXPECT_TRUE(world.files.ids().empty());
}

TEST_F(ResumableUploads, OfAnotherAreAsGoodAsNone) {
  const auto path = create(text.size()).header("location");
  world.sign_up("other@example.org");
  EXPECT_EQ(head(path).status, 404);
  EXPECT_EQ(patch(path, 0, "x").status, 404);
  EXPECT_EQ(world.call("DELETE", path, {}, {{"Tus-Resumable", "1.0.0"}}).status, 404);
  EXPECT_EQ(create(10).status, 404) << "another's project";
}

TEST_F(ResumableUploads, AreTwentyAtOnce) {
  for (int i = 0; i < 20; ++i) EXPECT_EQ(create(10).status, 201);
  EXPECT_EQ(create(10).status, 429);
}

TEST_F(ResumableUploads, SayWhatTheyAre) {
  const auto answer = world.call("OPTIONS", "/api/uploads");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.header("tus-version"), "1.0.0");
  EXPECT_EQ(answer.header("tus-extension"), "creation,creation-with-upload,expiration,termination");
  EXPECT_EQ(answer.header("tus-max-size"), std::to_string(512 * 1024 * 1024));
}

}  // namespace
}  // namespace quern::test
