#include "tests/serve/socket_client.hpp"

#include <algorithm>

#include "serve/http/headers.hpp"

namespace quern::test {
namespace {

constexpr std::string_view mask = "\x11\xe2\x33\xc4";

void append_number(std::string& out, std::uint64_t number, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xff);
}

std::uint64_t read_number(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char c : bytes) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

}  // namespace

int Frame::close_code() const {
  return payload.size() < 2 ? 1005 : static_cast<int>(read_number(std::string_view{payload}.substr(0, 2)));
}

std::string format_frame(const Frame& frame) {
  std::string out;
  out += static_cast<char>((frame.is_last ? 0x80 : 0) | frame.reserved << 4 | static_cast<int>(frame.opcode));
  const int masked = frame.is_masked ? 0x80 : 0;
  const auto size = frame.payload.size();
  if (size < 126) {
    out += static_cast<char>(masked | static_cast<int>(size));
  } else if (size < 65536) {
    out += static_cast<char>(masked | 126);
    append_number(out, size, 2);
  } else {
    out += static_cast<char>(masked | 127);
    append_number(out, size, 8);
  }
  if (!frame.is_masked) return out + frame.payload;
  out += mask;
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(frame.payload[i] ^ mask[i % 4]);
  return out;
}

Fields handshake_fields(std::uint16_t port, const Fields& more) {
  Fields fields{{"Upgrade", "websocket"},
                {"Connection", "Upgrade"},
                {"Sec-WebSocket-Version", "13"},
                {"Sec-WebSocket-Key", "AAECAwQFBgcICQoLDA0ODw=="},
                {"Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"},
                {"Origin", "http://127.0.0.1:" + std::to_string(port)}};
  for (const auto& [name, value] : more) {
    std::erase_if(fields, [&](const auto& field) { return serve::equals_ignoring_case(field.first, name); });
    if (!value.empty()) fields.emplace_back(name, value);
  }
  return fields;
}

SocketClient::SocketClient(std::uint16_t port, const Fields& more, std::string_view target) : connection_(port) {
  connection_.write(format_request("GET", target, port, handshake_fields(port, more)));
  answer_ = connection_.read_answer();
}

std::optional<Frame> SocketClient::read() {
  const auto head = connection_.read_bytes(2);
  if (!head) return std::nullopt;
  const auto first = static_cast<unsigned char>((*head)[0]);
  const auto second = static_cast<unsigned char>((*head)[1]);
  std::uint64_t size = second & 0x7f;
  if (size >= 126) {
    const auto number = connection_.read_bytes(size == 126 ? 2 : 8);
    if (!number) return std::nullopt;
    size = read_number(*number);
  }
  auto payload = connection_.read_bytes(size);
  if (!payload) return std::nullopt;
  return Frame{.opcode = static_cast<Opcode>(first & 0x0f),
               .payload = *std::move(payload),
               .is_last = (first & 0x80) != 0,
               .is_masked = (second & 0x80) != 0,
               .reserved = static_cast<std::uint8_t>(first >> 4 & 0x07)};
}

std::string SocketClient::read_text() {
  auto frame = read();
  return frame && frame->opcode == Opcode::text && frame->is_last ? std::move(frame->payload) : std::string{};
}

bool SocketClient::is_closed_by_server() {
  const bool is_closed = connection_.is_closed_by_server();
  connection_.finish_writing();
  return is_closed;
}

int SocketClient::read_close() {
  while (const auto frame = read()) {
    if (frame->opcode == Opcode::close) return frame->close_code();
  }
  return 0;
}

}  // namespace quern::test
