// One connected browser of one person: what it may say, and what it hears.
// Says    {"op":"resume","since":n} first, and again whenever it lost its place; {"op":"typing","chat_id"}, heard at most
//         every 2 s, from members; {"op":"ping"}. An op that is not known is ignored: a newer client may have it. What is
//         no op at all, or comes too often, closes the socket with 1008.
// Hears   nothing before its resume. Then every event after `since`, in pieces that wait for it to read; {"event":
//         "resumed","seq":n}; and from then on each event as it happens. Where the log does not go on from `since` (too
//         old, or ahead of it): {"event":"reset","seq":n}, and events from there on.
// Owner   Realtime until it is closed, and the transport. Runs on the thread of the rules.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/api/event.hpp"
#include "core/base/scheduler.hpp"
#include "serve/backend/call.hpp"
#include "serve/http/socket.hpp"

namespace quern::serve {

class Realtime;

class LiveSocket final : public SocketListener, public std::enable_shared_from_this<LiveSocket> {
 public:
  LiveSocket(Realtime& owner, Caller caller, std::shared_ptr<SocketPeer> peer)
      : owner_(&owner),
        caller_(std::move(caller)),
        peer_(std::move(peer)) {}

  void on_text(std::string text, UniqueFunction<void()> done) override;
  void on_close() override;

  const Caller& caller() const { return caller_; }
  void watch();  // from now on its sign-in is looked at again now and then
  void hear(const LoggedEvent& event);
  void hear(const std::shared_ptr<const std::string>& frame);  // what has no place in the log
  void close(int code, std::string reason);
  void abandon(int code, std::string reason);  // the same, when its owner does not hold it, or is going away

 private:
  enum class State { silent, replaying, live };
  void take(const SocketOp& op);
  bool is_flooding();
  void resume(std::optional<std::int64_t> since);
  void replay();
  void begin(std::string_view event, std::int64_t seq);
  void type(const ChatId& chat);
  void send(std::string frame) { peer_->send(std::make_shared<const std::string>(std::move(frame))); }
  void leave();

  Realtime* owner_;  // nullptr once it is closed
  Caller caller_;
  std::shared_ptr<SocketPeer> peer_;  // let go with the owner: the two hold each other
  State state_ = State::silent;
  std::int64_t place_ = 0;     // the last event it was sent
  std::uint64_t resumes_ = 0;  // tells a replay that another one took its place
  TimePoint second_{};         // in which `ops_` are counted
  int ops_ = 0;
  std::optional<TimePoint> typed_at_;
  Scheduler::TimerId watching_ = Scheduler::TimerId::none;
};

}  // namespace quern::serve
