// One reader of a query, without types: QueryObserver and the hooks are thin faces of it.
// Owned by them; watches its query from attach() to detach(), and looks at it without watching before.
#pragma once

#include <memory>
#include <optional>

#include "core/query/query.hpp"
#include "core/query/query_result.hpp"

namespace quern::query {

class ClientCore;

class ObserverCore final : public Reader {
 public:
  ObserverCore(std::shared_ptr<ClientCore> client, SharedOptions options);
  ~ObserverCore() override;

  // The first watches the query, the end of the last lets it go. It lives as long as somebody listens.
  Subscription subscribe(UniqueFunction<void()> callback);
  void attach();  // fetches if the options ask for it
  void detach();
  bool is_attached() const { return is_attached_; }

  void set_options(SharedOptions options);
  const ErasedOptions& options() const { return *options_; }
  bool is_enabled() const { return options_->enabled(*query_); }
  const SharedOptions& shared_options() const { return options_; }
  const std::shared_ptr<Query>& query() const { return query_; }

  ResultBase result();
  ResultBase see();  // the same, by one who needs not be told of what is new in it
  void refetch(Query::FetchRequest request, FetchWaiter answer = nullptr);
  bool wants_refetch(RefetchOn when) const;

  bool refresh() override;
  Listeners<> listeners;

  std::optional<TimePoint> polls_at() const;

  // Its place among the observers of the query.
  const ObserverCore* next() const { return next_; }
  ObserverCore* next() { return next_; }
  void link_before(ObserverCore* first);
  void unlink(ObserverCore*& first);

 private:
  void look_at_query();
  void forget_what_was_seen();
  bool should_fetch_on_mount() const;
  bool is_stale() const;
  bool update();
  ResultState make_result();
  void select(ResultState& result, const Data& raw);
  Data placeholder();
  void wait_for_stale();
  void on_stale_timer();
  Duration polling_interval() const;  // 0: it does not poll
  void wait_for_interval();
  void on_interval();

  std::shared_ptr<ClientCore> client_;
  SharedOptions options_;
  std::shared_ptr<Query> query_;
  std::shared_ptr<const ResultState> result_;
  bool is_attached_ = false;
  bool was_enabled_ = true;     // when it was last attached or given options
  bool is_stale_tick_ = false;  // marked by the stale timer: the query did not change
  bool is_news_ = false;        // result_ is newer than what the listeners heard
  std::uint64_t epoch_ = 0;     // ClientCore::epoch() that it was seen in

  Data last_seen_;  // raw, of whatever key
  std::uint32_t data_updates_before_ = 0;
  std::uint32_t error_updates_before_ = 0;

  // What was made for this reader. Few need it: null until one does.
  struct Made {
    Data placeholder;
    Data select_input;  // what select ran on last, for these options
    SharedOptions select_options;
    Data selected;
    SharedError select_error;
  };
  Made& made();
  std::unique_ptr<Made> made_;

  Timer stale_timer_;
  struct Polling {
    explicit Polling(ObserverCore* owner);
    Timer timer;
    Duration interval{};
  };
  std::unique_ptr<Polling> polling_;  // null until it polls
  ObserverCore* next_ = nullptr;
  ObserverCore* previous_ = nullptr;
};

}  // namespace quern::query
