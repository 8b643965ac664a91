#include "serve/runtime/password_pool.hpp"

#include "serve/crypto/crypto.hpp"

namespace quern::serve {

PasswordPool::PasswordPool(Scheduler& scheduler, Random& random, PasswordPoolOptions options)
    : scheduler_(scheduler),
      random_(random),
      options_(options),
      decoy_(hash_password(random_token(random), random_bytes(random, 16), options.cost)) {
  for (unsigned i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { work(); });
}

PasswordPool::~PasswordPool() { stop(); }

Task<Result<std::string>> PasswordPool::hash(std::string password) {
  return run([password = std::move(password), salt = random_bytes(random_, 16), cost = options_.cost] {
    return hash_password(password, salt, cost);
  });
}

Task<Result<bool>> PasswordPool::verify(std::string password, std::string encoded) {
  const auto answer = co_await run([password = std::move(password), encoded = std::move(encoded)] {
    return std::string{verify_password(password, encoded) ? "yes" : "no"};
  });
  if (!answer) co_return fail(answer.error());
  co_return *answer == "yes";
}

Task<Result<std::string>> PasswordPool::run(Job job) {
  const auto id = ++last_id_;
  {
    const std::scoped_lock lock{mutex_};
    if (stopping_) co_return fail(Error::cancelled());
    if (jobs_.size() >= options_.longest_queue) {
      co_return fail(Error{.kind = ErrorKind::rate_limited,
                           .status = 429,
                           .code = "rate_limited",
                           .message = "too many are signing in at once; try again",
                           .retry_after = Duration{1'000}});
    }
    jobs_.emplace_back(id, std::move(job));
  }
  changed_.notify_one();
  Promise<std::string> promise;
  auto answer = promise.future();
  waiting_.emplace(id, std::move(promise));
  co_return co_await answer;
}

void PasswordPool::work() {
  while (true) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (stopping_) return;
    auto [id, job] = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    scheduler_.post([this, id, answer = job()]() mutable { resolve(id, std::move(answer)); });
  }
}

void PasswordPool::resolve(std::uint64_t id, std::string answer) {
  auto node = waiting_.extract(id);
  if (!node.empty()) node.mapped().resolve(std::move(answer));
}

void PasswordPool::abandon() {
  const auto waiting = std::move(waiting_);  // dropped promises answer `cancelled`
  waiting_.clear();
}

void PasswordPool::stop() {
  {
    const std::scoped_lock lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace quern::serve
