#include "serve/backend/event_stream.hpp"

#include <charconv>
#include <string>
#include <utility>

#include "core/api/event.hpp"
#include "serve/http/url.hpp"

namespace quern::serve {
namespace {

// A browser that lost the stream waits so long before it asks again, unless it is told otherwise.
constexpr std::string_view opening = "retry: 2000\n\n";

class EventPeer final : public SocketPeer {
 public:
  explicit EventPeer(std::shared_ptr<SocketPeer> peer) : peer_(std::move(peer)) {}

  // A frame is JSON without line ends, so it is one line of data.
  void send(std::shared_ptr<const std::string> text) override {
    std::string event;
    const auto frame = read_frame(*text);
    if (frame && frame->seq) event += "id: " + std::to_string(*frame->seq) + '\n';
    event += "data: " + *text + "\n\n";
    peer_->send(std::make_shared<const std::string>(std::move(event)));
  }
  void when_drained(UniqueFunction<void()> next) override { peer_->when_drained(std::move(next)); }
  void close(int code, std::string reason) override { peer_->close(code, std::move(reason)); }

 private:
  std::shared_ptr<SocketPeer> peer_;
};

std::optional<std::string> given_place(const Request& request) {
  if (const auto last = request.headers.find("last-event-id")) return std::string{*last};
  for (const auto& [name, value] : parse_query(request.query()).value_or(QueryParameters{})) {
    if (name == "since") return value;
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<std::int64_t>> parse_event_place(const Request& request) {
  const auto given = given_place(request);
  if (!given) return std::nullopt;
  std::int64_t place = 0;
  const auto [end, error] = std::from_chars(given->data(), given->data() + given->size(), place);
  if (error == std::errc{} && end == given->data() + given->size()) return place;
  return fail(Error{.kind = ErrorKind::validation,
                    .status = 400,
                    .code = "bad_request",
                    .message = "the place in the events is not a number"});
}

SocketDecision as_event_stream(SocketDecision decision, std::optional<std::int64_t> place) {
  if (decision.refusal) return decision;
  const auto op = place ? R"({"op":"resume","since":)" + std::to_string(*place) + '}' : R"({"op":"resume"})";
  decision.accept = [accept = std::move(decision.accept), op](std::shared_ptr<SocketPeer> peer) {
    peer->send(std::make_shared<const std::string>(opening));
    auto listener = accept(std::make_shared<EventPeer>(std::move(peer)));
    if (listener) listener->on_text(op, [] {});
    return listener;
  };
  return decision;
}

}  // namespace quern::serve
