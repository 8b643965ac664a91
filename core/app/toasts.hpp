// The short notices at the bottom of the window: what happened, and one thing to do about it.
// Owned by App. At most three are shown. A notice lives 5 s, an error until it is closed; a pointer or the focus on one
// stops its life. One more than three: the oldest notice ends, an error steps back until there is room.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/app/notice.hpp"
#include "core/base/scheduler.hpp"

namespace quern::app {

enum class ToastId : std::uint64_t {};
// reopen: the form, with what was typed in it; log_out: although not all is sent
enum class ToastAction : std::uint8_t { none, undo, reopen, log_out };

struct Toast {
  Notice notice;
  bool is_error = false;
  ToastAction action = ToastAction::none;
  std::function<void()> on_action;  // the action was chosen
  std::function<void()> on_end;     // its life ended, or it was closed, without it
};

class Toasts {
 public:
  static constexpr Duration life{5'000};
  static constexpr std::size_t most_shown = 3;

  struct Shown {
    ToastId id;
    const Toast* toast;            // until the next call that changes the list
    std::optional<Duration> left;  // of its life; none for an error
    bool is_held;
  };

  // `on_change` is called after each change of what is shown, but for the passing of time.
  Toasts(Scheduler& scheduler, std::function<void()> on_change);
  ~Toasts();
  Toasts(const Toasts&) = delete;
  Toasts& operator=(const Toasts&) = delete;

  ToastId show(Toast toast);
  void act(ToastId id);
  void close(ToastId id);
  void hold(ToastId id, bool is_held);  // an unknown id is left in peace, here as above
  bool has(ToastAction action) const;   // also among those that stepped back
  void end_all();                       // as if each life had ended
  void clear();                         // none of their callbacks runs
  std::vector<Shown> shown() const;     // oldest first

 private:
  struct Entry {
    ToastId id;
    Toast toast;
    Duration left;    // when `since` was set
    TimePoint since;  // the moment its life went on
    bool is_held = false;
    Scheduler::TimerId timer = Scheduler::TimerId::none;
  };

  void start(Entry& entry);
  void stop(Entry& entry);
  Entry* find(ToastId id);
  std::optional<Toast> take(ToastId id);
  void end_surplus();

  Scheduler& scheduler_;
  std::function<void()> on_change_;
  std::vector<Entry> entries_;  // oldest first
  std::uint64_t last_id_ = 0;
};

}  // namespace quern::app
