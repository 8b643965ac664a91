#include "native/curl_sockets.hpp"

#include <poll.h>

#include <deque>

namespace quern::native {
namespace {

constexpr std::size_t longest_message = std::size_t{16} << 20U;
constexpr long handshake_ms = 15'000;
constexpr int closed_normally = 1000, no_code = 1005, lost = 1006, too_big = 1009;
constexpr long switching_protocols = 101;

// How the network's thread tells the loop's; each call is made there, and arrives here in order.
struct Told {
  UniqueFunction<void()> open;
  UniqueFunction<void(std::string)> text;
  UniqueFunction<void(int)> close;
};

class SocketExchange final : public Exchange {
 public:
  SocketExchange(const std::string& origin, const std::string& path, Told told) : told_(std::move(told)) {
    set_url("ws" + origin.substr(4) + path);  // http becomes ws, https wss
    add_header("Origin: " + origin);
    curl_easy_setopt(handle(), CURLOPT_CONNECT_ONLY, 2L);  // the handshake too; then the frames are ours
    curl_easy_setopt(handle(), CURLOPT_CONNECTTIMEOUT_MS, handshake_ms);
  }

  ~SocketExchange() override {
    if (!is_connected_) return;
    std::size_t sent = 0;
    const char code[] = {closed_normally >> 8, static_cast<char>(closed_normally & 0xff)};
    curl_ws_send(handle(), code, sizeof code, &sent, 0, CURLWS_CLOSE);
  }

  bool on_done(CURLcode code) override {
    long status = 0;
    curl_easy_getinfo(handle(), CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK || status != switching_protocols) return end(lost);
    is_connected_ = true;
    told_.open();
    return on_ready();  // what came with the handshake is held by libcurl already
  }

  bool on_ready() override { return flush() && receive(); }

  short awaited_events() const override {
    if (!is_connected_) return 0;
    return static_cast<short>(waiting_.empty() ? POLLIN : POLLIN | POLLOUT);
  }

  bool send(std::string text) {
    if (!is_connected_) return true;  // dropped while it is not open
    waiting_.push_back(std::move(text));
    return flush();
  }

 private:
  bool end(int code) {
    is_connected_ = false;
    told_.close(code);
    return false;
  }

  // As much as the connection takes now; the rest waits for poll().
  bool flush() {
    while (!waiting_.empty()) {
      std::size_t sent = 0;
      const std::string& text = waiting_.front();
      const auto code = curl_ws_send(handle(), text.data() + sent_, text.size() - sent_, &sent, 0, CURLWS_TEXT);
      sent_ += sent;
      if (code == CURLE_AGAIN) return true;
      if (code != CURLE_OK) return end(lost);
      if (sent_ < text.size()) continue;
      waiting_.pop_front();
      sent_ = 0;
    }
    return true;
  }

  bool receive() {
    for (char piece[1 << 14];;) {
      std::size_t size = 0;
      const curl_ws_frame* frame = nullptr;
      const auto code = curl_ws_recv(handle(), piece, sizeof piece, &size, &frame);
      if (code == CURLE_AGAIN) return true;
      if (code != CURLE_OK || frame == nullptr) return end(lost);
      if ((frame->flags & CURLWS_CLOSE) != 0) {
        const auto byte = [&piece](int at) { return static_cast<unsigned char>(piece[at]); };
        return end(size >= 2 ? byte(0) << 8 | byte(1) : no_code);
      }
      if ((frame->flags & CURLWS_TEXT) == 0 && (frame->flags & CURLWS_CONT) == 0) continue;  // pings libcurl answers
      if (received_.size() + size > longest_message) return end(too_big);
      received_.append(piece, size);
      const bool is_whole = frame->bytesleft == 0 && (frame->flags & CURLWS_CONT) == 0;
      if (is_whole) told_.text(std::exchange(received_, {}));
    }
  }

  Told told_;
  bool is_connected_ = false;
  std::deque<std::string> waiting_;
  std::size_t sent_ = 0;  // of the first that waits
  std::string received_;  // of a message that is not whole yet
};

}  // namespace

class CurlSockets::Connection final : public Socket {
 public:
  Connection(CurlSockets& sockets, std::uint64_t id, NetworkThread::Id exchange)
      : sockets_(sockets),
        id_(id),
        exchange_(exchange) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() override {
    sockets_.listeners_.erase(id_);
    sockets_.network_.end(exchange_);
  }
  void send(std::string text) override {
    sockets_.network_.visit(exchange_, [text = std::move(text)](Exchange& exchange) mutable {
      return static_cast<SocketExchange&>(exchange).send(std::move(text));
    });
  }

 private:
  CurlSockets& sockets_;
  std::uint64_t id_;
  NetworkThread::Id exchange_;
};

std::unique_ptr<Socket> CurlSockets::open(std::string path, SocketEvents& events) {
  const auto id = ++last_id_;
  listeners_[id] = &events;
  const auto tell = [this, id](auto act) {
    scheduler_.post_from_thread([this, id, act = std::move(act)]() mutable {
      if (auto* listener = find(id)) act(*listener);
    });
  };
  Told told{.open = [tell] { tell([](SocketEvents& listener) { listener.on_open(); }); },
            .text =
                [tell](std::string text) {
                  tell([text = std::move(text)](SocketEvents& listener) { listener.on_text(text); });
                },
            .close = [tell](int code) { tell([code](SocketEvents& listener) { listener.on_close(code); }); }};
  const auto exchange = network_.start(std::make_unique<SocketExchange>(origin_, path, std::move(told)));
  return std::make_unique<Connection>(*this, id, exchange);
}

SocketEvents* CurlSockets::find(std::uint64_t id) const {
  const auto found = listeners_.find(id);
  return found == listeners_.end() ? nullptr : found->second;
}

}  // namespace quern::native
