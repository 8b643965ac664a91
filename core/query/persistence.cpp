#include "core/query/persistence.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/query/detail/persister_state.hpp"

namespace quern::query {
namespace {

constexpr Duration clock_skew = std::chrono::minutes{1};

}  // namespace

std::string detail::hex(std::uint64_t value) {
  std::string digits(16, '0');
  for (auto at = digits.rbegin(); at != digits.rend(); ++at, value >>= 4) *at = "0123456789abcdef"[value & 0xf];
  return digits;
}

// A clear() meanwhile ends it: what it has not read yet is about to be deleted.
Task<void> Persister::State::restore(std::shared_ptr<State> self) {
  if (self->is_ended || self->status.is_restored) co_return;
  const auto is_off = [state = self.get(), clears = self->clears] {
    return state->is_over(clears) || state->core->runtime().is_shut();
  };
  for (const bool is_mutation : {false, true}) {
    const auto prefix = is_mutation ? self->options.mutation_prefix : self->options.prefix;
    const auto names = co_await self->storage.keys(prefix);
    if (is_off()) break;
    if (!names) self->failed("stored data cannot be listed", names.error());
    for (const auto& name : names.value_or(std::vector<std::string>{})) {
      const auto bytes = co_await self->storage.get(name);
      if (is_off()) break;
      if (!bytes) self->failed("stored data cannot be read", bytes.error());
      if (!bytes || !*bytes) continue;
      const auto taken = is_mutation ? self->take_mutation(name, **bytes) : self->take_query(name, **bytes);
      if (taken) continue;
      self->say(LogLevel::warning, "stored record " + name + " is removed: " + taken.error().message);
      (void)co_await remove_named(self, name);
      if (is_off()) break;
    }
  }
  if (self->is_ended) co_return;
  self->status.is_restored = true;
  self->write_after(self->is_wiping ? Duration{0} : self->options.throttle);
}

Result<void> Persister::State::take_query(const std::string& name, std::string_view bytes) {
  auto query = detail::read_record(options.buster, bytes, 'q', &detail::read_query);
  if (!query) return fail(std::move(query.error()));
  const auto* codec = codecs.find(query->data.type);
  if (name != name_of(query->key)) return fail(ErrorKind::decode, "not of its name");
  if (!codec || codec->version != query->data.version) return fail(ErrorKind::decode, "nobody reads its data");
  const auto age = scheduler.wall_now() - query->updated_at;
  if (age > options.max_age) return fail(ErrorKind::decode, "expired");
  if (age < -clock_skew) return fail(ErrorKind::decode, "from the future");
  if (removed.contains(query->key)) return {};  // meanwhile
  stored.insert_or_assign(query->key, query->updated_at);
  ColdStore::of(*core)->add(std::move(*query), codecs, options.max_age - std::max(age, Duration{0}));
  return {};
}

Result<void> Persister::State::take_mutation(const std::string& name, std::string_view bytes) {
  const auto stored_mutation = detail::read_record(options.buster, bytes, 'm', &detail::read_mutation);
  if (!stored_mutation) return fail(stored_mutation.error());
  if (!can_be_sent(stored_mutation->key)) {
    say(LogLevel::warning, "stored mutation " + stored_mutation->key.to_string() + " waits: nobody can send it");
    return {};
  }
  const auto mutation = hydrate(*client, codecs, *stored_mutation);
  if (!mutation) return fail(ErrorKind::decode, "its variables cannot be read");
  mutation_names.insert_or_assign(mutation->id(), name);
  return {};
}

void Persister::State::end() {
  is_ended = true;
  events.reset();
  acts.reset();
  broken.reset();
  scheduler.cancel(std::exchange(timer, Scheduler::TimerId::none));
  for (const auto& waiter : std::exchange(waiting, {})) waiter->resolve({});
}

Persister::Persister(QueryClient& client, const Codecs& codecs, Storage& storage, PersistOptions options)
    : state_(std::make_shared<State>(client, codecs, storage, std::move(options))) {
  state_->listen();
}

Persister::~Persister() { state_->end(); }

Task<void> Persister::restore() { return State::restore(state_); }
Task<void> Persister::flush() { return State::flush(state_); }

PersistStatus Persister::status() const {
  auto status = state_->status;
  status.stored = state_->stored.size();
  status.waiting = state_->changed.size() + state_->removed.size() + state_->mutation_changes.size();
  return status;
}

}  // namespace quern::query
