// Argon2id on two threads of their own, with a short queue before them: more than that is answered "later" at once,
// since each running hash takes 64 MiB and a fifth of a second.
// Called, and answers, on the scheduler's thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/random.hpp"
#include "core/base/scheduler.hpp"
#include "serve/backend/password_hasher.hpp"
#include "serve/crypto/argon2.hpp"

namespace quern::serve {

struct PasswordPoolOptions {
  PasswordCost cost{};
  unsigned threads = 2;
  std::size_t longest_queue = 16;
};

class PasswordPool final : public PasswordHasher {
 public:
  PasswordPool(Scheduler& scheduler, Random& random, PasswordPoolOptions options);
  ~PasswordPool() override;

  Task<Result<std::string>> hash(std::string password) override;
  Task<Result<bool>> verify(std::string password, std::string encoded) override;
  std::string decoy() const override { return decoy_; }
  bool needs_rehash(const std::string& encoded) const override { return !has_cost(encoded, options_.cost); }

  std::size_t waiting() const { return waiting_.size(); }  // or running

  void stop();     // from any thread; waits for what runs
  void abandon();  // after the scheduler has stopped: who still waits gets `cancelled`

 private:
  using Job = UniqueFunction<std::string()>;
  Task<Result<std::string>> run(Job job);
  void work();
  void resolve(std::uint64_t id, std::string answer);

  Scheduler& scheduler_;
  Random& random_;
  PasswordPoolOptions options_;
  std::string decoy_;
  std::uint64_t last_id_ = 0;
  std::map<std::uint64_t, Promise<std::string>> waiting_;  // the scheduler's thread alone touches it

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::pair<std::uint64_t, Job>> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace quern::serve
