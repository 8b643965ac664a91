// A small client of event streams over a plain socket. Nothing is done by itself: no reconnect, no ids remembered.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tests/serve/http_client.hpp"

namespace quern::test {

struct StreamEvent {
  std::string id;    // "" where it has none
  std::string data;  // likewise
  std::string text;  // all of it, as it came
};

// The lines up to an empty one.
inline StreamEvent parse_event(std::string text) {
  StreamEvent event{.text = std::move(text)};
  for (std::string_view rest = event.text; !rest.empty();) {
    const auto line = rest.substr(0, rest.find('\n'));
    if (line.starts_with("id: ")) event.id = line.substr(4);
    if (line.starts_with("data: ")) event.data = line.substr(6);
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
  return event;
}

class EventClient {
 public:
  explicit EventClient(std::uint16_t port, const Fields& fields = {}, std::string_view target = "/api/events")
      : connection_(port) {
    connection_.write(format_request("GET", target, port, fields));
    answer_ = connection_.read_answer();
  }

  const Answer& answer() const { return answer_; }
  std::optional<StreamEvent> read() {  // nothing once the stream has ended
    auto text = connection_.read_through("\n\n");
    if (!text) return std::nullopt;
    return parse_event(*std::move(text));
  }
  // The next one that has data.
  StreamEvent read_data() {
    while (auto event = read()) {
      if (!event->data.empty()) return *std::move(event);
    }
    return {};
  }
  Connection& connection() { return connection_; }

 private:
  Connection connection_;
  Answer answer_;
};

}  // namespace quern::test
