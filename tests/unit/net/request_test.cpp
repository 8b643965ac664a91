#include "core/net/request.hpp"

#include <gtest/gtest.h>

namespace quern {
namespace {

struct NamedId {
  std::string text;
};

TEST(Path, KeepsWordsAndEncodesVariables) {
  const auto where = path("/api/interviews", NamedId{"a/b ?#%Ж"}, "transcript");

  EXPECT_EQ(where.text, "/api/interviews/a%2Fb%20%3F%23%25%D0%96/transcript");
  EXPECT_EQ(where.route, "/api/interviews/:/transcript");
}

TEST(Path, IsEmptyWhereAPartNamesNothing) {
  for (const char* part : {"", ".", ".."}) EXPECT_EQ(path("/api/projects", std::string(part)).text, "") << part;
  EXPECT_EQ(path("/api/projects", std::string("...")).text, "/api/projects/...");
}

TEST(Request, EncodesItsQuery) {
  const auto request = Request::get(path("/api/projects")).query("search", "a&b=c +Ж").query("limit", 20).to_http();

  EXPECT_EQ(request.path, "/api/projects?search=a%26b%3Dc%20%2B%D0%96&limit=20");
  EXPECT_EQ(request.method, HttpMethod::get);
}

TEST(Request, MayBeRepeatedOnlyWhenTwiceIsOnce) {
  EXPECT_EQ(Request::get(path("/a")).repeats(), 3);
  EXPECT_EQ(Request::post(path("/a")).repeats(), 0);
  EXPECT_EQ(Request::del(path("/a")).idempotent().repeats(), 3);
  EXPECT_EQ(Request::del(path("/a")).idempotent().retry(1).repeats(), 1);
}

TEST(HttpHeaders, AreFoundWithoutCase) {
  const HttpHeaders headers{{"content-TYPE", "a"}, {"X", "b"}};

  EXPECT_EQ(find_header(headers, "Content-Type"), "a");
  EXPECT_EQ(find_header(headers, "Y"), std::nullopt);
}

TEST(HttpMethod, HasItsWord) {
  EXPECT_EQ(format_method(HttpMethod::del), "DELETE");
  EXPECT_EQ(format_method(HttpMethod::patch), "PATCH");
}

}  // namespace
}  // namespace quern
