// Who is here: unknown until the server said so, then signed in or out.
// Owned by App. It makes the calls of signing in and out; what else is to happen then (the cache, the page, open forms)
// App does, who hears of each change.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/api/api.hpp"
#include "core/app/form_check.hpp"
#include "core/net/alarm.hpp"

namespace quern::app {

// What is typed on the login page and on that of registration: one and the same, so that nothing is lost between them.
struct SignInForm {
  std::string email, password, display_name;
  bool is_email_checked = false, is_password_checked = false, is_name_checked = false;
  bool is_busy = false;          // a call is on its way
  std::optional<Error> refusal;  // of the last call; gone as soon as one is made, or the other page is opened

  Problem email_problem() const { return is_email_checked ? check_email(email) : Problem::none; }
  Problem login_password_problem() const { return is_password_checked ? check_password(password) : Problem::none; }
  Problem new_password_problem() const { return is_password_checked ? check_new_password(password) : Problem::none; }
  Problem name_problem() const { return is_name_checked ? check_display_name(display_name) : Problem::none; }
};

class Session {
 public:
  enum class Status : std::uint8_t { unknown, signed_in, signed_out };
  enum class Change : std::uint8_t {
    form,               // a call began or was refused; who is here did not change
    signed_in,          // from unknown, or by the person who was here before
    signed_in_another,  // a person whom the cache does not belong to
    signed_out,         // nobody was here at the start
    ended,              // the server forgot the session; the person may come back
    left,               // logged out, by will
  };
  // `user` is there when somebody signed in.
  using Listener = std::function<void(Change change, const User* user)>;

  Session(Scheduler& scheduler, Api api, Listener on_change);

  Status status() const { return status_; }
  bool has_ended() const { return has_ended_; }                     // signed out, not by will
  const std::optional<Error>& problem() const { return problem_; }  // unknown, because the server cannot be asked
  const UserId& user_id() const { return user_id_; }                // of the last one signed in

  void start();  // asks who is here; after a problem at once, which it does by itself ever more rarely
  SignInForm& form() { return form_; }
  void log_in();  // with the form; does nothing while it is busy or not valid, but marks what is wrong
  void register_user();
  Task<Result<void>> log_out();
  void forget_refusal();  // the other page was opened

  void on_expired();           // HttpClient: no refresh brings the session back
  void see(const User& user);  // who the server says is here: another tab may have signed in as another

 private:
  Task<void> ask();
  Task<void> sign_in(Task<Result<SignedIn>> call);
  void arrive(const User& user);
  void tell(Change change, const User* user = nullptr) { on_change_(change, user); }

  Api api_;  // does not repeat calls
  Alarm again_;
  int failures_ = 0;  // of asking
  Listener on_change_;
  Status status_ = Status::unknown;
  bool has_ended_ = false;
  bool is_asking_ = false;
  std::optional<Error> problem_;
  UserId user_id_;
  SignInForm form_;
};

}  // namespace quern::app
