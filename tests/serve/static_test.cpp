// The page's files over HTTP: encodings, validators, ranges, addresses of the application, and paths that are none.
#include <gtest/gtest.h>

#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

const std::string script = [] {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "export const n" + std::to_string(i) + " = " + std::to_string(i) + ";\n";
  return text;
}();

class StaticFiles : public testing::Test {
 protected:
  StaticFiles() {
    world.folder.write("web/index.html", "<!doctype html><title>Quern</title>" + std::string(500, ' '));
    world.folder.write("web/app.0123456789abcdef.mjs", script);
    world.folder.write("web/quern.00112233aabbccdd.wasm", std::string{"\0asm\1\0\0\0", 8} + std::string(100'000, 'w'));
    world.folder.write("web/quern.00112233aabbccdd.wasm.br", "packed by the build");
    world.folder.write("web/style.css", "body { margin: 0 }");
    world.folder.write("web/icon.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    world.folder.write("web/site.webmanifest", "{}");
    world.folder.write("web/noise.png", "\x89PNG not really, but nobody looks inside");
    world.folder.write("web/.env", "SECRET=1");
    world.folder.write("web/.git/config", "secret");
    world.folder.write("secret.txt", "above the web folder");
    world.restart();
  }
  Answer get(std::string_view target, const Fields& fields = {}) const { return world.get(target, fields); }
  ServerWorld world;
};

TEST_F(StaticFiles, HaveTheirTypes) {
  const std::vector<std::pair<const char*, const char*>> types = {
      {"/", "text/html; charset=utf-8"},
      {"/index.html", "text/html; charset=utf-8"},
      {"/app.0123456789abcdef.mjs", "text/javascript; charset=utf-8"},
      {"/quern.00112233aabbccdd.wasm", "application/wasm"},
      {"/style.css", "text/css; charset=utf-8"},
      {"/icon.svg", "image/svg+xml"},
      {"/site.webmanifest", "application/manifest+json"},
      {"/noise.png", "image/png"},
  };
  for (const auto& [target, type] : types) {
    SCOPED_TRACE(target);
    const auto answer = get(target);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("content-type"), type);
    EXPECT_TRUE(answer.header("etag").starts_with('"'));
  }
}

TEST_F(StaticFiles, AreKeptForEverByNameWithAHashAndAskedForAgainWithout) {
  EXPECT_EQ(get("/app.0123456789abcdef.mjs").header("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(get("/quern.00112233aabbccdd.wasm").header("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(get("/").header("cache-control"), "no-cache");
  EXPECT_EQ(get("/style.css").header("cache-control"), "no-cache");
}

TEST_F(StaticFiles, ComeInTheBestEncodingTheClientTakes) {
  const std::vector<std::pair<const char*, const char*>> choices = {
      {"", ""},
      {"gzip", "gzip"},
      {"gzip, deflate, br", "br"},
      {"br;q=0, gzip", "gzip"},
      {"br;q=0.1, gzip;q=0.9", "gzip"},
      {"BR", "br"},
      {"*", "br"},
      {"*;q=0", ""},
      {"br;q=0, *", "gzip"},
      {"identity", ""},
      {"zstd", ""},
      {"br;q=nan", ""},
      {"br;q=-1", ""},
      {"br;q=inf", "br"},
      {"br;q=x, gzip", "gzip"},
  };
  for (const auto& [accepted, encoding] : choices) {
    SCOPED_TRACE(accepted);
    const auto answer = get("/app.0123456789abcdef.mjs", {{"Accept-Encoding", accepted}});
    EXPECT_EQ(answer.header("content-encoding"), encoding);
    EXPECT_EQ(answer.header("vary"), "Accept-Encoding");
    EXPECT_EQ(answer.body.size() < script.size(), std::string_view{encoding} != "");
  }
}

TEST_F(StaticFiles, TakeThePackedSiblingAndPackWhatHasNone) {
  EXPECT_EQ(get("/quern.00112233aabbccdd.wasm", {{"Accept-Encoding", "br"}}).body, "packed by the build");
  EXPECT_EQ(get("/quern.00112233aabbccdd.wasm", {{"Accept-Encoding", "gzip"}}).header("content-encoding"), "gzip");
  EXPECT_EQ(get("/quern.00112233aabbccdd.wasm.br").status, 404);
}

TEST_F(StaticFiles, AreNotPackedWhereThatSavesNothing) {
  const auto answer = get("/noise.png", {{"Accept-Encoding", "br, gzip"}});
  EXPECT_EQ(answer.header("content-encoding"), "");
  EXPECT_FALSE(answer.has("vary"));
}

TEST_F(StaticFiles, HaveOneTagForEachEncoding) {
  const auto plain = get("/app.0123456789abcdef.mjs").header("etag");
  const auto brotli = get("/app.0123456789abcdef.mjs", {{"Accept-Encoding", "br"}}).header("etag");
  const auto gzip = get("/app.0123456789abcdef.mjs", {{"Accept-Encoding", "gzip"}}).header("etag");
  EXPECT_NE(plain, brotli);
  EXPECT_NE(brotli, gzip);
  EXPECT_NE(plain, gzip);
}

TEST_F(StaticFiles, AreNotSentAgainToWhoHasThem) {
  const auto tag = get("/", {{"Accept-Encoding", "br"}}).header("etag");
  for (const auto& known : {tag, "\"other\", " + tag, "W/" + tag, std::string{"*"}}) {
    SCOPED_TRACE(known);
    const auto answer = get("/", {{"Accept-Encoding", "br"}, {"If-None-Match", known}});
    EXPECT_EQ(answer.status, 304);
    EXPECT_EQ(answer.header("etag"), tag);
    EXPECT_EQ(answer.header("cache-control"), "no-cache");
    EXPECT_FALSE(answer.has("content-length"));
  }
  EXPECT_EQ(get("/", {{"Accept-Encoding", "gzip"}, {"If-None-Match", tag}}).status, 200);
  EXPECT_EQ(get("/", {{"If-None-Match", "\"other\""}}).status, 200);
}

TEST_F(StaticFiles, AnswerHeadWithTheSizeAndNoBody) {
  Connection connection{world.port()};
  connection.write(format_request("HEAD", "/style.css", world.port(), {}) +
                   format_request("GET", "/style.css", world.port(), {}));

  const auto head = connection.read_answer(true);
  const auto get = connection.read_answer();

  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-length"), std::to_string(get.body.size()));
  EXPECT_EQ(head.header("etag"), get.header("etag"));
  EXPECT_EQ(get.body, "body { margin: 0 }");
}

TEST_F(StaticFiles, AnswerHeadOfWhatIsKnownWithoutASize) {
  const auto tag = get("/style.css").header("etag");
  Connection connection{world.port()};
  connection.write(format_request("HEAD", "/style.css", world.port(), {{"If-None-Match", tag}}));
  const auto answer = connection.read_answer(true);
  EXPECT_EQ(answer.status, 304);
  EXPECT_FALSE(answer.has("content-length"));
}

TEST_F(StaticFiles, AnswerARangeOfThePlainBytes) {
  struct Case {
    const char* range;
    int status;
    const char* content_range;
    const char* body;
  };
  const std::vector<Case> cases = {
      {"bytes=0-3", 206, "bytes 0-3/18", "body"},
      {"bytes=14-", 206, "bytes 14-17/18", "0 }"},
      {"bytes=-1", 206, "bytes 17-17/18", "}"},
      {"bytes=-99", 206, "bytes 0-17/18", "body { margin: 0 }"},
      {"bytes=15-999", 206, "bytes 15-17/18", nullptr},
      {"bytes=18-", 416, "bytes */18", nullptr},
      {"bytes=-0", 416, "bytes */18", nullptr},
      {"bytes=0-1,4-5", 200, "", "body { margin: 0 }"},
      {"bytes=5-2", 200, "", nullptr},
      {"bytes=x-2", 200, "", nullptr},
      {"bytes=99999999999999999999-", 200, "", nullptr},
      {"lines=0-1", 200, "", nullptr},
  };
  for (const auto& [range, status, content_range, body] : cases) {
    SCOPED_TRACE(range);
    const auto answer = get("/style.css", {{"Range", range}, {"Accept-Encoding", "br"}});
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.header("content-range"), content_range);
    EXPECT_EQ(answer.header("content-encoding"), "");
    if (body && std::string_view{body}.size() > 3) EXPECT_EQ(answer.body, body);
  }
}

TEST_F(StaticFiles, AnswerARangeOnlyOfTheVersionItWasBegunWith) {
  const auto tag = get("/style.css").header("etag");
  EXPECT_EQ(get("/style.css", {{"Range", "bytes=0-3"}, {"If-Range", tag}}).status, 206);
  EXPECT_EQ(get("/style.css", {{"Range", "bytes=0-3"}, {"If-Range", "\"older\""}}).status, 200);
}

TEST_F(StaticFiles, GiveThePageForEveryAddressOfTheApplication) {
  const Fields navigation{{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"}};
  for (const auto* target : {"/projects", "/projects/7?tab=files", "/login", "/a/b/c.d"}) {
    SCOPED_TRACE(target);
    const auto answer = get(target, navigation);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("cache-control"), "no-cache");
    EXPECT_NE(answer.body.find("<title>Quern</title>"), std::string::npos);
    EXPECT_EQ(answer.header("vary"), "Accept-Encoding, Accept");
  }
  EXPECT_EQ(get("/missing.js", {{"Accept", "*/*"}}).header("vary"), "Accept");
  EXPECT_EQ(get("/", navigation).header("vary"), "Accept-Encoding");
  EXPECT_EQ(get("/missing.js", {{"Accept", "*/*"}}).status, 404);
  EXPECT_EQ(get("/missing.js").status, 404);
  EXPECT_EQ(get("/api/nothing", navigation).status, 404);
  EXPECT_EQ(get("/api/nothing", navigation).error_code(), "not_found");
}

TEST_F(StaticFiles, HaveNoWayOutOfTheirFolder) {
  const Fields navigation{{"Accept", "text/html"}};
  const std::vector<std::string> attempts = {"/../secret.txt",
                                             "/..%2fsecret.txt",
                                             "/%2e%2e/secret.txt",
                                             "/%2e%2e%2fsecret.txt",
                                             "/..%5csecret.txt",
                                             "/..\\secret.txt",
                                             "/a/../../secret.txt",
                                             "/.%2e/secret.txt",
                                             "/%252e%252e/secret.txt",
                                             "/..%c0%afsecret.txt",
                                             "/%c0%ae%c0%ae/secret.txt",
                                             "/style.css%00.html",
                                             "/./style.css",
                                             "/.env",
                                             "/%2eenv",
                                             "/.git/config",
                                             "/%zz",
                                             "/%",
                                             "/%f",
                                             "/\xff",
                                             "/%ff",
                                             "/%0d%0aset-cookie:%20a=b",
                                             "/..;/secret.txt",
                                             "/style.css/"};
  for (const auto& attempt : attempts) {
    SCOPED_TRACE(attempt);
    for (const auto& fields : {Fields{}, navigation}) {
      const auto answer = get(attempt, fields);
      EXPECT_EQ(answer.body.find("above the web folder"), std::string::npos);
      EXPECT_EQ(answer.body.find("secret"), std::string::npos);
      EXPECT_EQ(answer.body.find("SECRET"), std::string::npos);
      EXPECT_FALSE(answer.has("set-cookie"));
      if (fields.empty()) EXPECT_TRUE(answer.status == 404 || answer.status == 400) << answer.status;
    }
  }
}

TEST_F(StaticFiles, AreOnlyRead) {
  for (const auto* method : {"POST", "PUT", "PATCH", "DELETE"}) {
    const auto answer = world.send(method, "/style.css", {}, "x");
    EXPECT_EQ(answer.status, 405);
    EXPECT_EQ(answer.header("allow"), "GET, HEAD");
  }
}

TEST_F(StaticFiles, SayThatTheServerIsUp) {
  const auto answer = get("/healthz");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.member("status"), "ok");
  for (const auto* method : {"POST", "PUT", "PATCH", "DELETE"}) {
    const auto refused = world.send(method, "/healthz", {});
    EXPECT_EQ(refused.status, 405) << method;
    EXPECT_EQ(refused.header("allow"), "GET, HEAD");
  }
}

}  // namespace
}  // namespace quern::test
