// Data that arrives in pieces, as an answer that is written token by token:
//   QueryOptions<std::string> answer(const Api& api, QuestionId id) {
//     return {.key = keys::answer(id),
//             .fetch = streamed<std::string, std::string>(
//                 [&api, id](QueryContext context, StreamSink<std::string> sink) {
//                   return api.stream_answer(id, std::move(sink), context.stop);   // Task<Result<void>>: its end
//                 })};
//   }
// State     pending until the first piece, success and fetching while they come, idle at the end; an empty stream gives
//           the initial value.
// Cost      each piece passes `reduce` once, in place; what there is is shown once a turn of the scheduler, as one copy
//           of T. 8,000 pieces with a turn for each, natively: text 4 ms in all, a list of short strings 70 ms. Where
//           pieces are heavy, take a list of shared pointers to them.
// Refetch   see StreamRefetch. A failed try that is repeated begins as the refetch did.
//           So what is written by hand meanwhile lasts until the next piece: a stream says all of it each time.
// Ending    a source that took its stop token is stopped when nobody watches any more, or it is begun anew; what came
//           stays, as stale. One that did not goes on to its end.
#pragma once

#include <cassert>
#include <concepts>
#include <cstdint>
#include <memory>
#include <utility>

#include "core/query/detail/query_fetch.hpp"
#include "core/query/query_options.hpp"

namespace quern::query {

enum class StreamRefetch : std::uint8_t {
  reset,    // begins with nothing (or its initial data): pending again
  append,   // goes on behind what is there
  replace,  // shows what is there until the new stream has ended
};

template <class T, class Item>
struct StreamOptions {
  StreamRefetch refetch = StreamRefetch::reset;
  SharedFunction<void(T& all, Item item)> reduce{};  // none: push_back, or += where there is none
  T initial{};
};

namespace detail {

template <class T, class Item>
class Stream : public std::enable_shared_from_this<Stream<T, Item>> {
 public:
  Stream(std::weak_ptr<QueryFetch> run, std::shared_ptr<const StreamOptions<T, Item>> options, T begin, bool is_shown)
      : run_(std::move(run)),
        options_(std::move(options)),
        all_(std::move(begin)),
        is_shown_(is_shown) {}

  void push(Item item) {
    if (is_over_) return;
    if (options_->reduce) {
      options_->reduce(all_, std::move(item));
    } else if constexpr (requires {
                           { all_.push_back(std::move(item)) } -> std::same_as<void>;
                         }) {
      all_.push_back(std::move(item));
    } else if constexpr (requires { all_ += std::move(item); }) {
      all_ += std::move(item);
    } else {
      assert(false && "a stream of this type needs `reduce`");
    }
    last_ = nullptr;
    has_news_ = true;
    const auto run = run_.lock();
    if (!is_shown_ || !run || std::exchange(has_turn_coming_, true)) return;
    run->scheduler().post([weak = this->weak_from_this()] {
      if (const auto stream = weak.lock()) stream->show();
    });
  }
  void show() {
    has_turn_coming_ = false;
    const auto run = run_.lock();
    if (std::exchange(has_news_, false) && is_shown_ && run) run->publish(whole());
  }
  // What came is shown, what is still pushed is dropped: another try may be running by then.
  void end() {
    show();
    is_over_ = true;
  }
  std::shared_ptr<const T> whole() {
    if (!last_) last_ = std::make_shared<const T>(all_);
    return last_;
  }

 private:
  std::weak_ptr<QueryFetch> run_;
  std::shared_ptr<const StreamOptions<T, Item>> options_;
  T all_;
  std::shared_ptr<const T> last_;  // the copy of it, while it is that
  bool is_shown_;
  bool has_news_ = false;
  bool has_turn_coming_ = false;
  bool is_over_ = false;
};

}  // namespace detail

// Where a source puts its pieces. May be kept and called at any time; what comes after the end is dropped.
template <class Item>
class StreamSink {
 public:
  explicit StreamSink(SharedFunction<void(Item)> push) : push_(std::move(push)) {}
  void push(Item item) const { push_(std::move(item)); }

 private:
  SharedFunction<void(Item)> push_;
};

namespace detail {

// The base is kept for a repeated try: what was there when the fetch began.
template <class T, class Item, class Source>
Task<Result<std::shared_ptr<const T>>> read_stream(std::shared_ptr<Source> source,
                                                   std::shared_ptr<const StreamOptions<T, Item>> options,
                                                   QueryContext context) {
  const auto run = context.run.lock();
  const bool is_refetch = run->is_refetch();
  const bool is_again = is_refetch || !run->is_first_try();
  if (!run->kept) {
    const auto old = as<T>(run->data());
    const bool is_appending = is_refetch && options->refetch == StreamRefetch::append && old;
    run->kept = std::make_shared<T>(is_appending ? *old : options->initial);
  }
  if (is_again && options->refetch == StreamRefetch::reset) run->forget_data();
  const auto stream = std::make_shared<Stream<T, Item>>(run, options, *std::static_pointer_cast<T>(run->kept),
                                                        !is_again || options->refetch != StreamRefetch::replace);
  run->flush = [stream] { stream->show(); };
  const auto end =
      co_await (*source)(std::move(context), StreamSink<Item>{[stream](Item item) { stream->push(std::move(item)); }});
  stream->end();
  if (!end) co_return fail(std::move(end.error()));
  co_return stream->whole();
}

}  // namespace detail

// Source: Task<Result<void>>(QueryContext, StreamSink<Item>).
template <class T, class Item, class Source>
FetchFunction<T> streamed(Source source, StreamOptions<T, Item> options = {}) {
  auto shared_source = std::make_shared<Source>(std::move(source));
  auto shared_options = std::make_shared<const StreamOptions<T, Item>>(std::move(options));
  return [shared_source, shared_options](QueryContext context) {
    return detail::read_stream<T, Item, Source>(shared_source, shared_options, std::move(context));
  };
}

}  // namespace quern::query
