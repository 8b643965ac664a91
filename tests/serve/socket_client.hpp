// A small WebSocket client over a plain socket, for tests that must say exactly which frames go out and see what comes
// back. Nothing is answered by itself: no pong, no close. Every wait has a deadline of ten seconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tests/serve/http_client.hpp"

namespace quern::test {

enum class Opcode : std::uint8_t { more = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

struct Frame {
  Opcode opcode = Opcode::text;
  std::string payload;
  bool is_last = true;
  bool is_masked = true;
  std::uint8_t reserved = 0;  // the three RSV bits, as a number 0..7

  int close_code() const;  // of a close frame; 1005 where it holds none
};

std::string format_frame(const Frame& frame);
// The fields a browser's handshake has. `more` replaces those of the same name, and "" leaves them out.
Fields handshake_fields(std::uint16_t port, const Fields& more = {});

class SocketClient {
 public:
  // Connects and asks; answer() is what the server said.
  explicit SocketClient(std::uint16_t port, const Fields& more = {}, std::string_view target = "/api/ws");

  const Answer& answer() const { return answer_; }
  bool is_open() const { return answer_.status == 101; }

  bool send(const Frame& frame) { return connection_.write(format_frame(frame)); }
  bool send_text(std::string_view text) { return send({.payload = std::string{text}}); }
  bool write(std::string_view bytes) { return connection_.write(bytes); }

  std::optional<Frame> read();  // the next frame; nothing once the connection has ended
  std::string read_text();      // the next text; "" when something else came
  int read_close();             // the code of the next close, whatever comes before it; 0 when there is none
  // True once the server closes, after whatever it still sends; then closes this side, as browsers do.
  bool is_closed_by_server();
  int descriptor() const { return connection_.descriptor(); }
  void reset() { connection_.reset(); }  // as a process does that is killed with unread bytes

 private:
  Connection connection_;
  Answer answer_;
};

}  // namespace quern::test
