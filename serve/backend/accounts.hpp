// Registering, signing in and out, the profile and the password.
// Nobody learns from an answer, or from its time, whether an address has an account: only register says so, throttled.
// Source  contract, section 3, "auth, user".
#pragma once

#include <memory>
#include <optional>

#include "core/base/random.hpp"
#include "core/base/scheduler.hpp"
#include "core/base/task.hpp"
#include "serve/backend/call.hpp"
#include "serve/backend/password_hasher.hpp"
#include "serve/backend/throttle.hpp"
#include "serve/backend/tokens.hpp"

namespace quern::serve {

struct AccountOptions {
  ThrottleOptions login_by_account{};  // from one address; from all of them together it is mild, see Accounts
  ThrottleOptions login_by_address{.free_tries = 30};
  ThrottleOptions register_by_address{.free_tries = 20, .first_wait = std::chrono::seconds{30}};
};

class Accounts {
 public:
  Accounts(Store store, TokenIssuer& issuer, PasswordHasher& hasher, Scheduler& clock, Random& random,
           AccountOptions options)
      : work_(store.work),
        accounts_(store.accounts),
        tokens_(store.tokens),
        issuer_(issuer),
        hasher_(hasher),
        clock_(clock),
        random_(random),
        tries_(options.login_by_account),
        account_tries_(
            {.free_tries = 2 * options.login_by_account.free_tries, .longest_wait = std::chrono::seconds{4}}),
        address_tries_(options.login_by_address),
        registrations_(options.register_by_address) {}

  // The slow part, before the step; an answer ends the call early.
  using Prepared = Task<std::optional<Response>>;
  Prepared prepare_registration(std::shared_ptr<Call> call);
  Prepared prepare_login(std::shared_ptr<Call> call);
  Prepared prepare_password_change(std::shared_ptr<Call> call);

  // The step itself.
  Response register_account(Call& call);
  Response login(Call& call);
  Response change_password(Call& call);
  Response logout(Call& call);
  Response refresh(Call& call);
  Response end_session(Call& call);
  Response me(Call& call);
  Response update_me(Call& call);

 private:
  Response signed_in(int status, const User& user);
  std::optional<Duration> try_login(const std::string& account, const std::string& address);

  UnitOfWork& work_;
  AccountStore& accounts_;
  TokenStore& tokens_;
  TokenIssuer& issuer_;
  PasswordHasher& hasher_;
  Scheduler& clock_;
  Random& random_;
  Throttle tries_;  // by account and address; of a password change by user
  // From all addresses: mild, for whoever knows an email can bring it about, and its owner must still get in.
  Throttle account_tries_;
  Throttle address_tries_;
  Throttle registrations_;
};

}  // namespace quern::serve
