// A form's parts come out as they were put in, wherever its bytes are cut; what is malformed is refused, and nothing grows.
#include "serve/http/multipart.hpp"

#include <gtest/gtest.h>

#include "tests/serve/multipart_body.hpp"
#include "tests/support/seeded_random.hpp"

namespace quern::test {
namespace {

struct Part {
  std::string name;
  std::string filename;
  std::string data;
  bool operator==(const Part&) const = default;
};

struct Form {
  std::vector<Part> parts;
  std::size_t ended = 0;
  bool is_done = false;
  int status = 0;  // of a refusal
};

void take(serve::MultipartParser& parser, Form& form) {
  while (const auto event = parser.next()) {
    switch (event->kind) {
      case serve::PartEvent::Kind::head:
        form.parts.push_back({event->head.name, event->head.filename.value_or("-"), {}});
        break;
      case serve::PartEvent::Kind::data:
        EXPECT_FALSE(event->data.empty());
        form.parts.back().data += event->data;
        break;
      case serve::PartEvent::Kind::end: ++form.ended; break;
    }
  }
}

Form read(const std::vector<std::string>& pieces, serve::MultipartLimits limits = {}) {
  serve::MultipartParser parser{"B", limits};
  Form form;
  for (const auto& piece : pieces) {
    parser.feed(piece);
    take(parser, form);
  }
  form.is_done = parser.is_done();
  if (parser.refusal()) form.status = parser.refusal()->status;
  return form;
}

std::string part(std::string_view disposition, std::string_view data) {
  return "--B\r\nContent-Disposition: " + std::string{disposition} + "\r\n\r\n" + std::string{data} + "\r\n";
}

const std::string two = part("form-data; name=\"title\"", "one") +
                        part("form-data; name=\"file\"; filename=\"a.bin\"", std::string{"\r\n--A\r\n\0--", 10}) +
                        "--B--\r\n";
const std::vector<Part> two_parts = {{"title", "-", "one"}, {"file", "a.bin", std::string{"\r\n--A\r\n\0--", 10}}};

TEST(Multipart, GivesThePartsOfAFormInOrder) {
  const auto form = read({two});

  EXPECT_EQ(form.parts, two_parts);
  EXPECT_EQ(form.ended, 2U);
  EXPECT_TRUE(form.is_done);
}

TEST(Multipart, GivesTheSameWhereverItsBytesAreCut) {
  SeededRandom random{1};
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < two.size();) {
      const auto size = round == 0 ? 1 : 1 + random.next() % 20;
      pieces.push_back(two.substr(at, size));
      at += size;
    }

    const auto form = read(pieces);

    ASSERT_EQ(form.parts, two_parts) << "round " << round;
    ASSERT_TRUE(form.is_done);
  }
}

TEST(Multipart, GivesDataOnWithoutWaitingForItsEnd) {
  serve::MultipartParser parser{"B"};
  Form form;

  parser.feed("--B\r\nContent-Disposition: form-data; name=f\r\n\r\n");
  parser.feed(std::string(100'000, 'x'));
  take(parser, form);

  ASSERT_EQ(form.parts.size(), 1U);
  EXPECT_GT(form.parts[0].data.size(), 99'900U);  // all but what may begin a delimiter
}

TEST(Multipart, ReadsWhatBrowsersAndToolsSend) {
  struct Case {
    const char* disposition;
    const char* name;
    const char* filename;
  };
  const std::vector<Case> cases = {
      {"form-data; name=\"a\"", "a", "-"},
      {"form-data; name=a; filename=b.txt", "a", "b.txt"},
      {"Form-Data;name=\"a\";filename=\"b c; d.txt\"", "a", "b c; d.txt"},
      {R"(form-data; name="a"; filename="say %22hi%22.txt")", "a", R"(say "hi".txt)"},
      {R"(form-data; name="a"; filename="say \"hi\".txt")", "a", R"(say "hi".txt)"},
      {R"(form-data; name="a"; filename="C:\dir\b.txt")", "a", R"(C:\dir\b.txt)"},
      {"form-data; name=\"a\"; filename=\"100%25.txt\"", "a", "100%25.txt"},  // nothing else is an escape
      {"form-data; name=\"a\"; filename=\"a%0D%0Ab\"", "a", "a  b"},
      {"form-data; name=\"имя\"; filename=\"отчёт.pdf\"", "имя", "отчёт.pdf"},
      {"form-data; name=\"a\"; filename=\"\"", "a", ""},
  };
  for (const auto& [disposition, name, filename] : cases) {
    SCOPED_TRACE(disposition);
    const auto form = read({part(disposition, "x") + "--B--"});
    ASSERT_EQ(form.parts.size(), 1U);
    EXPECT_EQ(form.parts[0], (Part{name, filename, "x"}));
    EXPECT_TRUE(form.is_done);
  }
}

TEST(Multipart, ReadsEmptyDataAPreambleAndAnEndWithoutALine) {
  EXPECT_EQ(read({part("form-data; name=a", "") + "--B--"}).parts, (std::vector<Part>{{"a", "-", ""}}));
  EXPECT_EQ(read({"hello\r\n" + part("form-data; name=a", "x") + "--B--"}).parts, (std::vector<Part>{{"a", "-", "x"}}));
  EXPECT_TRUE(read({"--B--"}).is_done);
  EXPECT_TRUE(read({"--B--\r\nwhatever --B\r\n"}).is_done);
}

TEST(Multipart, RefusesWhatIsMalformed) {
  const std::string good = "form-data; name=a";
  const std::vector<std::pair<const char*, std::string>> cases = {
      {"no disposition", "--B\r\nContent-Type: text/plain\r\n\r\nx\r\n--B--"},
      {"no head at all", "--B\r\n\r\nx\r\n--B--"},
      {"two dispositions",
       "--B\r\nContent-Disposition: " + good + "\r\nContent-Disposition: " + good + "\r\n\r\nx\r\n--B--"},
      {"an attachment", part("attachment; name=a", "x") + "--B--"},
      {"no name", part("form-data; filename=a", "x") + "--B--"},
      {"an empty name", part("form-data; name=\"\"", "x") + "--B--"},
      {"two names", part("form-data; name=a; name=b", "x") + "--B--"},
      {"a quote without an end", part("form-data; name=\"a", "x") + "--B--"},
      {"a control in a name", part("form-data; name=\"a\x01\"", "x") + "--B--"},
      {"a name that is not UTF-8", part("form-data; name=\"a\xff\"", "x") + "--B--"},
      {"a folded line", "--B\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\nx\r\n--B--"},
      {"an encoding",
       "--B\r\nContent-Disposition: " + good + "\r\nContent-Transfer-Encoding: base64\r\n\r\nx\r\n--B--"},
      {"a line with no colon", "--B\r\nContent-Disposition: " + good + "\r\nhello\r\n\r\nx\r\n--B--"},
      {"something behind a boundary", "--Bx\r\nContent-Disposition: " + good + "\r\n\r\nx\r\n--B--"},
  };
  for (const auto& [name, bytes] : cases) {
    SCOPED_TRACE(name);
    const auto form = read({bytes});
    EXPECT_EQ(form.status, 400);
    EXPECT_FALSE(form.is_done);
  }
}

TEST(Multipart, RefusesMoreThanItsLimits) {
  std::string many;
  for (int i = 0; i < 4; ++i) many += part("form-data; name=a", "x");

  EXPECT_EQ(read({many}, {.parts = 3}).status, 413);
  EXPECT_EQ(read({"--B\r\nX: " + std::string(5'000, 'a')}).status, 400);
  EXPECT_EQ(read({std::string(5'000, 'a')}).status, 400);  // a preamble
}

TEST(Multipart, IsNotDoneWhenItsEndIsMissing) {
  for (std::size_t size = 0; size < two.size() - 3; ++size) {
    EXPECT_FALSE(read({two.substr(0, size)}).is_done) << size;
  }
}

TEST(MultipartBoundary, IsReadFromAFormsTypeAlone) {
  using serve::multipart_boundary;
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=abc"), "abc");
  EXPECT_EQ(multipart_boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\""), "a b");
  for (const auto* none :
       {"", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
        "multipart/mixed; boundary=a", "text/plain", "multipart/form-data; boundary=a; boundary=b",
        "multipart/form-data; boundary=\"a \"", "multipart/form-data; boundary=\"a\xff\"",
        "multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    EXPECT_FALSE(multipart_boundary(none)) << none;
  }
}

}  // namespace
}  // namespace quern::test
