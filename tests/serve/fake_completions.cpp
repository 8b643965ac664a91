#include "tests/serve/fake_completions.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

namespace quern::test {
namespace {

// Until all of the body is there.
std::string read_request(int client) {
  std::string bytes;
  char piece[65536];
  while (true) {
    const auto end = bytes.find("\r\n\r\n");
    if (end != std::string::npos) {
      const auto at = bytes.find("Content-Length: ");
      const auto length = at == std::string::npos ? 0 : std::stoul(bytes.substr(at + 16));
      if (bytes.size() >= end + 4 + length) return bytes;
    }
    const auto count = recv(client, piece, sizeof piece, 0);
    if (count <= 0) return bytes;
    bytes.append(piece, static_cast<std::size_t>(count));
  }
}

}  // namespace

FakeCompletions::FakeCompletions() {
  listener_ = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
  socklen_t size = sizeof address;
  bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
  listen(listener_, 8);
  getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread{[this] { run(); }};
}

FakeCompletions::~FakeCompletions() {
  is_stopping_ = true;
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
}

void FakeCompletions::answer(std::vector<std::string> pieces) {
  const std::scoped_lock lock{mutex_};
  answers_.push_back(std::move(pieces));
}

void FakeCompletions::say(const std::vector<std::string>& deltas) {
  std::vector<std::string> pieces{head()};
  for (const auto& text : deltas) pieces.push_back(delta(text));
  pieces.emplace_back("data: [DONE]\n\n");
  answer(std::move(pieces));
}

std::vector<std::string> FakeCompletions::requests() const {
  const std::scoped_lock lock{mutex_};
  return requests_;
}

bool FakeCompletions::wait_for_end_of_hold() const {
  for (int i = 0; i < 1000 && !client_went_; ++i) std::this_thread::sleep_for(std::chrono::milliseconds{10});
  return client_went_;
}

std::string FakeCompletions::head(int status, const std::string& more) {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: text/event-stream\r\nConnection: close\r\n" +
         more + "\r\n";
}

std::string FakeCompletions::delta(const std::string& text) {
  return R"(data: {"id":"1","choices":[{"index":0,"delta":{"content":")" + text + R"("},"finish_reason":null}]})" +
         "\n\n";
}

void FakeCompletions::run() {
  while (!is_stopping_) {
    const int client = accept(listener_, nullptr, nullptr);
    if (client < 0) return;
    serve(client);
    close(client);
  }
}

void FakeCompletions::serve(int client) {
  auto request = read_request(client);
  std::vector<std::string> pieces;
  {
    const std::scoped_lock lock{mutex_};
    requests_.push_back(std::move(request));
    if (answers_.empty()) return;
    pieces = std::move(answers_.front());
    answers_.pop_front();
  }
  for (const auto& piece : pieces) {
    if (piece == "hold") {
      pollfd waits{.fd = client, .events = POLLIN, .revents = 0};
      while (!is_stopping_ && poll(&waits, 1, 50) == 0) {}
      client_went_ = true;
      return;
    }
    if (send(client, piece.data(), piece.size(), MSG_NOSIGNAL) < 0) return;
  }
}

}  // namespace quern::test
