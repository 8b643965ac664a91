// The picture of a person through the whole program: real sockets, a file on the disk, ffmpeg in its child process.
#include <gtest/gtest.h>

#include <csignal>

#include "serve/crypto/crypto.hpp"
#include "tests/serve/multipart_body.hpp"
#include "tests/serve/serve_process.hpp"
#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

TEST(AvatarFile, IsReadByFfmpegAndGivenAsASmallWebp) {
  const TemporaryFolder folder;
  folder.write("web/index.html", "<!doctype html>");
  ServeProcess process{
      {"--web", folder.path("web"), "--data", folder.path("data"), "--port", "0", "--password-cost", "low"}};
  Browser browser{process.wait_for_port()};
  browser.sign_up("a@example.org");
  const auto one_pixel = *serve::decode_base64(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg");
  const auto put = [&](std::string_view bytes) {
    auto fields = browser.headers("PUT");
    fields.emplace_back("Content-Type", std::string{form_type});
    Connection connection{browser.port()};
    connection.write(
        format_request("PUT", "/api/user/avatar", browser.port(), fields, format_form({}, {.bytes = bytes})));
    return connection.read_answer();
  };

  const auto answer = put(one_pixel);

  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto picture = browser.get(answer.member("avatar_url"));
  EXPECT_EQ(picture.status, 200);
  EXPECT_TRUE(picture.body.starts_with("RIFF"));
  EXPECT_EQ(picture.body.substr(8, 4), "WEBP");
  EXPECT_EQ(picture.header("content-security-policy").find("sandbox"), 0U);
  EXPECT_EQ(put(one_pixel.substr(0, 30)).status, 422);
  process.signal(SIGTERM);
  process.wait_for_exit();
}

}  // namespace
}  // namespace quern::test
