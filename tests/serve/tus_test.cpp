// A resumable upload over real sockets to the real server, cut at many places, with the server killed in between: what is
// at the end is what was sent.
#include <gtest/gtest.h>
#include <signal.h>

#include <memory>

#include "serve/crypto/crypto.hpp"
#include "tests/serve/serve_process.hpp"
#include "tests/serve/server_world.hpp"
#include "tests/support/seeded_random.hpp"

namespace quern::test {
namespace {

class TusOverSockets : public testing::Test {
 protected:
  TusOverSockets() {
    folder.write("web/index.html", "<!doctype html>");
    start();
    browser().sign_up("a@example.org");
    project = browser_->create_project("Hiring");
    bytes = std::string{"RIFF\xff\xff\xff\x7fWAVEfmt ", 16};
    SeededRandom random{11};
    while (bytes.size() < 3'000'000) {
      const auto number = random.next();
      bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
    }
  }

  void start() {
    process = std::make_unique<ServeProcess>(std::vector<std::string>{
        "--web", folder.path("web"), "--data", folder.path("data"), "--port", "0", "--password-cost", "low"});
    const auto cookie = browser_ ? browser_->cookie() : std::string{};
    browser_ = std::make_unique<Browser>(process->wait_for_port());
    if (!cookie.empty()) browser_->set_cookie(cookie);
  }
  void kill_and_restart() {
    process->signal(SIGKILL);
    process->wait_for_exit();
    start();
  }
  Browser& browser() { return *browser_; }

  Fields fields(const Fields& more) {
    auto all = browser().headers("PATCH");
    all.emplace_back("Tus-Resumable", "1.0.0");
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  Answer send(std::string_view method, std::string_view target, const Fields& more, std::string_view body = {}) {
    Connection connection{browser().port()};
    connection.write(format_request(method, target, browser().port(), fields(more), body));
    return connection.read_answer(method == "HEAD");
  }
  std::string create() {
    const auto about = "filename " + serve::base64("talk.wav") + ",project_id " + serve::base64(project);
    const auto made =
        send("POST", "/api/uploads", {{"Upload-Length", std::to_string(bytes.size())}, {"Upload-Metadata", about}});
    EXPECT_EQ(made.status, 201) << made.body;
    return made.header("location");
  }
  std::size_t offset(const std::string& path) {
    const auto answer = send("HEAD", path, {});
    EXPECT_EQ(answer.status, 200);
    return answer.status == 200 ? std::stoul(answer.header("upload-offset")) : 0;
  }
  static Fields piece_at(std::size_t offset) {
    return {{"Upload-Offset", std::to_string(offset)}, {"Content-Type", "application/offset+octet-stream"}};
  }
  // All of the rest is promised, so much of it is sent; then the connection breaks.
  void send_part(const std::string& path, std::size_t from, std::size_t count) {
    auto request =
        format_request("PATCH", path, browser().port(), fields(piece_at(from)), std::string_view{bytes}.substr(from));
    request.resize(request.size() - (bytes.size() - from - count));
    Connection connection{browser().port()};
    connection.write(request);
    connection.finish_writing();
    connection.is_closed_by_server();
  }

  TemporaryFolder folder;
  std::unique_ptr<ServeProcess> process;
  std::unique_ptr<Browser> browser_;
  std::string project;
  std::string bytes;
};

TEST_F(TusOverSockets, LosesAndDoublesNothingWhateverBreaks) {
  const auto path = create();
  SeededRandom random{5};
  std::size_t at = 0;
  int breaks = 0;
  while (at < bytes.size() * 3 / 4) {
    const auto count = 1 + static_cast<std::size_t>(random.next() % 200'000);
    send_part(path, at, std::min(count, bytes.size() - at - 1));
    if (++breaks % 5 == 0) kill_and_restart();
    const auto now = offset(path);
    EXPECT_GE(now, at);
    EXPECT_LE(now, at + count);
    at = now;
  }
  EXPECT_GT(breaks, 10);
  const auto last = send("PATCH", path, piece_at(at), std::string_view{bytes}.substr(at));
  ASSERT_EQ(last.status, 204) << last.body;

  const auto interview = last.header("content-location");
  EXPECT_TRUE(browser().get(interview + "/file").body == bytes);
  EXPECT_EQ(browser().get("/api/interviews/projects/" + project).member("total"), "1");
}

TEST_F(TusOverSockets, RefusesASecondPieceAtOnce) {
  const auto path = create();
  Connection first{browser().port()};
  auto request = format_request("PATCH", path, browser().port(), fields(piece_at(0)), bytes);
  request.resize(request.size() - 1'000'000);
  first.write(request);
  for (int tries = 0; offset(path) < 1'000'000 && tries < 1000; ++tries) {}  // until it has begun

  const auto second = send("PATCH", path, piece_at(offset(path)), "x");

  EXPECT_EQ(second.status, 409);
  first.write(std::string_view{bytes}.substr(bytes.size() - 1'000'000));
  EXPECT_EQ(first.read_answer().status, 204);
  EXPECT_EQ(offset(path), bytes.size());
}

TEST_F(TusOverSockets, RefusesWhatIsNoRecordingWithItsFirstBytes) {
  bytes = "<!doctype html>" + std::string(1'000'000, 'x');
  const auto path = create();
  EXPECT_EQ(send("PATCH", path, piece_at(0), bytes).status, 415);
  EXPECT_EQ(offset(path), 0U);
}

}  // namespace
}  // namespace quern::test
