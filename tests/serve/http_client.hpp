// A small HTTP client over a plain socket, for tests that must say exactly which bytes go out and see what comes back.
// Every wait has a deadline of ten seconds: a server that hangs fails the test instead of hanging it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace quern::test {

using Fields = std::vector<std::pair<std::string, std::string>>;

struct Answer {
  int status = 0;  // 0: the connection ended without one
  Fields headers;
  std::string body;

  std::string header(std::string_view name) const;  // "" where there is none
  bool has(std::string_view name) const;
  // A top-level member of a JSON body as text: a string's value, or the text of anything else. "" where there is none.
  std::string member(std::string_view path) const;
  std::string error_code() const { return member("error_code"); }
};

class Connection {
 public:
  explicit Connection(std::uint16_t port, const char* address = "127.0.0.1");
  ~Connection();
  Connection(Connection&& other) noexcept : socket_(std::exchange(other.socket_, -1)), held_(std::move(other.held_)) {}
  Connection& operator=(Connection&&) = delete;

  bool write(std::string_view bytes);  // false when the server has closed
  // The next answer; `without_body` for HEAD.
  Answer read_answer(bool without_body = false);
  // True once the server closes, after whatever it still sends.
  bool is_closed_by_server();
  void finish_writing();
  std::optional<std::string> read_bytes(std::size_t count);        // nothing when the connection ends before
  std::optional<std::string> read_through(std::string_view mark);  // up to it, and with it; likewise
  int descriptor() const { return socket_; }
  void reset();  // ends it at once, with an RST

 private:
  bool read_more();
  int socket_;
  std::string held_;
};

// "GET /x HTTP/1.1" with Host, Content-Length where there is a body, and these fields.
std::string format_request(std::string_view method, std::string_view target, std::uint16_t port, const Fields& fields,
                           std::string_view body = {});

}  // namespace quern::test
