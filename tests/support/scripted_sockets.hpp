// A network of sockets that a test drives, or that behaves by itself.
//   sockets.last().open();  sockets.last().text(R"({"event":"resumed","seq":7})");  sockets.last().close(1006);
//   EXPECT_EQ(sockets.last().sent, …);
// Modes   by_hand: what happens to a socket the test says. well: it opens on the next turn, answers `resume` and `ping`,
//         and keeps a log, which tell() grows. down: every handshake fails on the next turn.
// Owned by the test; outlives what opens sockets.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/scheduler.hpp"
#include "core/net/socket_transport.hpp"

namespace quern::test {

// One socket that was opened, as the network sees it; here also after the other end let go of it.
class ScriptedSocket {
 public:
  ScriptedSocket(std::string path_, SocketEvents& events) : path(std::move(path_)), events_(&events) {}

  const std::string path;
  std::vector<std::string> sent;

  bool is_held() const { return events_ != nullptr; }  // neither closed here nor let go of there
  bool is_open() const { return is_open_ && is_held(); }
  // A network does not call one that is gone.
  void open() {
    if (!is_held() || std::exchange(is_open_, true)) return;
    events_->on_open();
  }
  void text(std::string_view text) {
    if (is_open()) events_->on_text(text);
  }
  void close(int code = 1006) {
    if (auto* events = std::exchange(events_, nullptr)) events->on_close(code);
  }

 private:
  friend class ScriptedSockets;
  SocketEvents* events_;
  bool is_open_ = false;
};

class ScriptedSockets final : public SocketTransport {
 public:
  enum class Mode : std::uint8_t { by_hand, well, down };

  explicit ScriptedSockets(Scheduler& scheduler, Mode mode_ = Mode::by_hand) : mode(mode_), scheduler_(scheduler) {}

  Mode mode;  // of what is opened from now on

  std::unique_ptr<Socket> open(std::string path, SocketEvents& events) override {
    auto socket = std::make_shared<ScriptedSocket>(std::move(path), events);
    opened_.push_back(socket);
    if (mode == Mode::well) scheduler_.post([socket] { socket->open(); });
    if (mode == Mode::down) scheduler_.post([socket] { socket->close(); });
    return std::make_unique<End>(*this, std::move(socket), mode == Mode::well);
  }

  std::size_t count() const { return opened_.size(); }  // ever opened
  ScriptedSocket& at(std::size_t index) { return *opened_.at(index); }
  ScriptedSocket& last() { return *opened_.back(); }

  // An event of the log: it goes to whoever is there, at once, and to whoever resumes before it.
  void tell(std::string_view event, std::string_view data) {
    const auto seq = log_.size() + 1;
    log_.push_back(format(event, data, seq));
    if (!opened_.empty()) last().text(log_.back());
  }
  // One that may be lost.
  void tell_loosely(std::string_view event, std::string_view data) {
    if (!opened_.empty()) last().text(format(event, data, std::nullopt));
  }
  // The network is gone, or its server: all that is open closes, and what is opened fails.
  void break_down() {
    mode = Mode::down;
    for (const auto& socket : std::vector(opened_)) socket->close();
  }

 private:
  class End final : public Socket {
   public:
    End(ScriptedSockets& sockets, std::shared_ptr<ScriptedSocket> socket, bool answers)
        : sockets_(sockets),
          socket_(std::move(socket)),
          answers_(answers) {}
    End(const End&) = delete;
    End& operator=(const End&) = delete;
    ~End() override { socket_->events_ = nullptr; }
    void send(std::string text) override {
      if (!socket_->is_open()) return;
      socket_->sent.push_back(text);
      if (answers_) sockets_.answer(socket_, text);
    }

   private:
    ScriptedSockets& sockets_;
    std::shared_ptr<ScriptedSocket> socket_;
    bool answers_;
  };

  static std::string format(std::string_view event, std::string_view data, std::optional<std::uint64_t> seq) {
    std::string frame = R"({"event":")" + std::string(event) + '"';
    if (!data.empty()) frame.append(R"(,"data":)").append(data);
    if (seq) frame.append(R"(,"seq":)").append(std::to_string(*seq));
    return frame + '}';
  }

  void answer(const std::shared_ptr<ScriptedSocket>& socket, std::string_view op) {
    if (op.contains(R"("ping")")) return say(socket, format("pong", "", std::nullopt));
    if (!op.contains(R"("resume")")) return;
    constexpr std::string_view since = R"("since":)";
    const auto at = op.find(since);
    std::size_t seen = at == op.npos ? log_.size() : std::stoul(std::string(op.substr(at + since.size())));
    for (; seen < log_.size(); ++seen) say(socket, log_[seen]);
    say(socket, format("resumed", "", log_.size()));
  }
  void say(const std::shared_ptr<ScriptedSocket>& socket, std::string frame) {
    scheduler_.post([socket, frame = std::move(frame)] { socket->text(frame); });
  }

  Scheduler& scheduler_;
  std::vector<std::shared_ptr<ScriptedSocket>> opened_;
  std::vector<std::string> log_;  // of the one person there is: `seq` counts from 1
};

}  // namespace quern::test
