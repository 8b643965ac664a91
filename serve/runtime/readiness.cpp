#include "serve/runtime/readiness.hpp"

#include <sys/statvfs.h>

#include "serve/http/error_answer.hpp"

namespace quern::serve {
namespace {

Response readiness(std::string_view status, std::string_view store, std::string_view loop, std::string_view disk) {
  std::string json = R"({"status":")" + std::string{status} + R"(","checks":{"store":")" + std::string{store} +
                     R"(","loop":")" + std::string{loop} + R"(","disk":")" + std::string{disk} + "\"}}";
  auto answer = json_answer(status == "ready" ? 200 : 503, std::move(json));
  answer.route = "/readyz";
  return answer;
}

}  // namespace

std::uint64_t free_room(const std::string& folder) {
  struct statvfs found{};
  if (statvfs(folder.c_str(), &found) != 0) return 0;
  return static_cast<std::uint64_t>(found.f_bavail) * found.f_frsize;
}

void Readiness::ask(Handler::Answer answer) {
  if (is_draining_) return answer(readiness("draining", "unknown", "ok", "unknown"));
  if (loop_.stats().running > longest_turn) return answer(readiness("not_ready", "unknown", "held_up", "unknown"));
  loop_.post([this, answer = std::move(answer)]() mutable { answer(check()); });
}

Response Readiness::check() {
  const auto now = loop_.now();
  if (store_ != "ok" || now - written_at_ >= fresh_for) {
    database_.begin();
    database_.query("INSERT OR REPLACE INTO settings (name, value) VALUES ('ready_at', ?)")
        .blob(format_iso8601(loop_.wall_now()))
        .run();
    database_.commit();
    const auto failure = database_.take_failure();
    store_ = !failure ? "ok" : failure->code == "storage_full" ? "full" : "failing";
    written_at_ = now;
  }
  const bool has_room = free_room(folder_) >= least_room_;
  const bool is_ready = store_ == "ok" && has_room;
  return readiness(is_ready ? "ready" : "not_ready", store_, "ok", has_room ? "ok" : "low");
}

}  // namespace quern::serve
