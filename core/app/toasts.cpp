#include "core/app/toasts.hpp"

#include <algorithm>
#include <utility>

namespace quern::app {

Toasts::Toasts(Scheduler& scheduler, std::function<void()> on_change)
    : scheduler_(scheduler),
      on_change_(std::move(on_change)) {}

Toasts::~Toasts() {
  for (auto& entry : entries_) scheduler_.cancel(entry.timer);
}

ToastId Toasts::show(Toast toast) {
  const auto id = ToastId{++last_id_};
  entries_.push_back({.id = id, .toast = std::move(toast), .left = life, .since = scheduler_.now()});
  start(entries_.back());
  end_surplus();
  if (on_change_) on_change_();
  return id;
}

// Each leaves the list before its callback runs: a callback may show the next one.
void Toasts::act(ToastId id) {
  const auto toast = take(id);
  if (toast && toast->on_action) toast->on_action();
}

void Toasts::close(ToastId id) {
  const auto toast = take(id);
  if (toast && toast->on_end) toast->on_end();
}

void Toasts::hold(ToastId id, bool is_held) {
  auto* entry = find(id);
  if (!entry || entry->is_held == is_held) return;
  entry->is_held = is_held;
  if (is_held) {
    stop(*entry);
  } else {
    start(*entry);
  }
  if (on_change_) on_change_();
}

bool Toasts::has(ToastAction action) const {
  return std::ranges::any_of(entries_, [&](const Entry& entry) { return entry.toast.action == action; });
}

void Toasts::end_all() {
  while (!entries_.empty()) close(entries_.front().id);
}

void Toasts::clear() {
  for (auto& entry : std::exchange(entries_, {})) scheduler_.cancel(entry.timer);
  if (on_change_) on_change_();
}

std::vector<Toasts::Shown> Toasts::shown() const {
  auto notices = static_cast<std::size_t>(
      std::ranges::count_if(entries_, [](const Entry& entry) { return !entry.toast.is_error; }));
  auto room_for_errors = most_shown - std::min(most_shown, notices);
  std::vector<Shown> shown;
  for (const auto& entry : entries_) {
    if (entry.toast.is_error) {
      if (room_for_errors == 0) continue;
      --room_for_errors;
      shown.push_back({entry.id, &entry.toast, std::nullopt, entry.is_held});
    } else {
      const auto passed = entry.is_held ? Duration{0} : scheduler_.now() - entry.since;
      shown.push_back({entry.id, &entry.toast, std::max(Duration{0}, entry.left - passed), entry.is_held});
    }
  }
  return shown;
}

void Toasts::start(Entry& entry) {
  if (entry.toast.is_error) return;
  entry.since = scheduler_.now();
  entry.timer = scheduler_.after(entry.left, [this, id = entry.id] { close(id); });
}

void Toasts::stop(Entry& entry) {
  scheduler_.cancel(std::exchange(entry.timer, Scheduler::TimerId::none));
  entry.left = std::max(Duration{0}, entry.left - (scheduler_.now() - entry.since));
}

Toasts::Entry* Toasts::find(ToastId id) {
  const auto found = std::ranges::find(entries_, id, &Entry::id);
  return found == entries_.end() ? nullptr : &*found;
}

std::optional<Toast> Toasts::take(ToastId id) {
  const auto found = std::ranges::find(entries_, id, &Entry::id);
  if (found == entries_.end()) return std::nullopt;
  scheduler_.cancel(found->timer);
  auto toast = std::move(found->toast);
  entries_.erase(found);
  if (on_change_) on_change_();
  return toast;
}

void Toasts::end_surplus() {
  auto notices = std::ranges::count_if(entries_, [](const Entry& entry) { return !entry.toast.is_error; });
  if (notices <= static_cast<std::ptrdiff_t>(most_shown)) return;
  const auto oldest = std::ranges::find_if(entries_, [](const Entry& entry) { return !entry.toast.is_error; });
  close(oldest->id);
}

}  // namespace quern::app
