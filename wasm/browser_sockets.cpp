#include "wasm/browser_sockets.hpp"

#include "wasm/inbox.hpp"
#include "wasm/js.hpp"

namespace quern::wasm {

class BrowserSockets::Connection final : public Socket {
 public:
  Connection(BrowserSockets& sockets, std::uint32_t id) : sockets_(sockets), id_(id) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() override {
    sockets_.listeners_.erase(id_);
    quern_js_close_socket(id_);
  }
  void send(std::string text) override { quern_js_send_socket(id_, text.data(), text.size()); }

 private:
  BrowserSockets& sockets_;
  std::uint32_t id_;
};

std::unique_ptr<Socket> BrowserSockets::open(std::string path, SocketEvents& events) {
  const auto id = ++last_id_;
  listeners_[id] = &events;
  quern_js_open_socket(id, path.data(), path.size());
  return std::make_unique<Connection>(*this, id);
}

SocketEvents* BrowserSockets::find(std::uint32_t id) const {
  const auto found = listeners_.find(id);
  return found == listeners_.end() ? nullptr : found->second;
}

void BrowserSockets::on_open(std::uint32_t id) {
  if (auto* events = find(id)) events->on_open();
}

void BrowserSockets::on_text(std::uint32_t id, std::size_t size) {
  if (auto* events = find(id)) events->on_text(Inbox::text(size));
}

void BrowserSockets::on_close(std::uint32_t id, int code) {
  if (auto* events = find(id)) events->on_close(code);
}

}  // namespace quern::wasm
