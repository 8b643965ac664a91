#include "tests/serve/server_world.hpp"

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

ServerWorld::ServerWorld(std::vector<std::string> options) : options_(std::move(options)) {
  folder.write("web/index.html", "<!doctype html><title>Quern</title>");
  start();
}

void ServerWorld::start() {
  std::vector<std::string> arguments{"--program",         QUERN_SERVE, "--web", folder.path("web"), "--data",
                                     folder.path("data"), "--port",    "0",     "--password-cost",  "low",
                                     "--registrations",   "1000"};
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

Answer ServerWorld::metrics(std::string_view target) const {
  Connection connection{program_->metrics_port()};
  connection.write(format_request("GET", target, program_->metrics_port(), {}));
  return connection.read_answer();
}

}  // namespace quern::test
