#include "serve/runtime/completions.hpp"

#include <curl/curl.h>

#include <algorithm>

#include "core/api/decode.hpp"
#include "core/api/schema.hpp"

namespace quern {
namespace serve {
namespace {

constexpr std::size_t longest_line = 1024 * 1024;
constexpr std::size_t longest_answer = 256 * 1024;

// What of a piece of the stream is looked at.
struct ChunkDelta {
  std::optional<std::string> content;
};
struct ChunkChoice {
  std::optional<ChunkDelta> delta;
  std::optional<std::string> finish_reason;
};
struct Chunk {
  std::vector<ChunkChoice> choices;
};

}  // namespace
}  // namespace serve

template <> struct Schema<serve::ChunkDelta> {
  static constexpr schema::Field fields[] = {field<&serve::ChunkDelta::content>("content")};
  static constexpr schema::Table table{fields};
};
template <> struct Schema<serve::ChunkChoice> {
  static constexpr schema::Field fields[] = {field<&serve::ChunkChoice::delta>("delta"),
                                             field<&serve::ChunkChoice::finish_reason>("finish_reason")};
  static constexpr schema::Table table{fields};
};
template <> struct Schema<serve::Chunk> {
  static constexpr schema::Field fields[] = {field<&serve::Chunk::choices>("choices")};
  static constexpr schema::Table table{fields};
};

namespace serve {

std::string completions_url(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  if (url.ends_with("/chat/completions")) return url;
  return url + (url.ends_with("/v1") ? "/chat/completions" : "/v1/chat/completions");
}

// One call, on its thread.
class Completions::Call {
 public:
  Call(Completions& owner, Job& job) : owner_(owner), job_(job) {}

  Result<std::string> run() {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(), &curl_easy_cleanup};
    if (!curl) return fail(ErrorKind::network, "no connection can be made");
    handle_ = curl.get();
    curl_slist* fields = nullptr;
    const auto add_field = [&fields](const std::string& text) { fields = curl_slist_append(fields, text.c_str()); };
    add_field("Content-Type: application/json");
    add_field("Accept: text/event-stream");
    add_field("Expect:");
    if (!owner_.options_.key.empty()) add_field("Authorization: Bearer " + owner_.options_.key);
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> held{fields, &curl_slist_free_all};
    set_up(fields);
    const auto result = curl_easy_perform(handle_);
    return answer(result);
  }

 private:
  void set_up(curl_slist* fields) {
    const auto& options = owner_.options_;
    const auto url = completions_url(options.url);
    curl_easy_setopt(handle_, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle_, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, fields);
    curl_easy_setopt(handle_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(job_.request.size()));
    curl_easy_setopt(handle_, CURLOPT_POSTFIELDS, job_.request.c_str());
    curl_easy_setopt(handle_, CURLOPT_USERAGENT, "quern");
    curl_easy_setopt(handle_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect.count()));
    curl_easy_setopt(handle_, CURLOPT_TIMEOUT_MS, static_cast<long>(options.total.count()));
    curl_easy_setopt(handle_, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(handle_, CURLOPT_LOW_SPEED_TIME, std::max(1L, static_cast<long>(options.silence.count() / 1000)));
    curl_easy_setopt(handle_, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &Call::on_bytes);
    curl_easy_setopt(handle_, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle_, CURLOPT_XFERINFODATA, this);
    curl_easy_setopt(handle_, CURLOPT_XFERINFOFUNCTION, &Call::on_progress);
  }

  static std::size_t on_bytes(char* bytes, std::size_t, std::size_t count, void* self) {
    return static_cast<Call*>(self)->take({bytes, count}) ? count : CURL_WRITEFUNC_ERROR;
  }
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Call*>(self)->job_.is_cancelled ? 1 : 0;
  }

  long status() const {
    long status = 0;
    curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
    return status;
  }

  // False ends the transfer.
  bool take(std::string_view bytes) {
    if (status() != 200) return true;  // what an error says is nobody's business
    line_ += bytes;
    std::size_t begin = 0;
    for (auto end = line_.find('\n'); end != std::string::npos; end = line_.find('\n', begin)) {
      if (!take_line(std::string_view{line_}.substr(begin, end - begin))) return false;
      begin = end + 1;
    }
    line_.erase(0, begin);
    is_garbage_ = is_garbage_ || line_.size() > longest_line;
    return !is_garbage_;
  }

  bool take_line(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.starts_with("data:") || is_done_) return true;
    line.remove_prefix(5);
    if (line.starts_with(' ')) line.remove_prefix(1);
    if (line == "[DONE]") {
      is_done_ = true;
      return true;
    }
    const auto chunk = decode<Chunk>(line);
    is_garbage_ = !chunk;
    if (!chunk) return false;
    for (const auto& choice : chunk->choices) {
      if (choice.delta && choice.delta->content && !choice.delta->content->empty()) add(*choice.delta->content);
      if (choice.finish_reason) is_finished_ = true;
    }
    is_garbage_ = text_.size() > longest_answer;
    return !is_garbage_;
  }

  void add(const std::string& piece) {
    text_ += piece;
    owner_.scheduler_.post([&owner = owner_, id = job_.id, piece] { owner.pass(id, piece); });
  }

  Result<std::string> answer(CURLcode result) {
    if (job_.is_cancelled) return fail(Error::cancelled());
    if (is_garbage_)
      return fail(Error{.kind = ErrorKind::server, .status = 502, .message = "the answer makes no sense"});
    if (result == CURLE_OPERATION_TIMEDOUT) return fail(ErrorKind::timeout, "the service took too long");
    const auto code = status();
    if (code == 429) return fail(busy());
    if (code != 0 && code != 200) {
      return fail(
          Error{.kind = ErrorKind::server, .status = 502, .message = "the service answered " + std::to_string(code)});
    }
    const bool is_whole = (is_done_ || is_finished_) && !text_.empty();
    if (is_whole) return std::move(text_);
    if (result != CURLE_OK) return fail(ErrorKind::network, curl_easy_strerror(result));
    return fail(ErrorKind::network, "the answer ended before its end");
  }

  Error busy() const {
    curl_off_t seconds = 0;
    curl_easy_getinfo(handle_, CURLINFO_RETRY_AFTER, &seconds);
    return {.kind = ErrorKind::rate_limited,
            .status = 429,
            .message = "the service is busy",
            .retry_after = std::chrono::seconds{std::clamp<curl_off_t>(seconds, 1, 3600)}};
  }

  Completions& owner_;
  Job& job_;
  CURL* handle_ = nullptr;
  std::string line_;
  std::string text_;
  bool is_done_ = false;
  bool is_finished_ = false;
  bool is_garbage_ = false;
};

Completions::Completions(Scheduler& scheduler, CompletionsOptions options)
    : scheduler_(scheduler),
      options_(std::move(options)) {
  if (options_.url.empty()) return;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  for (unsigned i = 0; i < options_.at_once; ++i) threads_.emplace_back([this] { work(); });
}

Completions::~Completions() { stop(); }

Task<Result<std::string>> Completions::run(std::string request_json, Delta on_delta, StopToken stop) {
  const auto job = std::make_shared<Job>();
  job->id = ++last_id_;
  job->request = std::move(request_json);
  if (stop.stop_requested()) co_return fail(Error::cancelled());
  {
    const std::scoped_lock lock{mutex_};
    if (stopping_) co_return fail(Error::cancelled());
    if (queue_.size() >= options_.longest_queue) {
      co_return fail(Error{.kind = ErrorKind::rate_limited,
                           .status = 429,
                           .message = "too many interviews at once",
                           .retry_after = Duration{5'000}});
    }
    queue_.push_back(job);
  }
  changed_.notify_one();
  Promise<std::string> promise;
  auto answer = promise.future();
  const auto id = job->id;
  waiting_.emplace(id, Waiting{.promise = std::move(promise), .on_delta = std::move(on_delta), .job = job});
  const StopCallback on_stop{stop, [this, id, job] {
                               job->is_cancelled = true;
                               resolve(id, fail(Error::cancelled()));
                             }};
  co_return co_await answer;
}

void Completions::work() {
  while (true) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (stopping_) return;
    const auto job = std::move(queue_.front());
    queue_.pop_front();
    running_.push_back(job);
    lock.unlock();
    auto answer = job->is_cancelled ? Result<std::string>{fail(Error::cancelled())} : Call{*this, *job}.run();
    lock.lock();
    std::erase(running_, job);
    lock.unlock();
    scheduler_.post([this, id = job->id, answer = std::move(answer)]() mutable { resolve(id, std::move(answer)); });
  }
}

void Completions::pass(std::uint64_t id, const std::string& piece) {
  const auto found = waiting_.find(id);
  if (found != waiting_.end() && found->second.on_delta) found->second.on_delta(piece);
}

void Completions::resolve(std::uint64_t id, Result<std::string> answer) {
  auto node = waiting_.extract(id);
  if (!node.empty()) node.mapped().promise.resolve(std::move(answer));
}

void Completions::abandon() {
  const auto waiting = std::move(waiting_);  // dropped promises answer `cancelled`
  waiting_.clear();
}

void Completions::stop() {
  {
    const std::scoped_lock lock{mutex_};
    stopping_ = true;
    for (const auto& job : running_) job->is_cancelled = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace serve
}  // namespace quern
