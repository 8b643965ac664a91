#include "core/net/http_error.hpp"

#include <gtest/gtest.h>

namespace quern {
namespace {

TEST(HttpError, HasTheKindOfItsStatus) {
  const std::pair<int, ErrorKind> table[] = {
      {400, ErrorKind::validation}, {401, ErrorKind::authentication}, {403, ErrorKind::authorization},
      {404, ErrorKind::not_found},  {408, ErrorKind::timeout},        {409, ErrorKind::conflict},
      {410, ErrorKind::not_found},  {412, ErrorKind::conflict},       {413, ErrorKind::validation},
      {415, ErrorKind::validation}, {422, ErrorKind::validation},     {429, ErrorKind::rate_limited},
      {500, ErrorKind::server},     {502, ErrorKind::server},         {504, ErrorKind::server},
      {304, ErrorKind::server},
  };
  for (const auto& [status, kind] : table) EXPECT_EQ(kind_of_status(status), kind) << status;
}

TEST(HttpError, SaysItsStatusWhenTheBodySaysNothing) {
  const auto error = error_of({.status = 502}, nullptr, {});

  EXPECT_EQ(error.message, "HTTP 502");
  EXPECT_EQ(error.status, 502);
  EXPECT_EQ(error.retry_after, std::nullopt);
}

}  // namespace
}  // namespace quern
