// Uploads and files through the whole program: what is refused by its head, what breaks off, what comes down again.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "tests/serve/multipart_body.hpp"
#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

const std::string png = "\x89PNG\r\n\x1A\n and so on";

class LiveUploads : public testing::Test {
 protected:
  LiveUploads() { EXPECT_EQ(anna.sign_up("anna@example.org").status, 201); }

  // Where it may be uploaded to, and its id.
  std::pair<std::string, std::string> ticket(std::size_t size) {
    const auto answer =
        anna.post("/api/attachments",
                  R"({"filename":"картинка.png","content_type":"image/png","size":)" + std::to_string(size) + "}",
                  {{"Idempotency-Key", "11111111-1111-4111-8111-" + std::to_string(100'000'000'000 + ++asked)}});
    EXPECT_EQ(answer.status, 201) << answer.body;
    return {answer.member("url"), answer.member("attachment_id")};
  }
  std::string request_for(const std::string& url, std::string_view body, Fields fields) const {
    fields.emplace_back("Content-Type", form_type);
    return format_request("POST", url, world.port(), fields, body);
  }
  std::string uploaded() {
    const auto [url, id] = ticket(png.size());
    Connection connection{world.port()};
    connection.write(request_for(url, format_form({}, {.bytes = png}), anna.headers("POST")));
    EXPECT_EQ(connection.read_answer().status, 204);
    return id;
  }
  std::size_t files() const {
    std::size_t count = 0;
    std::error_code none;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{world.folder.path("data/files"), none}) {
      count += entry.is_regular_file() ? 1 : 0;
    }
    return count;
  }

  bool wait_for_files(std::size_t count) const {
    for (int i = 0; i < 1'000 && files() != count; ++i) std::this_thread::sleep_for(std::chrono::milliseconds{10});
    return files() == count;
  }

  ServerWorld world;
  Browser anna = world.browser();
  int asked = 0;
};

TEST_F(LiveUploads, ComeDownWholeInPiecesOrNotAtAll) {
  const auto file = "/api/attachments/" + uploaded();

  const auto whole = anna.get(file);
  EXPECT_EQ(whole.body, png);
  EXPECT_EQ(whole.header("content-type"), "image/png");
  EXPECT_EQ(whole.header("content-security-policy"), "sandbox; default-src 'none'; frame-ancestors 'none'");
  EXPECT_EQ(whole.header("x-content-type-options"), "nosniff");
  EXPECT_EQ(whole.header("cache-control"), "private, no-cache");
  EXPECT_NE(whole.header("content-disposition").find("filename*=UTF-8''%D0%BA"), std::string::npos);

  const auto piece = anna.send("GET", file, {}, {{"Range", "bytes=1-3"}, {"If-Range", whole.header("etag")}});
  EXPECT_EQ(piece.status, 206);
  EXPECT_EQ(piece.body, "PNG");
  EXPECT_EQ(piece.header("content-range"), "bytes 1-3/" + std::to_string(png.size()));
  EXPECT_EQ(anna.send("GET", file, {}, {{"Range", "bytes=1000-"}}).status, 416);
  const auto known = anna.send("GET", file, {}, {{"If-None-Match", whole.header("etag")}});
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(known.header("cache-control"), "private, no-cache");
  EXPECT_EQ(anna.send("HEAD", file, {}).header("content-length"), std::to_string(png.size()));
  EXPECT_EQ(world.browser().get(file).status, 401);
}

TEST_F(LiveUploads, OutliveARestart) {
  const auto file = "/api/attachments/" + uploaded();
  const auto cookie = anna.cookie();

  world.restart();

  auto again = world.browser();
  again.set_cookie(cookie);
  EXPECT_EQ(again.get(file).body, png);
}

TEST_F(LiveUploads, LeaveNoFileWhenTheyBreakOff) {
  const auto [url, id] = ticket(100'000);
  const auto request = request_for(url, format_form({}, {.bytes = "\x89PNG\r\n\x1A\n" + std::string(99'992, 'x')}),
                                   anna.headers("POST"));
  {
    Connection connection{world.port()};
    connection.write(std::string_view{request}.substr(0, 60'000));
    ASSERT_TRUE(wait_for_files(1));  // half of it
    connection.reset();
  }
  ASSERT_TRUE(world.log.wait_for("the body broke off"));
  EXPECT_EQ(files(), 0U);

  Connection again{world.port()};
  again.write(request);
  EXPECT_EQ(again.read_answer().status, 204);  // the address is still good
  EXPECT_EQ(files(), 1U);
}

// Whatever the rules say to the head: the rest is a body, and the connection is over.
TEST_F(LiveUploads, ThatAreRefusedByTheirHeadAreNeverReadAsARequest) {
  const auto [url, id] = ticket(png.size());
  const auto ours = anna.headers("POST");
  const auto without = [&](std::string_view name) {
    auto fields = ours;
    std::erase_if(fields, [&](const auto& field) { return field.first == name; });
    return fields;
  };
  struct Case {
    const char* name;
    std::string target;
    Fields fields;
    int status;
  };
  const std::vector<Case> cases = {
      {"no session", url, without("Cookie"), 401},
      {"no origin", url, without("Origin"), 403},
      {"no script of ours", url, without("X-Requested-With"), 403},
      {"a forged address", url.substr(0, url.size() - 3) + "AAA", ours, 403},
      {"nothing there", "/api/attachments/none/upload", ours, 404},
  };
  const auto smuggled = format_request("DELETE", "/api/auth/smuggled", world.port(), ours);
  for (const auto& [name, target, fields, status] : cases) {
    SCOPED_TRACE(name);
    Connection connection{world.port()};

    connection.write(request_for(target, smuggled, fields) + smuggled);

    EXPECT_EQ(connection.read_answer().status, status);
    EXPECT_EQ(connection.read_answer().status, 0);
  }
  EXPECT_FALSE(world.log.has("smuggled"));
  EXPECT_EQ(files(), 0U);
}

TEST_F(LiveUploads, AreReachedByTheirIdsAlone) {
  const auto id = uploaded();
  for (const std::string path : {"..%2f..%2fquern.db", "%2e%2e/%2e%2e/quern.db", "../../quern.db", "..%5c..%5cquern.db",
                                 "%00", "..", "%2e%2e", "quern.db%00.png", "%c0%ae%c0%ae/quern.db"}) {
    SCOPED_TRACE(path);
    const auto answer = anna.get("/api/attachments/" + path);
    EXPECT_TRUE(answer.status == 404 || answer.status == 400) << answer.status;
    EXPECT_EQ(answer.body.find("SQLite"), std::string::npos);
  }
  EXPECT_EQ(anna.get("/api/attachments/" + id).status, 200);
}

}  // namespace
}  // namespace quern::test
