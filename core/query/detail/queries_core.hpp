// Several readers as one, without types: what QueriesObserver and CombinedObserver are faces of.
// It tells once a turn of the scheduler, however many of its queries changed in it, and combines only then or when asked;
// what it combined is kept until one of the results, their order, or the function is another.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/query/detail/query_observer_core.hpp"

namespace quern::query {

struct Combiner {
  const DataType* type = nullptr;
  SharedFunction<Data(std::span<const ResultBase> results)> run;
  detail::SelectIdentity identity;
};

class QueriesCore : public std::enable_shared_from_this<QueriesCore> {
 public:
  using OptionsList = std::vector<std::shared_ptr<ErasedOptions>>;
  QueriesCore(std::shared_ptr<ClientCore> client, const OptionsList& queries, Combiner combiner);

  const Data& result();  // as things are now
  const Data& told() const { return told_; }
  void set_queries(const OptionsList& queries);
  void set_combiner(Combiner combiner);
  void refetch();
  Subscription subscribe(UniqueFunction<void()> callback);

 private:
  // One query of the list. Its place among them may change, it may not.
  struct Member {
    std::shared_ptr<ObserverCore> observer;
    Subscription subscription;
    bool is_changed = false;
  };

  std::unique_ptr<Member> make_member(SharedOptions options);
  void attach();
  void attach(Member& member);
  void detach();
  void look_at_all();
  void look_at_changed();
  void combine();
  void tell_later();
  void tell();

  std::shared_ptr<ClientCore> client_;
  Combiner combiner_;
  std::vector<std::unique_ptr<Member>> members_;
  std::vector<ResultBase> results_;
  Data combined_;
  Data told_;
  bool is_combined_ = false;  // combined_ is of results_ and combiner_
  bool is_attached_ = false;
  bool is_telling_ = false;  // a turn for it is ordered
  Listeners<> listeners_;
};

}  // namespace quern::query
