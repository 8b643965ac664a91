#include "tests/serve/http_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "serve/http/headers.hpp"

namespace quern::test {

std::string Answer::header(std::string_view name) const {
  for (const auto& [field, value] : headers) {
    if (serve::equals_ignoring_case(field, name)) return value;
  }
  return {};
}

bool Answer::has(std::string_view name) const {
  return std::ranges::any_of(headers,
                             [&](const auto& field) { return serve::equals_ignoring_case(field.first, name); });
}

std::string Answer::member(std::string_view path) const {
  auto value = nlohmann::json::parse(body, nullptr, false);
  for (const auto part : serve::split_list(path, '.')) {
    if (value.is_array()) {
      const auto index = static_cast<std::size_t>(std::stoi(std::string{part}));
      if (index >= value.size()) return {};
      value = nlohmann::json(value[index]);
    } else if (value.is_object() && value.contains(std::string{part})) {
      value = nlohmann::json(value[std::string{part}]);
    } else {
      return {};
    }
  }
  return value.is_string() ? value.get<std::string>() : value.dump();
}

Connection::Connection(std::uint16_t port, const char* address_text)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval deadline{.tv_sec = 10, .tv_usec = 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &deadline, sizeof deadline);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  inet_pton(AF_INET, address_text, &address.sin_addr);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    socket_ = -1;
  }
}

Connection::~Connection() {
  if (socket_ >= 0) ::close(socket_);
}

bool Connection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::optional<std::string> Connection::read_bytes(std::size_t count) {
  while (held_.size() < count) {
    if (!read_more()) return std::nullopt;
  }
  auto bytes = held_.substr(0, count);
  held_.erase(0, count);
  return bytes;
}

std::optional<std::string> Connection::read_through(std::string_view mark) {
  std::size_t end = 0;
  for (std::size_t from = 0; (end = held_.find(mark, from)) == std::string::npos;) {
    from = held_.size() - std::min(held_.size(), mark.size() - 1);
    if (!read_more()) return std::nullopt;
  }
  return read_bytes(end + mark.size());
}

void Connection::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(socket_, -1));
}

void Connection::finish_writing() { ::shutdown(socket_, SHUT_WR); }

bool Connection::read_more() {
  char piece[65536];
  auto count = ::recv(socket_, piece, sizeof piece, 0);
  while (count < 0 && errno == EINTR) count = ::recv(socket_, piece, sizeof piece, 0);  // a child of this process ended
  if (count <= 0) return false;
  held_.append(piece, static_cast<std::size_t>(count));
  return true;
}

Answer Connection::read_answer(bool without_body) {
  Answer answer;
  std::size_t end = 0;
  while ((end = held_.find("\r\n\r\n")) == std::string::npos) {
    if (!read_more()) return answer;
  }
  const std::string head = held_.substr(0, end + 2);
  held_.erase(0, end + 4);
  answer.status = std::stoi(head.substr(head.find(' ') + 1, 3));
  for (std::size_t at = head.find("\r\n") + 2; at < head.size();) {
    const auto line_end = head.find("\r\n", at);
    const auto colon = head.find(':', at);
    answer.headers.emplace_back(
        head.substr(at, colon - at),
        std::string{serve::trim(std::string_view{head}.substr(colon + 1, line_end - colon - 1))});
    at = line_end + 2;
  }
  if (without_body || answer.status == 100 || !answer.has("content-length")) return answer;
  const auto size = static_cast<std::size_t>(std::stoul(answer.header("content-length")));
  while (held_.size() < size) {
    if (!read_more()) break;
  }
  answer.body = held_.substr(0, size);
  held_.erase(0, size);
  return answer;
}

bool Connection::is_closed_by_server() {
  char piece[4096];
  while (true) {
    const auto count = ::recv(socket_, piece, sizeof piece, 0);
    if (count == 0) return true;
    if (count < 0) return errno == ECONNRESET;
  }
}

std::string format_request(std::string_view method, std::string_view target, std::uint16_t port, const Fields& fields,
                           std::string_view body) {
  std::string out =
      std::string{method} + ' ' + std::string{target} + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\n";
  for (const auto& [name, value] : fields) out += name + ": " + value + "\r\n";
  if (!body.empty() || (method != "GET" && method != "HEAD")) {
    out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  }
  out += "\r\n";
  out += body;
  return out;
}

}  // namespace quern::test
