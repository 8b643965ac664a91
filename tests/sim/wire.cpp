#include "tests/sim/wire.hpp"

#include <algorithm>
#include <utility>

namespace quern::test {
namespace {

HttpResponse to_browser(const serve::Response& response) {
  HttpResponse answer{.status = response.status, .body = std::string{response.body.view()}};
  for (const auto& [name, value] : response.headers) answer.headers.emplace_back(name, value);
  return answer;
}

Task<void> ask_server(serve::Bff* bff, serve::Request request, std::function<void(serve::Response)> answer) {
  answer(co_await bff->handle(std::move(request)));
}

Task<void> ask_for_socket(serve::Bff* bff, serve::Request request, std::function<void(serve::SocketDecision)> answer) {
  answer(co_await bff->open_socket(std::move(request)));
}

}  // namespace

// One socket, with both its ends. Frames travel in order, each by the time it takes, unless a fault has it otherwise.
class Channel final : public std::enable_shared_from_this<Channel> {
 public:
  Channel(Wire& wire, SocketEvents& events) : wire_(&wire), scheduler_(wire.server_.clock), events_(&events) {}

  void handshake(const std::string& path) {
    const bool is_refused = !wire_->is_in_ || wire_->happens(wire_->faults.refused_socket);
    later(wire_->latency(), [this, path, is_refused] {
      if (is_refused || !wire_) return close_browser(1006);
      HttpRequest request{.path = path};
      ask_for_socket(wire_->server_.bff.get(), wire_->to_server(request), [self = shared_from_this()](auto decision) {
        self->decided(std::move(decision));
      }).detach();
    });
  }

  void from_browser(std::string text) {
    if (is_dead_) return;
    up_ = std::max(up_, scheduler_.now()) + wire_->latency();
    at(up_, [this, text = std::move(text)] {
      if (!is_dead_ && listener_) listener_->on_text(text, [] {});
    });
  }

  void from_server(const std::string& text) {
    if (is_dead_ || !events_) return;
    auto& wire = *wire_;
    if (wire.happens(wire.faults.silent_death)) is_dead_ = true;
    if (is_dead_) return;
    if (wire.happens(wire.faults.cut)) return cut();
    const auto arriving = wire.tampering.frame ? wire.tampering.frame(text) : std::vector{text};
    for (const auto& frame : arriving) deliver(frame);
  }

  // The queue is the network's: empty once the last frame has arrived.
  void when_drained(UniqueFunction<void()> next) {
    const auto shared = std::make_shared<UniqueFunction<void()>>(std::move(next));
    at(std::max(down_, scheduler_.now()), [this, shared] {
      if (listener_) (*shared)();
    });
  }

  // The connection is lost: each end learns of it in its own time.
  void cut() {
    if (!wire_) return;
    close_browser_later();
    close_server_later();
  }
  void die() { is_dead_ = true; }  // and neither end knows
  void server_gone() {
    listener_.reset();
    close_browser_later();
  }
  void browser_gone() {
    events_ = nullptr;
    if (wire_) close_server_later();
  }
  void wire_gone() {
    is_dead_ = true;
    events_ = nullptr;
    wire_ = nullptr;
  }

 private:
  void deliver(const std::string& frame) {
    auto& wire = *wire_;
    down_ = std::max(down_, scheduler_.now()) + wire.latency();
    const auto due = wire.happens(wire.faults.late_frame) ? down_ + Duration{300} : down_;
    arrive(due, frame);
    if (wire.happens(wire.faults.doubled_frame)) arrive(due + Duration{20}, frame);
  }
  void arrive(TimePoint due, const std::string& frame) {
    at(due, [this, frame] {
      if (!is_dead_ && is_open_ && events_) events_->on_text(frame);
    });
  }

  void decided(serve::SocketDecision decision);

  void close_browser_later() {
    later(wire_->latency(), [this] { close_browser(1006); });
  }
  void close_browser(int code) {
    is_open_ = false;
    if (auto* events = std::exchange(events_, nullptr); events && !is_dead_) events->on_close(code);
  }
  void close_server_later() {
    later(wire_->latency(), [this] {
      if (const auto listener = std::exchange(listener_, nullptr)) listener->on_close();
    });
  }

  void later(Duration delay, std::function<void()> what) { at(scheduler_.now() + delay, std::move(what)); }
  void at(TimePoint due, std::function<void()> what) {
    scheduler_.after(due - scheduler_.now(), [self = shared_from_this(), what = std::move(what)] { what(); });
  }

  Wire* wire_;  // null: it is gone, at the end of the run
  FakeScheduler& scheduler_;
  SocketEvents* events_;  // null: the browser's end is closed
  std::shared_ptr<serve::SocketListener> listener_;
  TimePoint up_{}, down_{};
  bool is_open_ = false;
  bool is_dead_ = false;
};

namespace {

// The browser's end, as core sees it.
class BrowserEnd final : public Socket {
 public:
  explicit BrowserEnd(std::shared_ptr<Channel> channel) : channel_(std::move(channel)) {}
  ~BrowserEnd() override { channel_->browser_gone(); }
  void send(std::string text) override { channel_->from_browser(std::move(text)); }

 private:
  std::shared_ptr<Channel> channel_;
};

// The browser, as the server sees it.
class Peer final : public serve::SocketPeer {
 public:
  explicit Peer(const std::shared_ptr<Channel>& channel) : channel_(channel) {}
  void send(std::shared_ptr<const std::string> text) override {
    if (const auto channel = channel_.lock()) channel->from_server(*text);
  }
  void when_drained(UniqueFunction<void()> next) override {
    if (const auto channel = channel_.lock()) channel->when_drained(std::move(next));
  }
  void close(int, std::string) override {
    if (const auto channel = channel_.lock()) channel->cut();
  }

 private:
  std::weak_ptr<Channel> channel_;
};

}  // namespace

void Channel::decided(serve::SocketDecision decision) {
  if (!decision.accept) return close_browser_later();
  down_ = scheduler_.now() + wire_->latency();
  at(down_, [this] {
    if (!events_ || is_dead_) return;
    is_open_ = true;
    events_->on_open();
  });
  listener_ = decision.accept(std::make_shared<Peer>(shared_from_this()));
}

Wire::Wire(RulesWorld& server, Random& random, std::string address)
    : server_(server),
      random_(random),
      address_(std::move(address)) {}

Wire::~Wire() {
  for (const auto& weak : channels_) {
    if (const auto channel = weak.lock()) channel->wire_gone();
  }
}

// 5 to 60 ms.
Duration Wire::latency() { return Duration{5 + static_cast<Duration::rep>(random_.next() % 56)}; }

serve::Request Wire::to_server(const HttpRequest& request) const {
  serve::Request out{.method = *serve::parse_method(format_method(request.method)),
                     .target = request.path,
                     .headers = {{"origin", "http://localhost:8080"}},
                     .body = request.body,
                     .client_address = address_};
  for (const auto& [name, value] : request.headers) out.headers.set(name, value);
  if (!cookie.empty()) out.headers.set("cookie", "quern_session=" + cookie);
  return out;
}

void Wire::take_cookie(const serve::Response& response) {
  const auto set = response.headers.find("set-cookie");
  if (!set) return;
  const std::string text{*set};
  const auto begin = text.find('=') + 1;
  cookie = text.substr(begin, text.find(';') - begin);
}

Task<Result<HttpResponse>> Wire::send(HttpRequest request, StopToken stop) {
  struct Exchange {
    Promise<HttpResponse> answer;
    int copies = 1;
  };
  const auto exchange = std::make_shared<Exchange>();
  const auto era = era_;
  auto& clock = server_.clock;
  clock.after(request.timeout, [exchange] { exchange->answer.resolve(fail(ErrorKind::timeout, "no answer in time")); });
  const StopCallback stopped{stop, [exchange] { exchange->answer.resolve(fail(Error::cancelled())); }};
  if (tampering.request) tampering.request(request);
  const auto travel = [this] {
    return happens(faults.slow) ? Duration{static_cast<Duration::rep>(random_.next() % 25'000)} : latency();
  };
  const bool is_lost = happens(faults.lost_request);
  if (!is_in_ || is_lost) {
    clock.after(latency(), [exchange] { exchange->answer.resolve(fail(ErrorKind::network, "no way out")); });
  } else {
    if (happens(faults.doubled)) exchange->copies = 2;
    for (int copy = 0; copy < exchange->copies; ++copy) {
      clock.after(travel(), [this, exchange, era, request] {
        if (era != era_) return exchange->answer.resolve(fail(ErrorKind::network, "the connection was lost"));
        ask_server(server_.bff.get(), to_server(request), [this, exchange, era, request](serve::Response response) {
          const bool is_last = --exchange->copies == 0;
          auto answer = to_browser(response);
          if (happens(faults.error_instead)) answer = {.status = 500};
          const bool loses = happens(faults.lost_answer);
          if (!is_last) return;
          server_.clock.after(latency(), [this, exchange, era, loses, request, response, answer]() mutable {
            if (loses || era != era_) return exchange->answer.resolve(fail(ErrorKind::network, "the answer was lost"));
            take_cookie(response);
            if (tampering.response) tampering.response(request, answer);
            exchange->answer.resolve(std::move(answer));
          });
        }).detach();
      });
    }
  }
  co_return co_await exchange->answer.future();
}

std::unique_ptr<Socket> Wire::open(std::string path, SocketEvents& events) {
  const auto channel = std::make_shared<Channel>(*this, events);
  std::erase_if(channels_, [](const auto& weak) { return weak.expired(); });
  channels_.push_back(channel);
  channel->handshake(path);
  return std::make_unique<BrowserEnd>(channel);
}

void Wire::plug(bool is_in) {
  if (std::exchange(is_in_, is_in) == is_in || is_in) return;
  ++era_;
  for (const auto& weak : channels_) {
    if (const auto channel = weak.lock()) channel->die();
  }
}

void Wire::server_restarted() {
  ++era_;
  for (const auto& weak : channels_) {
    if (const auto channel = weak.lock()) channel->server_gone();
  }
}

Answer Wire::ask(std::string_view target) const {
  HttpRequest request{.path = std::string{target}};
  Answer answer;
  ask_server(server_.bff.get(), to_server(request), [&answer](const serve::Response& response) {
    answer = {.status = response.status, .body = std::string{response.body.view()}};
  }).detach();
  return answer;
}

}  // namespace quern::test
