#include "tests/serve/browser.hpp"

#include <gtest/gtest.h>

namespace quern::test {

Fields Browser::headers(std::string_view method) const {
  Fields fields{{"User-Agent", "test"}, {"Accept", "application/json"}, {"Sec-Fetch-Site", "same-origin"}};
  if (method != "GET" && method != "HEAD") {
    fields.emplace_back("Origin", "http://127.0.0.1:" + std::to_string(port_));
    fields.emplace_back("X-Requested-With", "quern");
  }
  std::string cookies;
  for (const auto& [name, value] : cookies_) cookies += (cookies.empty() ? "" : "; ") + name + '=' + value;
  if (!cookies.empty()) fields.emplace_back("Cookie", cookies);
  return fields;
}

Answer Browser::send(std::string_view method, std::string_view target, std::string_view json, const Fields& more) {
  auto fields = headers(method);
  if (!json.empty()) fields.emplace_back("Content-Type", "application/json");
  fields.insert(fields.end(), more.begin(), more.end());
  Connection connection{port_};
  connection.write(format_request(method, target, port_, fields, json));
  auto answer = connection.read_answer(method == "HEAD");
  keep_cookies(answer);
  return answer;
}

void Browser::keep_cookies(const Answer& answer) {
  for (const auto& [name, value] : answer.headers) {
    if (name != "set-cookie") continue;
    const auto equals = value.find('=');
    const auto cookie_name = value.substr(0, equals);
    const auto cookie_value = value.substr(equals + 1, value.find(';') - equals - 1);
    if (value.find("Max-Age=0") != std::string::npos) {
      cookies_.erase(cookie_name);
    } else {
      cookies_[cookie_name] = cookie_value;
    }
  }
}

std::string Browser::cookie(const std::string& name) const {
  const auto found = cookies_.find(name);
  return found == cookies_.end() ? "" : found->second;
}

Answer Browser::sign_up(std::string_view email, std::string_view password) {
  return post("/api/auth/register", R"({"email":")" + std::string{email} + R"(","password":")" + std::string{password} +
                                        R"(","display_name":"Someone"})");
}

Answer Browser::sign_in(std::string_view email, std::string_view password) {
  return post("/api/auth/login",
              R"({"email":")" + std::string{email} + R"(","password":")" + std::string{password} + R"("})");
}

std::string Browser::create_project(std::string_view name) {
  const auto answer = post("/api/projects", R"({"name":")" + std::string{name} + R"("})");
  EXPECT_EQ(answer.status, 201) << answer.body;
  return answer.member("id");
}

}  // namespace quern::test
