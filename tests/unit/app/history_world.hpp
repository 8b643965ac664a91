// A chat on screen, before a server that can be told what to do.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/api/error_body.hpp"
#include "core/app/history_loader.hpp"
#include "core/app/queries.hpp"
#include "core/net/http_client.hpp"
#include "core/query/hooks.hpp"
#include "tests/support/fake_scheduler.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/unit/app/message_server.hpp"

namespace quern::test {

using namespace std::chrono_literals;

struct HistoryWorld {
  explicit HistoryWorld(std::int64_t messages = 120) { server.write_up_to(messages); }
  ~HistoryWorld() {
    loader.forget();
    http.reset();
  }

  // A frame that looks at the chat, or at something else.
  void draw(bool is_looking = true) {
    frame.begin();
    shown.reset();
    if (is_looking) {
      const auto result = query::use(frame, 1, app::queries::messages(loader, chat));
      if (result.has_data()) shown = *result;
      is_error = result.is_error();
    }
    frame.end();
  }
  void wait(Duration time = 100ms) {
    draw();
    scheduler.advance(time);
    draw();
  }
  void open() {
    wait();
    server.asked.clear();
  }
  // What the server did, and the event that tells of it.
  void hear_of_new() { loader.take(server.write()); }

  std::string first_and_last() const {
    return shown && shown->count() > 0
               ? std::to_string(shown->at(0).message->number()) + "…" + std::to_string(shown->newest_number())
               : "nothing";
  }
  std::size_t holes() const {
    std::size_t holes = 0;
    for (std::size_t i = 0; i < shown->count(); ++i) holes += shown->at(i).message ? 0u : 1u;
    return holes;
  }

  const ChatId chat{"chat"};
  FakeScheduler scheduler;
  MessageServer server{scheduler};
  SeededRandom random;
  std::unique_ptr<HttpClient> http = std::make_unique<HttpClient>(server, scheduler, random, &read_error_body);
  query::QueryClient client{scheduler, {.defaults = app::query_defaults()}};
  int changes = 0;
  app::Rereader rereader{scheduler, client};
  app::HistoryLoader loader{
      {.scheduler = scheduler, .client = client, .rereader = rereader, .on_change = [this] { ++changes; }},
      Api{*http}.with_retry(0)};
  query::Frame frame{client};
  std::optional<app::History> shown;
  bool is_error = false;
};

}  // namespace quern::test
