#include "core/api/error_body.hpp"

#include <gtest/gtest.h>

namespace quern {
namespace {

Error read(std::string_view body) {
  Error error{.kind = ErrorKind::server, .status = 500, .message = "kept"};
  read_error_body(body, error);
  return error;
}

TEST(ErrorBody, ReadsADetailThatIsText) {
  const auto error = read(R"({"detail":"No such project","error_code":"not_found","error_type":"not_found"})");

  EXPECT_EQ(error.message, "No such project");
  EXPECT_EQ(error.code, "not_found");
  EXPECT_EQ(error.kind, ErrorKind::not_found);
}

TEST(ErrorBody, ReadsTheOldShapeOfAnError) { EXPECT_EQ(read(R"({"error":"no"})").message, "no"); }

TEST(ErrorBody, ReadsAListOfFieldsAndDropsTheLeadingBody) {
  const auto error = read(
      R"({"detail":[{"type":"missing","loc":["body","work_experience",0,"company"],"msg":"Field required","input":{"a":[1]}},)"
      R"({"loc":["query","body"],"msg":"bad"}],"error_type":"validation_error"})");

  EXPECT_EQ(error.kind, ErrorKind::validation);
  EXPECT_EQ(error.fields, (std::vector<FieldError>{{"work_experience.0.company", "Field required", "missing"},
                                                   {"query.body", "bad", ""}}));
  EXPECT_EQ(error.message, "work_experience.0.company: Field required\nquery.body: bad");
}

TEST(ErrorBody, LeavesTheErrorAloneWhenTheBodyIsSomethingElse) {
  for (const char* body : {"", "<html><body>502</body></html>", "null", "[]", "{}", R"({"detail":null})",
                           R"({"detail":5})", R"({"detail":[5]})", R"({"detail":""})", "\xFF", R"({"detail":"cut)"}) {
    EXPECT_EQ(read(body), read("")) << body;
  }
}

TEST(ErrorBody, ReadsBackWhatItWrites) {
  const Error plain{.kind = ErrorKind::conflict, .status = 409, .code = "stale_version", .message = "changed"};
  const Error by_field{.kind = ErrorKind::validation,
                       .status = 422,
                       .code = "validation",
                       .message = "items.3.name: is required",
                       .fields = {{"items.3.name", "is required", "missing"}}};

  for (const auto& written : {plain, by_field}) {
    Error error{.kind = ErrorKind::server, .status = written.status};
    read_error_body(format_error_body(written), error);
    EXPECT_EQ(error, written);
  }
}

TEST(ErrorBody, CallsWhatOnlyAClientMeetsAServerError) {
  EXPECT_EQ(format_error_body({.kind = ErrorKind::timeout, .status = 504, .message = "late"}),
            R"({"detail":"late","error_type":"server_error"})");
}

}  // namespace
}  // namespace quern
