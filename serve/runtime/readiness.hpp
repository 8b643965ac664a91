// /readyz: may a balancer send people here? /healthz says only that the process answers.
// Shape   200 {"status":"ready","checks":{"store":"ok",…}}, or 503 with what is not: "store" took no write, "loop" is held
//         up, "disk" is short of room; "draining" comes first of all at the end.
// Costs   one durable write, at most every `fresh_for`, however often it is asked.
#pragma once

#include <atomic>
#include <string>

#include "serve/http/handler.hpp"
#include "serve/runtime/loop_thread.hpp"
#include "serve/store/database.hpp"

namespace quern::serve {

class Readiness {
 public:
  Readiness(LoopThread& loop, Database& database, std::string folder, std::uint64_t least_room)
      : loop_(loop),
        database_(database),
        folder_(std::move(folder)),
        least_room_(least_room) {}

  void ask(Handler::Answer answer);  // from any thread
  void drain() { is_draining_ = true; }

 private:
  static constexpr std::chrono::seconds fresh_for{1};
  static constexpr std::chrono::seconds longest_turn{5};
  Response check();  // on the loop

  LoopThread& loop_;
  Database& database_;
  std::string folder_;
  std::uint64_t least_room_;
  std::atomic<bool> is_draining_ = false;
  TimePoint written_at_{};  // the loop's
  std::string store_ = "unknown";
};

// Bytes that this program may still write there; 0 when the folder cannot be asked.
std::uint64_t free_room(const std::string& folder);

}  // namespace quern::serve
