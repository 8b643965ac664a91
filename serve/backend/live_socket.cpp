#include "serve/backend/live_socket.hpp"

#include <utility>

#include "core/api/decode.hpp"
#include "serve/backend/realtime.hpp"

namespace quern::serve {

void LiveSocket::on_text(std::string text, UniqueFunction<void()> done) {
  const auto self = shared_from_this();
  if (owner_) {
    const auto op = decode<SocketOp>(text);
    if (!op) {
      close(close_code::policy, "not an operation");
    } else if (is_flooding()) {
      close(close_code::policy, "too many operations");
    } else {
      take(*op);
    }
  }
  done();
}

void LiveSocket::on_close() { leave(); }

void LiveSocket::take(const SocketOp& op) {
  if (op.op == "resume") return resume(op.since);
  if (op.op == "ping") return send(format_frame("pong", "", std::nullopt));
  if (op.op == "typing" && op.chat_id) return type(*op.chat_id);
}

bool LiveSocket::is_flooding() {
  const auto now = owner_->clock_.now();
  if (now - second_ >= std::chrono::seconds{1}) {
    second_ = now;
    ops_ = 0;
  }
  return ++ops_ > owner_->options_.ops_per_second;
}

void LiveSocket::resume(std::optional<std::int64_t> since) {
  ++resumes_;
  state_ = State::replaying;
  place_ = since ? *since : owner_->events_.last_seq(caller_.user_id);
  replay();
}

// From the log, a piece at a time, until nothing is left; in the same turn it is live, so nothing falls in between.
void LiveSocket::replay() {
  const auto& user = caller_.user_id;
  const auto last = owner_->events_.last_seq(user);
  const auto events = owner_->events_.read(user, place_, owner_->options_.replay_piece);
  if (owner_->work_.take_failure()) return close(close_code::internal, "the log cannot be read");
  for (const auto& event : events) {
    if (event.seq != place_ + 1) return begin("reset", last);  // the log does not go back that far
    send(event.frame);
    place_ = event.seq;
  }
  if (place_ == last) return begin("resumed", last);
  if (events.empty()) return begin("reset", last);  // ahead of the log
  peer_->when_drained([weak = weak_from_this(), turn = resumes_] {
    const auto self = weak.lock();
    if (self && self->owner_ && self->resumes_ == turn) self->replay();
  });
}

void LiveSocket::begin(std::string_view event, std::int64_t seq) {
  place_ = seq;
  state_ = State::live;
  send(format_frame(event, "", seq));
}

void LiveSocket::type(const ChatId& chat) {
  const auto now = owner_->clock_.now();
  if (typed_at_ && now - *typed_at_ < owner_->options_.typing_pause) return;
  typed_at_ = now;
  owner_->tell_typing(caller_.user_id, chat);
}

void LiveSocket::hear(const LoggedEvent& event) {
  if (state_ != State::live) return;  // the replay brings it
  place_ = event.seq;
  send(event.frame);
}

void LiveSocket::hear(const std::shared_ptr<const std::string>& frame) {
  if (state_ == State::live) peer_->send(frame);
}

void LiveSocket::watch() {
  watching_ = owner_->clock_.after(owner_->options_.recheck, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self || !self->owner_) return;
    if (self->owner_->is_signed_in(self->caller_)) return self->watch();
    self->close(close_code::policy, "the session is over");
  });
}

void LiveSocket::close(int code, std::string reason) {
  if (!owner_) return;
  const auto self = shared_from_this();
  const auto peer = peer_;
  leave();
  peer->close(code, std::move(reason));
}

void LiveSocket::abandon(int code, std::string reason) {
  auto* owner = std::exchange(owner_, nullptr);
  if (!owner) return;
  owner->clock_.cancel(watching_);
  state_ = State::silent;
  std::exchange(peer_, nullptr)->close(code, std::move(reason));
}

void LiveSocket::leave() {
  auto* owner = std::exchange(owner_, nullptr);
  if (!owner) return;
  owner->clock_.cancel(watching_);
  state_ = State::silent;
  peer_ = nullptr;
  owner->disconnected(*this);
}

}  // namespace quern::serve
