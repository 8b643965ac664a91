#include "tests/serve/server_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace quern::test {

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "quern-serve-XXXXXX").string();
  path_ = mkdtemp(pattern.data());
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::path(std::string_view below) const {
  return below.empty() ? path_ : path_ + '/' + std::string{below};
}

void TemporaryFolder::write(std::string_view name, std::string_view bytes) const {
  const auto target = path(name);
  std::filesystem::create_directories(std::filesystem::path{target}.parent_path());
  std::ofstream{target, std::ios::binary} << bytes;
}

void MemoryLog::write(const serve::RequestRecord& record) {
  const std::scoped_lock lock{mutex_};
  lines_.push_back(serve::format_record(record, std::chrono::floor<Duration>(std::chrono::system_clock::now())));
  changed_.notify_all();
}

std::string MemoryLog::text() const {
  const std::scoped_lock lock{mutex_};
  std::string all;
  for (const auto& line : lines_) all += line + '\n';
  return all;
}

bool MemoryLog::wait_for(std::string_view part) const {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, std::chrono::seconds{10}, [&] {
    return std::ranges::any_of(lines_, [&](const std::string& line) { return line.find(part) != std::string::npos; });
  });
}

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

ServerWorld::ServerWorld(std::vector<std::string> options) : options_(std::move(options)) {
  folder.write("web/index.html", "<!doctype html><title>Quern</title>");
  start();
}

void ServerWorld::start() {
  std::vector<std::string> arguments{"--web", folder.path("web"), "--data", folder.path("data"), "--port",
                                     "0",     "--password-cost",  "low",    "--registrations",   "1000"};
  arguments.insert(arguments.end(), options_.begin(), options_.end());
  const auto options = serve::parse_options(arguments);
  if (!options) throw std::runtime_error(options.error().message);
  auto program = serve::Program::start(*options, log);
  if (!program) throw std::runtime_error(program.error().message);
  program_ = *std::move(program);
}

void ServerWorld::restart() {
  program_.reset();
  start();
}

Answer ServerWorld::get(std::string_view target, const Fields& fields) const { return send("GET", target, fields); }

Answer ServerWorld::send(std::string_view method, std::string_view target, const Fields& fields,
                         std::string_view body) const {
  Connection connection{port()};
  connection.write(format_request(method, target, port(), fields, body));
  return connection.read_answer(method == "HEAD");
}

}  // namespace quern::test
