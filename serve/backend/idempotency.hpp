// A write with an Idempotency-Key happens once: its answer is kept in the same transaction as its work, so that neither
// can be lost without the other, and a repeat gets that answer.
// Kept     24 h, by user; a 5xx or 429 is not an answer and is not kept.
// Source   contract, section 2.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "core/base/random.hpp"
#include "core/base/scheduler.hpp"
#include "serve/backend/call.hpp"

namespace quern::serve {

class Idempotency {
 public:
  // Which requests' bodies may be hashed into the store; a body with a password in it is hashed under a key that is
  // never stored, so that the row is no help in guessing it.
  enum class BodyHash { plain, secret };

  Idempotency(AnswerStore& store, Scheduler& clock, Random& random);

  // The key's hold on one running request. Empty when the request has no key.
  class Hold {
   public:
    Hold() = default;
    Hold(Idempotency& owner, UserId user, std::string key, std::string request_hash)
        : owner_(&owner),
          user_(std::move(user)),
          key_(std::move(key)),
          request_hash_(std::move(request_hash)) {}
    Hold(Hold&& other) noexcept { *this = std::move(other); }
    Hold& operator=(Hold&& other) noexcept {
      std::swap(owner_, other.owner_);
      std::swap(user_, other.user_);
      std::swap(key_, other.key_);
      std::swap(request_hash_, other.request_hash_);
      return *this;
    }
    ~Hold() {
      if (owner_) owner_->running_.erase({user_, key_});
    }
    // Inside the step's transaction.
    void keep(const Response& response);

   private:
    Idempotency* owner_ = nullptr;
    UserId user_;
    std::string key_;
    std::string request_hash_;
  };

  // A hold to go on with, or the answer that ends the request here: replayed, mismatch, in progress, a key that is none.
  struct Entry {
    Hold hold;
    std::optional<Response> answer;
  };
  Entry enter(const Request& request, const UserId& user, BodyHash body_hash);

  void sweep();

 private:
  std::string hash_of(const Request& request, BodyHash body_hash) const;

  AnswerStore& store_;
  Scheduler& clock_;
  std::string process_secret_;
  std::set<std::pair<UserId, std::string>> running_;
};

}  // namespace quern::serve
