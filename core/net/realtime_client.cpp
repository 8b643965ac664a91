#include "core/net/realtime_client.hpp"

#include <algorithm>
#include <utility>

#include "core/net/alarm.hpp"
#include "core/net/event_order.hpp"
#include "core/net/retry_after.hpp"

namespace quern {
namespace {

constexpr Duration answer_limit{
    10'000};  // silence for as long as this, in a handshake or after a resume or ping, is a close
constexpr Duration ping_interval{20'000};
constexpr Duration straggler_limit{500};
constexpr Duration steady_after{5'000};  // a link that lasts less does not begin the back-off anew
constexpr int policy_close = 1008;       // the session ended

std::string format_resume(std::optional<std::int64_t> since) {
  std::string op = R"({"op":"resume")";
  if (since) op.append(R"(,"since":)").append(std::to_string(*since));
  return op += '}';
}

}  // namespace

// Each entry (a call, a timer, an event of the socket) holds the Impl, and after each call to the outside looks whether
// `generation_` is still its own: the link may have been stopped, lost or destroyed there.
struct RealtimeClient::Impl final : SocketEvents, std::enable_shared_from_this<Impl> {
  Impl(Environment environment, RealtimeEvents& events)
      : environment_(std::move(environment)),
        events_(events),
        alarm_(environment_.scheduler),
        gap_(environment_.scheduler) {}

  // --- from the application

  void start() {
    if (std::exchange(is_running_, true)) return;
    if (is_online_) return connect();
    tell(LinkState::offline);
  }

  void stop() {
    if (!std::exchange(is_running_, false)) return;
    let_go();
    forget_check();
    order_.forget();
    asked_anew_at_.reset();
    failures_ = losses_ = 0;
    confirmed_ = 0;
    tell(LinkState::stopped);
  }

  void end() {  // and say nothing
    is_running_ = false;
    forget_check();
    let_go();
  }

  void retry_now() {
    if (is_between_tries() || status_.state == LinkState::offline) connect();
  }

  void on_focus() {
    if (is_between_tries()) return connect();
    if (status_.state == LinkState::live && has_heard_) ping();  // else one is under way
  }

  void on_online(bool is_online) {
    const bool was_online = std::exchange(is_online_, is_online);
    if (!is_running_) return;
    if (is_online && was_online) return on_focus();
    losses_ = 0;  // another network
    if (is_online) return connect();
    if (was_online) let_go();
    tell(LinkState::offline);
  }

  void send(std::string op) {
    if (status_.state == LinkState::live) socket_->send(std::move(op));
  }

  // --- from the socket

  void on_open() override {
    const auto self = shared_from_this();
    has_opened_ = true;
    since_ = order_.place();
    socket_->send(format_resume(since_));
    wait_for_answer();
  }

  void on_text(std::string_view text) override {
    const auto self = shared_from_this();
    has_heard_ = true;
    auto frame = environment_.read_frame(text);
    if (!frame) return void(++skipped_);
    if (frame->event == "pong") return;
    const bool is_reset = frame->event == "reset";
    if (is_reset || frame->event == "resumed") return frame->seq ? on_answer(is_reset, *frame->seq) : void(++skipped_);
    if (!frame->seq) return events_.on_event(*frame);
    order_.put(std::move(*frame));
    deliver();
  }

  void on_close(int code) override {
    const auto self = shared_from_this();
    lose(code == policy_close || !has_opened_ ? Why::perhaps_refused : Why::lost);
  }

  // --- the connection

  bool is_between_tries() const {
    return status_.state == LinkState::waiting || (status_.state == LinkState::connecting && !socket_);
  }

  enum class Why : std::uint8_t { lost, perhaps_refused, slept };

  // A new one, in place of whatever there was.
  void connect() {
    const auto self = shared_from_this();
    let_go();
    order_.drop_waiting();  // all of it comes again
    socket_ = environment_.transport.open("/api/ws", *this);
    wait_for_answer();
    tell(LinkState::connecting);
  }

  void let_go() {
    ++generation_;
    alarm_.cancel();
    gap_.cancel();
    has_opened_ = has_answer_ = false;
    socket_.reset();
  }

  // As long as something comes, however slowly, it goes on.
  void wait_for_answer() {
    has_heard_ = false;
    alarm_.set(answer_limit, [this](bool is_late) {
      if (has_heard_) return wait_for_answer();
      lose(is_late ? Why::slept : has_opened_ ? Why::lost : Why::perhaps_refused);
    });
  }

  void lose(Why why) {
    const auto self = shared_from_this();
    const bool was_live = status_.state == LinkState::live;
    const bool was_steady = was_live && environment_.scheduler.now() - live_since_ >= steady_after;
    let_go();
    if (!was_live) ++failures_;
    losses_ = was_steady ? 1 : losses_ + 1;
    if (!is_online_) return tell(LinkState::offline);
    if (why == Why::slept) return connect();
    const auto delay = jittered(retry_delay(losses_ - 1));
    alarm_.set(delay, [this](bool) { try_again(); });
    const auto generation = generation_;
    tell(LinkState::waiting, environment_.scheduler.now() + delay);
    if (generation == generation_ && why == Why::perhaps_refused && !is_checking_) check(self).detach();
  }

  // In time, but not before it is known that there still is a session.
  void try_again() {
    const auto self = shared_from_this();
    if (!is_checking_) return connect();
    tell(LinkState::connecting);
  }

  // Up to a quarter less, so that a thousand clients do not come back at once, and none later than it should.
  Duration jittered(Duration delay) const {
    const auto most = static_cast<std::uint64_t>(delay.count() / 4 + 1);
    return delay - Duration{static_cast<Duration::rep>(environment_.random.next() % most)};
  }

  static Task<void> check(std::shared_ptr<Impl> self) {
    const auto id = ++self->last_check_;
    self->is_checking_ = true;
    const std::weak_ptr<Impl> weak = self;
    auto asking = self->environment_.check_session();
    self.reset();
    const bool has_session = co_await asking;
    self = weak.lock();
    if (!self || self->last_check_ != id) co_return;
    self->is_checking_ = false;
    if (!has_session) co_return self->stop();
    if (self->status_.state == LinkState::connecting && !self->socket_) self->connect();  // it was due
  }

  void forget_check() {
    ++last_check_;
    is_checking_ = false;
  }

  // --- liveness

  void ping() {
    has_heard_ = false;
    socket_->send(R"({"op":"ping"})");
    alarm_.set(answer_limit, [this](bool is_late) {
      if (has_heard_) return rest(ping_interval - answer_limit);
      if (is_late) return ping();  // the answer may be on its way
      lose(Why::lost);
    });
  }

  void rest(Duration time) {
    has_heard_ = true;
    alarm_.set(time, [this](bool) { ping(); });
  }

  // --- the log

  void on_answer(bool is_reset, std::int64_t seq) {
    has_answer_ = true;
    // A log that is shorter than what was seen of it is another log.
    if (is_reset || !since_ || seq < *since_) return restart(seq);
    confirmed_ = std::max(confirmed_, seq);
    deliver();
  }

  // Events go on from `seq`; what was before is to be read anew.
  void restart(std::int64_t seq) {
    const bool is_first = !order_.place();
    order_.move_to(seq);
    since_ = confirmed_ = seq;
    asked_anew_at_.reset();
    const auto generation = generation_;
    go_live();
    if (generation != generation_) return;
    events_.on_reset(is_first);
    if (generation == generation_) deliver();
  }

  void deliver() {
    const auto generation = generation_;
    while (const auto frame = order_.take()) {
      events_.on_event(*frame);
      if (generation != generation_) return;
    }
    if (!has_answer_) return;
    if (order_.has_gap() || *order_.place() < confirmed_) return wait_for_stragglers();
    gap_.cancel();
    if (status_.state == LinkState::live) return;
    go_live();
    if (generation == generation_) events_.on_resumed();
  }

  void go_live() {
    if (status_.state == LinkState::live) return;
    live_since_ = environment_.scheduler.now();
    failures_ = 0;
    rest(ping_interval);
    tell(LinkState::live);
  }

  void wait_for_stragglers() {
    if (gap_.is_set() && gap_at_ == order_.place()) return;
    gap_at_ = order_.place();
    gap_.set(straggler_limit, [this](bool) {
      const auto self = shared_from_this();
      // Asked for twice, and not there: the log itself has the hole.
      if (asked_anew_at_ == gap_at_) return restart(std::max(confirmed_, order_.newest()));
      asked_anew_at_ = gap_at_;
      connect();
    });
  }

  void tell(LinkState state, std::optional<TimePoint> next_try = std::nullopt) {
    const LinkStatus next{.state = state, .failures = failures_, .next_try = next_try};
    if (std::exchange(status_, next) != next) events_.on_link(next);
  }

  Environment environment_;
  RealtimeEvents& events_;
  Alarm alarm_;  // the deadline of a handshake or ping, the next ping, or the next try
  Alarm gap_;
  EventOrder order_;
  std::unique_ptr<Socket> socket_;
  LinkStatus status_;

  bool is_running_ = false;
  bool is_online_ = true;
  int failures_ = 0;
  int losses_ = 0;  // in a row, without a steady link between
  TimePoint live_since_{};

  // Of this connection.
  std::uint64_t generation_ = 0;
  bool has_opened_ = false;
  bool has_answer_ = false;             // to its resume
  bool has_heard_ = false;              // since the last ping or resume
  std::optional<std::int64_t> since_;   // what its resume said
  std::int64_t confirmed_ = 0;          // the server sent all up to here
  std::optional<std::int64_t> gap_at_;  // the place after which something is missing
  std::optional<std::int64_t> asked_anew_at_;

  bool is_checking_ = false;
  std::uint64_t last_check_ = 0;
  std::uint64_t skipped_ = 0;
};

RealtimeClient::RealtimeClient(Environment environment, RealtimeEvents& events)
    : impl_(std::make_shared<Impl>(std::move(environment), events)) {}
RealtimeClient::~RealtimeClient() { impl_->end(); }

void RealtimeClient::start() { impl_->start(); }
void RealtimeClient::stop() { impl_->stop(); }
void RealtimeClient::retry_now() { impl_->retry_now(); }
void RealtimeClient::on_focus() { impl_->on_focus(); }
void RealtimeClient::on_online(bool is_online) { impl_->on_online(is_online); }
void RealtimeClient::send(std::string op) { impl_->send(std::move(op)); }
const LinkStatus& RealtimeClient::status() const { return impl_->status_; }
std::uint64_t RealtimeClient::skipped() const { return impl_->skipped_; }

}  // namespace quern
