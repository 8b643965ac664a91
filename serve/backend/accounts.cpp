#include "serve/backend/accounts.hpp"

#include "core/api/auth.hpp"
#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/backend/fold_case.hpp"
#include "serve/http/error_answer.hpp"

namespace quern::serve {
namespace {

std::string email_key(std::string_view email) { return fold_case(trim(email)); }

Response no_content() { return {.status = 204, .headers = {{"cache-control", "no-store"}}}; }

Response wrong_password() { return error_answer(401, "invalid_credentials", "the email or the password is wrong"); }

Response too_many_tries(Duration wait) {
  return retry_answer(429, "rate_limited", "too many tries; wait a moment", wait);
}

Response email_taken() { return error_answer(409, "email_taken", "this email has an account already"); }

// A read that failed must not look like an account that is not there; Backend::handle then says what happened.
Response store_failed() { return error_answer(500, "internal", "the server could not read its data"); }

std::string login_name(const std::string& account, const std::string& address) {
  return "login:" + account + '\n' + address;
}
std::string change_name(const UserId& user) { return "change:" + user.text; }

// What a new password must not be, beyond its length.
std::optional<Response> check_new_password(std::string_view field, std::string_view password, const User& user) {
  const auto folded = fold_case(password);
  if (folded == email_key(user.email) || folded == fold_case(user.display_name)) {
    return field_error_answer(field, "weak", "must not be your email or your name");
  }
  return std::nullopt;
}

}  // namespace

Accounts::Prepared Accounts::prepare_registration(std::shared_ptr<Call> call) {
  const auto body = decode_all<RegisterRequest>(call->request.body);
  if (!body) co_return error_answer(body.error());
  const User wanted{.email = body->email, .display_name = body->display_name};
  if (auto weak = check_new_password("password", body->password, wanted)) co_return std::move(*weak);
  if (auto wait = registrations_.try_now(call->request.client_address, clock_.now())) co_return too_many_tries(*wait);
  if (accounts_.find_by_email(email_key(body->email))) co_return email_taken();
  if (work_.has_failed()) co_return store_failed();
  auto hash = co_await hasher_.hash(body->password);
  if (!hash) co_return error_answer(hash.error());
  call->new_hash = *std::move(hash);
  co_return std::nullopt;
}

Response Accounts::register_account(Call& call) {
  const auto body = decode_all<RegisterRequest>(call.request.body);
  if (!body) return error_answer(body.error());
  Account account{.user = {.id = UserId{make_uuid(random_)},
                           .email = std::string{trim(body->email)},
                           .display_name = body->display_name,
                           .created_at = clock_.wall_now()},
                  .email_key = email_key(body->email),
                  .password_hash = call.new_hash};
  if (accounts_.find_by_email(account.email_key)) return email_taken();  // while the hash was made
  accounts_.insert(account);
  return signed_in(201, account.user);
}

// Counts against all three, or, when one says wait, against none.
std::optional<Duration> Accounts::try_login(const std::string& account, const std::string& address) {
  const auto now = clock_.now();
  const auto name = login_name(account, address);
  if (auto wait = tries_.try_now(name, now)) return wait;
  auto wait = address_tries_.try_now(address, now);
  if (!wait) {
    wait = account_tries_.try_now(account, now);
    if (!wait) return std::nullopt;
    address_tries_.forgive_one(address);
  }
  tries_.forgive_one(name);
  return wait;
}

Accounts::Prepared Accounts::prepare_login(std::shared_ptr<Call> call) {
  const auto body = decode_all<LoginRequest>(call->request.body);
  if (!body) co_return error_answer(body.error());
  const auto key = email_key(body->email);
  const auto address = call->request.client_address;
  if (auto wait = try_login(key, address)) co_return too_many_tries(*wait);
  const auto account = accounts_.find_by_email(key);
  if (work_.has_failed()) co_return store_failed();
  const auto matches = co_await hasher_.verify(body->password, account ? account->password_hash : hasher_.decoy());
  if (!matches) {  // nothing was tried
    tries_.forgive_one(login_name(key, address));
    account_tries_.forgive_one(key);
    address_tries_.forgive_one(address);
    co_return error_answer(matches.error());
  }
  if (!account || !*matches) co_return wrong_password();
  tries_.forgive(login_name(key, address));
  account_tries_.forgive_one(key);  // this one alone: others may be trying
  address_tries_.forgive_one(address);
  call->account = account;
  if (hasher_.needs_rehash(account->password_hash)) {
    if (auto hash = co_await hasher_.hash(body->password)) call->new_hash = *std::move(hash);
  }
  co_return std::nullopt;
}

Response Accounts::login(Call& call) {
  auto account = accounts_.find_by_id(call.account->user.id);
  if (!account || account->password_hash != call.account->password_hash) return wrong_password();  // changed meanwhile
  if (!call.new_hash.empty()) {
    account->password_hash = call.new_hash;
    accounts_.update(*account);
  }
  return signed_in(200, account->user);
}

Accounts::Prepared Accounts::prepare_password_change(std::shared_ptr<Call> call) {
  const auto body = decode_all<ChangePassword>(call->request.body);
  if (!body) co_return error_answer(body.error());
  call->account = accounts_.find_by_id(call->caller->user_id);
  if (work_.has_failed()) co_return store_failed();
  if (!call->account) co_return error_answer(401, "unauthenticated", "this account is gone");
  if (auto weak = check_new_password("new_password", body->new_password, call->account->user))
    co_return std::move(*weak);
  const auto key = change_name(call->account->user.id);
  if (auto wait = tries_.try_now(key, clock_.now())) co_return too_many_tries(*wait);
  const auto matches = co_await hasher_.verify(body->current_password, call->account->password_hash);
  if (!matches) {
    tries_.forgive_one(key);
    co_return error_answer(matches.error());
  }
  if (!*matches) co_return field_error_answer("current_password", "wrong", "is not your password");
  tries_.forgive(key);
  auto hash = co_await hasher_.hash(body->new_password);
  if (!hash) co_return error_answer(hash.error());
  call->new_hash = *std::move(hash);
  co_return std::nullopt;
}

Response Accounts::change_password(Call& call) {
  auto account = accounts_.find_by_id(call.caller->user_id);
  if (!account || account->password_hash != call.account->password_hash) {
    return field_error_answer("current_password", "wrong", "was changed meanwhile");
  }
  account->password_hash = call.new_hash;
  accounts_.update(*account);
  tokens_.revoke_others(account->user.id, call.caller->family_id, clock_.wall_now());
  return no_content();
}

Response Accounts::logout(Call& call) {
  tokens_.revoke_family(call.caller->family_id, clock_.wall_now());
  return no_content();
}

Response Accounts::refresh(Call& call) {
  const auto body = decode_all<RefreshRequest>(call.request.body);
  if (!body) return error_answer(body.error());
  const auto tokens = issuer_.exchange(body->refresh_token);
  if (!tokens) return error_answer(401, "unauthenticated", "this refresh token is not valid");
  return json_answer(200, encode(*tokens));
}

Response Accounts::end_session(Call& call) {
  const auto& family_id = call.parameters[0];
  if (!tokens_.owns_family(call.caller->user_id, family_id)) return error_answer(404, "not_found", "no such session");
  tokens_.revoke_family(family_id, clock_.wall_now());
  return no_content();
}

Response Accounts::me(Call& call) {
  const auto account = accounts_.find_by_id(call.caller->user_id);
  if (!account) return error_answer(401, "unauthenticated", "this account is gone");
  return json_answer(200, encode(account->user));
}

Response Accounts::update_me(Call& call) {
  const auto patch = decode_all<UserPatch>(call.request.body);
  if (!patch) return error_answer(patch.error());
  auto account = accounts_.find_by_id(call.caller->user_id);
  if (!account) return error_answer(401, "unauthenticated", "this account is gone");
  const auto before = account->user;
  patch->apply_to(account->user);
  if (account->user != before) accounts_.update(*account);
  return json_answer(200, encode(account->user));
}

Response Accounts::signed_in(int status, const User& user) {
  return json_answer(status, encode(SignedInTokens{.user = user, .tokens = issuer_.sign_in(user.id)}));
}

}  // namespace quern::serve
