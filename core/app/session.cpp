#include "core/app/session.hpp"

#include <utility>

#include "core/query/query_options.hpp"

namespace quern::app {

Session::Session(Scheduler& scheduler, Api api, Listener on_change)
    : api_(api.with_retry(0)),
      again_(scheduler),
      on_change_(std::move(on_change)) {}

void Session::start() {
  if (status_ != Status::unknown || is_asking_) return;
  again_.cancel();
  ask().detach();
}

Task<void> Session::ask() {
  is_asking_ = true;
  const auto me = co_await api_.me();
  is_asking_ = false;
  if (status_ != Status::unknown || (!me && me.error().is(ErrorKind::cancelled))) co_return;
  if (me) {
    arrive(me->user);
  } else if (me.error().is(ErrorKind::authentication)) {
    status_ = Status::signed_out;
    tell(Change::signed_out);
  } else {
    problem_ = me.error();
    again_.set(query::exponential_delay(failures_++, *problem_), [this](bool) { start(); });
    tell(Change::form);
  }
}

void Session::log_in() {
  form_.is_email_checked = form_.is_password_checked = true;
  const bool is_valid = form_.email_problem() == Problem::none && form_.login_password_problem() == Problem::none;
  if (!is_valid || form_.is_busy) return tell(Change::form);
  sign_in(api_.login({.email = std::string{trimmed(form_.email)}, .password = form_.password})).detach();
}

void Session::register_user() {
  form_.is_email_checked = form_.is_password_checked = form_.is_name_checked = true;
  const bool is_valid = form_.email_problem() == Problem::none && form_.new_password_problem() == Problem::none &&
                        form_.name_problem() == Problem::none;
  if (!is_valid || form_.is_busy) return tell(Change::form);
  sign_in(api_.register_user({.email = std::string{trimmed(form_.email)},
                              .password = form_.password,
                              .display_name = std::string{trimmed(form_.display_name)}}))
      .detach();
}

Task<void> Session::sign_in(Task<Result<SignedIn>> call) {
  form_.is_busy = true;
  form_.refusal.reset();
  tell(Change::form);
  const auto answer = co_await call;
  form_.is_busy = false;
  if (answer) {
    form_ = {};
    arrive(answer->user);
  } else if (!answer.error().is(ErrorKind::cancelled)) {
    form_.refusal = answer.error();
    tell(Change::form);
  }
}

void Session::arrive(const User& user) {
  const bool is_another = !user_id_.is_empty() && user_id_ != user.id;
  user_id_ = user.id;
  status_ = Status::signed_in;
  has_ended_ = false;
  problem_.reset();
  tell(is_another ? Change::signed_in_another : Change::signed_in, &user);
}

Task<Result<void>> Session::log_out() {
  const auto answer = co_await api_.logout();
  // A session that the server does not know is as good as left.
  if (!answer && !answer.error().is(ErrorKind::authentication)) co_return fail(answer.error());
  status_ = Status::signed_out;
  has_ended_ = false;
  user_id_ = {};
  form_ = {};
  tell(Change::left);
  co_return Result<void>{};
}

void Session::forget_refusal() {
  form_.refusal.reset();
  form_.is_email_checked = form_.is_password_checked = form_.is_name_checked = false;
}

// At the start this is simply nobody: ask() says so when its own 401 arrives.
void Session::on_expired() {
  if (status_ != Status::signed_in) return;
  status_ = Status::signed_out;
  has_ended_ = true;
  tell(Change::ended);
}

void Session::see(const User& user) {
  if (status_ == Status::signed_in && user.id != user_id_) arrive(user);
}

}  // namespace quern::app
