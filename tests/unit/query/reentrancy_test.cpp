// Every place where the library calls the program, and everything the program may do to the client from there.
// One scene for all: two watched queries, one that is only asked for, one that lies there, writes that succeed and fail,
// focus and connection that come and go. The place acts once, at its first call or a later one; the world runs on, and
// then everything must be in order. Who is asked a question while a list is being walked or a result made (a predicate,
// select, a placeholder, a setting, a retry rule) may do as much as who is told something. Not here: the patches of a
// write, which run whenever somebody looks and may not call the client (OptimisticPatches::update).
#include <array>
#include <functional>
#include <tuple>

#include "core/query/mutation_observer.hpp"
#include "tests/unit/query/world.hpp"

namespace quern::query {
namespace {

enum class Place : std::uint8_t {
  observer_listener,
  event_listener,
  on_change,
  select,
  placeholder,
  share,
  retry_rule,
  retry_delay,
  jitter,
  predicate,
  mutation_predicate,
  enabled,
  stale_time,
  refetch_on_mount,
  refetch_on_focus,
  refetch_on_reconnect,
  refetch_interval,
  fetch,
  fetch_after_wait,
  stop_callback,
  answer,
  query_on_success,
  query_on_error,
  query_on_settled,
  log_hook,
  mutation_fetch,
  mutation_retry_rule,
  optimistic,
  scope,
  on_mutate,
  on_success,
  on_error,
  on_settled,
  mutation_answer,
  mutation_listener,
  update_data,
  focus_listener,
  online_listener,
  count
};
constexpr std::array place_names = {"ObserverListener",
                                    "EventListener",
                                    "OnChange",
                                    "Select",
                                    "Placeholder",
                                    "Share",
                                    "RetryRule",
                                    "RetryDelay",
                                    "Jitter",
                                    "Predicate",
                                    "MutationPredicate",
                                    "Enabled",
                                    "StaleTime",
                                    "RefetchOnMount",
                                    "RefetchOnFocus",
                                    "RefetchOnReconnect",
                                    "RefetchInterval",
                                    "Fetch",
                                    "FetchAfterWait",
                                    "StopCallback",
                                    "Answer",
                                    "QueryOnSuccess",
                                    "QueryOnError",
                                    "QueryOnSettled",
                                    "LogHook",
                                    "MutationFetch",
                                    "MutationRetryRule",
                                    "Optimistic",
                                    "Scope",
                                    "OnMutate",
                                    "OnSuccess",
                                    "OnError",
                                    "OnSettled",
                                    "MutationAnswer",
                                    "MutationListener",
                                    "UpdateData",
                                    "FocusListener",
                                    "OnlineListener"};
static_assert(place_names.size() == static_cast<std::size_t>(Place::count));

enum class Action : std::uint8_t {
  invalidate_all,
  remove,
  reset,
  clear,
  set_data,
  unsubscribe,
  end_observer,
  refetch,
  cancel,
  cancel_mutations,
  mutate,
  end_client,
  count
};
constexpr std::array action_names = {"InvalidateAll", "Remove",  "Reset",  "Clear",           "SetData", "Unsubscribe",
                                     "EndObserver",   "Refetch", "Cancel", "CancelMutations", "Mutate",  "EndClient"};
static_assert(action_names.size() == static_cast<std::size_t>(Action::count));

using Text = std::string;
using Write = MutationOptions<Text, Text>;

class Scene {
 public:
  Scene(Place place, Action action, int at_call) : place_(place), action_(action), calls_left_(at_call) {
    QueryClientOptions options;
    options.jitter = [this](Duration delay) {
      call(Place::jitter);
      return delay;
    };
    options.query_callbacks = {
        .on_success = [this](const AnyData&, const Query&) { call(Place::query_on_success); },
        .on_error = [this](const Error&, const Query&) { call(Place::query_on_error); },
        .on_settled = [this](const Error*, const Query&) { call(Place::query_on_settled); },
    };
    options.log = [this](LogLevel, std::string_view) { call(Place::log_hook); };
    client_ = std::make_unique<QueryClient>(scheduler_, std::move(options));
  }

  void play() {
    open();
    if (client_) client_->batch([this] { ask_predicates(); });
    pass(5s);
    write(false);
    write(true);
    pass(5s);
    come_back();
    pass(10s);
    change_data();
    if (client_) (void)client_->reset({.key = {"a"}});
    pass(1h);
  }

  bool has_acted() const { return has_acted_; }

  // Nothing runs for ever, nothing is counted that is not there, and the client still works.
  void check() {
    if (client_) {
      EXPECT_EQ(client_->fetching(), 0u);
      EXPECT_EQ(client_->mutating(), 0u);
      EXPECT_EQ(client_->size(), client_->find_queries({}).size());
      for (const auto& query : client_->find_queries({})) {
        EXPECT_EQ(query->state().fetch_status, FetchStatus::idle) << query->key().to_string();
        EXPECT_FALSE(query->has_layers()) << query->key().to_string();
      }
      expect_fresh_fetch({"a"});
      expect_fresh_fetch({"new"});
    }
    subscription_.reset();
    observer_.reset();
    other_subscription_.reset();
    other_.reset();
    mutation_subscription_.reset();
    place_that_writes_.reset();
    listening_.clear();
    if (client_) {
      pass(1h);
      EXPECT_EQ(client_->size(), 0u);
      EXPECT_TRUE(client_->find_mutations().empty());
    }
    client_.reset();
    pass(1h);
    EXPECT_EQ(scheduler_.timers(), 0u);
  }

 private:
  void call(Place place) {
    if (place != place_ || has_acted_ || --calls_left_ > 0) return;
    has_acted_ = true;
    act();
  }
  void act() {
    if (!client_) return;
    switch (action_) {
      case Action::invalidate_all: (void)client_->invalidate(Key{}); break;
      case Action::remove: client_->remove({.key = {"a"}}); break;
      case Action::reset: (void)client_->reset({.key = {"a"}}); break;
      case Action::clear: client_->clear(); break;
      case Action::set_data: client_->set_data<Text>({"a"}, "by hand"); break;
      case Action::unsubscribe: subscription_.reset(); break;
      case Action::end_observer:
        subscription_.reset();
        observer_.reset();
        break;
      case Action::refetch: (void)client_->refetch({}); break;
      case Action::cancel: client_->cancel({}); break;
      case Action::cancel_mutations: client_->cancel_mutations({}); break;
      case Action::mutate: write(false); break;
      case Action::end_client: client_.reset(); break;
      case Action::count: break;
    }
  }

  void pass(Duration time) { scheduler_.advance(time); }

  // Asks for a setting only where the place is one: most programs have values there, and so do other scenes.
  template <class T>
  void ask(std::optional<ByQuery<T>>& setting, Place place, T value) {
    if (place != place_) return;
    setting = ByQuery<T>{[this, place, value](const Query&) {
      call(place);
      return value;
    }};
  }

  QueryOptions<Text> query(Key key) {
    QueryOptions<Text> options{.key = std::move(key)};
    options.fetch = [this](QueryContext context) {
      call(Place::fetch);
      if (context.key.to_string() == R"(["fails"])") return request(this, "", {});
      const Text text = context.key.to_string() == R"(["a"])" && ++tries_ % 3 == 1 ? "" : "data";
      return request(this, text, place_ == Place::stop_callback ? context.stop.token() : StopToken{});
    };
    options.retry = Retry{[this](int failures, const Error&) {
      call(Place::retry_rule);
      return failures < 1;
    }};
    options.retry_delay = RetryDelay{[this](int, const Error&) {
      call(Place::retry_delay);
      return Duration{1s};
    }};
    if (place_ == Place::select) {
      options.select = [this, many = Text("not the same twice")](const Text& text) {
        call(Place::select);
        return text;
      };
    }
    if (place_ == Place::placeholder) {
      options.placeholder = [this](const std::shared_ptr<const Text>&) {
        call(Place::placeholder);
        return std::make_shared<const Text>("placeholder");
      };
    }
    if (place_ == Place::share) {
      options.share = [this](const std::shared_ptr<const Text>&, std::shared_ptr<const Text> next) {
        call(Place::share);
        return next;
      };
    }
    if (place_ == Place::enabled) {
      options.enabled = [this](const Query&) {
        call(Place::enabled);
        return true;
      };
    }
    ask(options.stale_time, Place::stale_time, StaleTime{3s});
    ask(options.refetch_on_mount, Place::refetch_on_mount, RefetchOn::always);
    ask(options.refetch_on_focus, Place::refetch_on_focus, RefetchOn::always);
    ask(options.refetch_on_reconnect, Place::refetch_on_reconnect, RefetchOn::always);
    if (place_ == Place::refetch_interval) {
      options.refetch_interval = [this](const Query& asked) {
        call(Place::refetch_interval);
        return asked.state().data_updates < 5 ? Duration{1s} : Duration{0};
      };
    }
    return options;
  }

  static Task<Result<Text>> request(Scene* scene, Text text, StopToken stop) {
    StopCallback on_stop{stop, [scene] { scene->call(Place::stop_callback); }};
    (void)co_await sleep(scene->scheduler_, 10ms);
    scene->call(Place::fetch_after_wait);
    if (text.empty()) co_return fail(ErrorKind::network, "no");
    co_return text;
  }

  void open() {
    client_->set_data<Text>({"lies", "there"}, "data");
    client_->set_data<Text>({"a", "other"}, "data");
    auto keep = [this](Subscription subscription) { listening_.push_back(std::move(subscription)); };
    keep(client_->subscribe([this](const CacheEvent&) { call(Place::event_listener); }));
    keep(client_->on_change([this] { call(Place::on_change); }));
    keep(client_->focus().subscribe([this](bool) { call(Place::focus_listener); }));
    keep(client_->online().subscribe([this](bool) { call(Place::online_listener); }));
    place_that_writes_ = std::make_unique<MutationObserver<Text, Text>>(*client_, write_options(false));
    mutation_subscription_ = place_that_writes_->subscribe([this](const auto&) { call(Place::mutation_listener); });
    await_read(this, query({"asked"})).detach();
    if (client_) observer_ = std::make_unique<QueryObserver<Text>>(*client_, query({"a"}));
    if (!client_ || !observer_) return;
    keep_if_there(subscription_, observer_->subscribe([this](const auto&) { call(Place::observer_listener); }));
    if (!client_) return;
    other_ = std::make_unique<QueryObserver<Text>>(*client_, query({"a", "other"}));
    if (!client_) return;
    other_subscription_ = other_->subscribe([this](const auto&) { call(Place::observer_listener); });
    if (client_) (void)client_->fetch(QueryOptions<Text>{.key = {"without", "function"}});
  }
  // It was ended from inside of subscribe(), before it was ours: it ends now.
  void keep_if_there(Subscription& place, Subscription subscription) {
    if (observer_) place = std::move(subscription);
  }

  static Task<void> await_read(Scene* scene, QueryOptions<Text> options) {
    const auto answer = co_await scene->client_->fetch(options);
    scene->call(Place::answer);
    if (answer) EXPECT_EQ(**answer, "data");
    if (scene->client_) (void)co_await scene->client_->fetch(scene->query({"fails"}));
  }

  void ask_predicates() {
    const auto meant = [this](const Query&) {
      call(Place::predicate);
      return true;
    };
    const std::function<void()> ways[] = {
        [&] { (void)client_->invalidate({.key = {}, .predicate = meant}); },
        [&] { (void)client_->refetch({.predicate = meant}); },
        [&] { client_->cancel({.predicate = meant}); },
        [&] { (void)client_->find_queries({.predicate = meant}); },
        [&] { client_->remove({.key = {"lies"}, .predicate = meant}); },
    };
    for (const auto& way : ways) {
      if (client_) way();
    }
  }

  Write write_options(bool is_failing) {
    Write options{.key = {"write"}};
    options.fetch = [this, is_failing](Text text, MutationContext) {
      call(Place::mutation_fetch);
      return send(this, std::move(text), is_failing);
    };
    options.optimistic = [this](OptimisticPatches& patches, const Text&) {
      call(Place::optimistic);
      patches.update<Text>({"a"}, [](const Text& text) { return text + "+"; });
    };
    options.retry = Retry{[this](int failures, const Error&) {
      call(Place::mutation_retry_rule);
      return failures < 1;
    }};
    if (place_ == Place::scope) {
      options.scope = [this](const Text&) -> Text {
        call(Place::scope);
        return "one";
      };
    } else {
      options.scope = "one";
    }
    options.on_mutate = [this](const Text&, MutationContext& context) {
      context.keep(1);
      call(Place::on_mutate);
    };
    options.on_success = [this](const Text&, const Text&, MutationContext&) {
      call(Place::on_success);
      return client_ ? client_->invalidate({.key = {"a"}}) : Completion{Promise<void>{}.future()};
    };
    options.on_error = [this](const Error&, const Text&, MutationContext&) { call(Place::on_error); };
    options.on_settled = [this](const Error*, const Text&, MutationContext&) { call(Place::on_settled); };
    return options;
  }
  static Task<Result<Text>> send(Scene* scene, Text text, bool is_failing) {
    (void)co_await sleep(scene->scheduler_, 10ms);
    if (is_failing) co_return fail(ErrorKind::network, "no");
    co_return text;
  }
  void write(bool is_failing) {
    if (client_) await_write(this, write_options(is_failing)).detach();
    if (client_ && place_that_writes_) place_that_writes_->mutate("from a place");
    if (client_) {
      (void)client_->find_mutations({.predicate = [this](const Mutation&) {
        call(Place::mutation_predicate);
        return true;
      }});
    }
  }
  static Task<void> await_write(Scene* scene, Write options) {
    (void)co_await scene->client_->mutate(options, "written");
    scene->call(Place::mutation_answer);
  }

  void come_back() {
    if (client_) client_->on_focus(false);
    if (client_) client_->on_online(false);
    pass(5s);
    write(false);
    if (client_) client_->on_focus(true);
    if (client_) client_->on_online(true);
    if (client_) (void)client_->refetch({.key = {"a"}});
    pass(1ms);
    if (client_) (void)client_->refetch({.key = {"a"}});  // the running ones are stopped
  }

  void change_data() {
    if (!client_) return;
    client_->update_data<Text>({}, [this](const Text& text) {
      call(Place::update_data);
      return text + "!";
    });
  }

  void expect_fresh_fetch(const Key& key) {
    auto answer = std::make_shared<Text>("(waiting)");
    QueryOptions<Text> options{.key = key, .stale_time = StaleTime{}};
    options.fetch = [](QueryContext) { return [](Text text) -> Task<Result<Text>> { co_return text; }("fresh"); };
    client_->cancel({});
    (void)client_->invalidate({.key = key, .exact = true, .refetch = RefetchType::none});
    remember(client_->fetch(options), answer).detach();
    pass(1s);
    EXPECT_EQ(*answer, "fresh") << key.to_string();
  }
  static Task<void> remember(DataAnswer<Text> read, std::shared_ptr<Text> answer) {
    const auto data = co_await read;
    *answer = data ? **data : data.error().message;
  }

  test::FakeScheduler scheduler_;
  const Place place_;
  const Action action_;
  int calls_left_;
  bool has_acted_ = false;
  int tries_ = 0;
  std::unique_ptr<QueryClient> client_;
  std::unique_ptr<QueryObserver<Text>> observer_;
  std::unique_ptr<QueryObserver<Text>> other_;
  std::unique_ptr<MutationObserver<Text, Text>> place_that_writes_;
  Subscription subscription_;
  Subscription other_subscription_;
  Subscription mutation_subscription_;
  std::vector<Subscription> listening_;
};

class Reentrancy : public testing::TestWithParam<std::tuple<int, int>> {};

TEST_P(Reentrancy, LeavesEverythingInOrder) {
  const auto place = static_cast<Place>(std::get<0>(GetParam()));
  const auto action = static_cast<Action>(std::get<1>(GetParam()));
  for (int at_call = 1; at_call <= 12; ++at_call) {
    SCOPED_TRACE("at call " + std::to_string(at_call));
    Scene scene{place, action, at_call};
    scene.play();
    if (at_call == 1) EXPECT_TRUE(scene.has_acted()) << "the scene never comes to this place";
    scene.check();
  }
}

std::string name_of(const testing::TestParamInfo<std::tuple<int, int>>& test) {
  return std::string{place_names[static_cast<std::size_t>(std::get<0>(test.param))]} + "_" +
         action_names[static_cast<std::size_t>(std::get<1>(test.param))];
}

INSTANTIATE_TEST_SUITE_P(Everywhere, Reentrancy,
                         testing::Combine(testing::Range(0, static_cast<int>(Place::count)),
                                          testing::Range(0, static_cast<int>(Action::count))),
                         name_of);

}  // namespace
}  // namespace quern::query
