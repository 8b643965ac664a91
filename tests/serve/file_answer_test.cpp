// A file of people's is given whole or in pieces, and whatever it is, it cannot run as a page of ours.
#include "serve/http/file_answer.hpp"

#include <gtest/gtest.h>

#include "serve/http/response_head.hpp"
#include "serve/store/memory_files.hpp"
#include "tests/serve/http_client.hpp"

namespace quern::test {
namespace {

serve::Response ask(const Fields& fields, serve::FileToSend file = {}, serve::Method method = serve::Method::get) {
  serve::MemoryFiles files;
  auto writer = *files.create("abcd");
  EXPECT_TRUE(writer->write("0123456789"));
  EXPECT_TRUE(writer->finish());
  file.bytes = *files.open("abcd");
  if (file.etag.empty()) file.etag = "v1";
  serve::Request request{.method = method, .target = "/f"};
  for (const auto& [name, value] : fields) request.headers.set(name, value);
  auto answer = serve::file_answer(request, std::move(file));
  serve::add_security_headers(answer, false);
  return answer;
}

std::string text(const serve::Response& answer) {
  if (!answer.body.source()) return std::string{answer.body.view()};
  std::string bytes(answer.body.size(), '\0');
  EXPECT_EQ(answer.body.source()->read(answer.body.offset(), bytes), bytes.size());
  return bytes;
}

TEST(FileAnswer, GivesTheWholeOrOnePiece) {
  struct Case {
    const char* range;
    int status;
    const char* body;
    const char* content_range;
  };
  const std::vector<Case> cases = {
      {"", 200, "0123456789", ""},
      {"bytes=0-3", 206, "0123", "bytes 0-3/10"},
      {"bytes=7-", 206, "789", "bytes 7-9/10"},
      {"bytes=-2", 206, "89", "bytes 8-9/10"},
      {"bytes=-100", 206, "0123456789", "bytes 0-9/10"},
      {"bytes=9-100", 206, "9", "bytes 9-9/10"},
      {"bytes=0-0", 206, "0", "bytes 0-0/10"},
      {"bytes=1-2,4-5", 200, "0123456789", ""},
      {"bytes=5-2", 200, "0123456789", ""},
      {"lines=1-2", 200, "0123456789", ""},
      {"bytes=18446744073709551615-", 416, nullptr, "bytes */10"},
      {"bytes=18446744073709551616-", 200, "0123456789", ""},
      {"bytes=10-", 416, nullptr, "bytes */10"},
      {"bytes=-0", 416, nullptr, "bytes */10"},
  };
  for (const auto& [range, status, body, content_range] : cases) {
    SCOPED_TRACE(range);
    const auto answer = *range ? ask({{"range", range}}) : ask({});
    EXPECT_EQ(answer.status, status);
    if (body) EXPECT_EQ(text(answer), body);
    EXPECT_EQ(answer.headers.get("content-range"), content_range);
  }
}

TEST(FileAnswer, IsWholeWhenTheFileIsAnotherThanTheClientHasAPieceOf) {
  EXPECT_EQ(ask({{"range", "bytes=0-3"}, {"if-range", "\"v1\""}}).status, 206);
  EXPECT_EQ(ask({{"range", "bytes=0-3"}, {"if-range", "\"v0\""}}).status, 200);
  EXPECT_EQ(ask({{"range", "bytes=0-3"}, {"if-range", "W/\"v1\""}}).status, 200);
  EXPECT_EQ(ask({{"range", "bytes=0-3"}, {"if-range", "Sun, 15 Mar 2026 10:20:30 GMT"}}).status, 200);
}

TEST(FileAnswer, IsShortWhenTheClientHasIt) {
  const auto answer = ask({{"if-none-match", "\"v0\", \"v1\""}, {"range", "bytes=0-3"}});

  EXPECT_EQ(answer.status, 304);
  EXPECT_EQ(answer.headers.get("etag"), "\"v1\"");
  EXPECT_EQ(answer.body.size(), 0U);
  EXPECT_EQ(ask({{"if-none-match", "\"v0\""}}).status, 200);
}

TEST(FileAnswer, TellsHeadWhatGetWouldSay) {
  const auto answer = ask({{"range", "bytes=0-3"}}, {}, serve::Method::head);

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body.size(), 10U);
  EXPECT_EQ(answer.headers.get("accept-ranges"), "bytes");
}

TEST(FileAnswer, NamesATypeThatCannotRunAndKeepsTheRest) {
  struct Case {
    const char* declared;
    const char* type;
    const char* how;
  };
  const std::vector<Case> cases = {
      {"image/png", "image/png", "inline"},
      {"Audio/WebM; codecs=opus", "audio/webm", "inline"},
      {"text/plain", "text/plain; charset=utf-8", "attachment"},
      {"application/pdf", "application/pdf", "attachment"},
      {"text/html", "application/octet-stream", "attachment"},
      {"TEXT/HTML;x", "application/octet-stream", "attachment"},
      {"image/svg+xml", "application/octet-stream", "attachment"},
      {"application/javascript", "application/octet-stream", "attachment"},
      {"image/png\r\nset-cookie: a=b", "application/octet-stream", "attachment"},
      {"", "application/octet-stream", "attachment"},
  };
  for (const auto& [declared, type, how] : cases) {
    SCOPED_TRACE(declared);
    const auto answer = ask({}, {.content_type = declared, .filename = "a.bin"});
    EXPECT_EQ(answer.headers.get("content-type"), type);
    EXPECT_EQ(answer.headers.get("content-disposition"), std::string{how} + "; filename=\"a.bin\"");
    EXPECT_EQ(answer.headers.get("content-security-policy"), "sandbox; default-src 'none'; frame-ancestors 'none'");
    EXPECT_EQ(answer.headers.get("x-content-type-options"), "nosniff");
  }
  EXPECT_TRUE(ask({}, {.content_type = "image/png", .is_download = true})
                  .headers.get("content-disposition")
                  .starts_with("attachment"));
}

TEST(FileAnswer, WritesANameThatAnyBrowserReads) {
  using serve::content_disposition;
  EXPECT_EQ(content_disposition("report.pdf", true), "attachment; filename=\"report.pdf\"");
  EXPECT_EQ(content_disposition("отчёт 1.pdf", true),
            "attachment; filename=\"_____ 1.pdf\"; filename*=UTF-8''%D0%BE%D1%82%D1%87%D1%91%D1%82%201.pdf");
  EXPECT_EQ(content_disposition("say \"hi\".txt", true),
            "attachment; filename=\"say _hi_.txt\"; filename*=UTF-8''say%20%22hi%22.txt");
  EXPECT_EQ(content_disposition("a\r\nb: c", true), "attachment; filename=\"a__b: c\"");
}

TEST(SafeFilename, IsAName) {
  using serve::safe_filename;
  EXPECT_EQ(safe_filename("a.txt"), "a.txt");
  EXPECT_EQ(safe_filename("/etc/passwd"), "passwd");
  EXPECT_EQ(safe_filename("C:\\dir\\b.txt"), "b.txt");
  EXPECT_EQ(safe_filename("../.."), "file");
  EXPECT_EQ(safe_filename("dir/"), "file");
  EXPECT_EQ(safe_filename(""), "file");
  EXPECT_EQ(safe_filename("a\xff\x01z"), "a__z");
  const auto cut = safe_filename(std::string(150, 'a') + "ффффффффффффффффффффффффффффффффффффф" + ".webm");
  EXPECT_LE(cut.size(), 200U);
  EXPECT_TRUE(cut.ends_with("ф.webm"));
}

}  // namespace
}  // namespace quern::test
