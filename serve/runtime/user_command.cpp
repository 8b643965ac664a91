#include "serve/runtime/user_command.hpp"

#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "core/api/auth.hpp"
#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/backend/fold_case.hpp"
#include "serve/crypto/crypto.hpp"
#include "serve/http/headers.hpp"
#include "serve/http/json_text.hpp"
#include "serve/runtime/data_folder.hpp"
#include "serve/store/sqlite_store.hpp"

namespace quern::serve {
namespace {

constexpr Duration patience{10'000};  // while the server writes

std::unexpected<Error> wrong(ErrorKind kind, std::string message) {
  return fail(Error{.kind = kind, .message = std::move(message)});
}

WallTime now() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

class QuietTerminal {
 public:
  QuietTerminal() {
    is_terminal_ = tcgetattr(STDIN_FILENO, &before_) == 0;
    if (!is_terminal_) return;
    auto quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~QuietTerminal() {
    if (is_terminal_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;
  bool is_terminal() const { return is_terminal_; }

 private:
  termios before_{};
  bool is_terminal_ = false;
};

Result<std::string> read_password() {
  const QuietTerminal terminal;
  const auto ask = [&](const char* what) {
    std::string line;
    if (terminal.is_terminal()) std::fputs(what, stderr);
    std::getline(std::cin, line);
    if (terminal.is_terminal()) std::fputc('\n', stderr);
    return line;
  };
  auto password = ask("Password: ");
  if (terminal.is_terminal() && ask("Once more: ") != password) {
    return wrong(ErrorKind::validation, "these were two different passwords");
  }
  return password;
}

// The rules of registration, by the same table.
Result<RegisterRequest> check(const std::string& email, const std::string& password, const std::string& name) {
  auto request =
      decode_all<RegisterRequest>(encode(RegisterRequest{.email = email, .password = password, .display_name = name}));
  if (request) return *std::move(request);
  const auto& fields = request.error().fields;
  return wrong(ErrorKind::validation,
               fields.empty() ? request.error().message : fields[0].path + ' ' + fields[0].message);
}

// The database that a server may be using at this moment.
class Office {
 public:
  static Result<Office> open(const Options& options) {
    std::error_code error;
    if (!std::filesystem::exists(options.data + "/quern.db", error)) {
      return wrong(ErrorKind::not_found,
                   "there is no data in " + options.data + ": start serve once, or say where it is with --data DIR");
    }
    const auto alone = DataFolder::open(options.data);
    auto database = Database::open(options.data + "/quern.db", patience);
    if (!database) return fail(database.error());
    // A server that runs has brought it to its own version, which may be another.
    if (auto fits = alone ? migrate(**database) : check_version(**database); !fits) {
      return wrong(ErrorKind::conflict, options.data + "/quern.db: " + fits.error().message);
    }
    return Office{*std::move(database), options.password_cost};
  }

  Result<void> add(const std::string& email, const std::string& name) {
    const auto password = read_password();
    if (!password) return fail(password.error());
    const auto request = check(email, *password, name);
    if (!request) return fail(request.error());
    const auto hash = hash_password(*password, random_bytes(*random_, 16), cost_);
    return in_one_step([&]() -> Result<void> {
      const auto key = fold_case(trim(email));
      if (store_->accounts.find_by_email(key)) return wrong(ErrorKind::conflict, email + " has an account already");
      store_->accounts.insert({.user = {.id = UserId{make_uuid(*random_)},
                                        .email = std::string{trim(email)},
                                        .display_name = name,
                                        .created_at = now()},
                               .email_key = key,
                               .password_hash = hash});
      return {};
    });
  }

  // Whoever was signed in with the old one is not any more.
  Result<void> reset_password(const std::string& email) {
    const auto found = store_->accounts.find_by_email(fold_case(trim(email)));
    if (!found) return wrong(ErrorKind::not_found, "there is no account of " + email);
    const auto password = read_password();
    if (!password) return fail(password.error());
    if (const auto request = check(email, *password, "name"); !request) return fail(request.error());
    const auto hash = hash_password(*password, random_bytes(*random_, 16), cost_);
    return in_one_step([&]() -> Result<void> {
      auto account = store_->accounts.find_by_id(found->user.id);
      if (!account) return wrong(ErrorKind::not_found, "there is no account of " + email);
      account->password_hash = hash;
      store_->accounts.update(*account);
      store_->tokens.revoke_others(account->user.id, "", now());
      store_->sessions.remove_others(account->user.id, "");
      return {};
    });
  }

  Result<void> list() {
    for (const auto& account : store_->accounts.list()) {
      std::string line = account.user.id.text + '\t' + format_iso8601(account.user.created_at) + '\t';
      append_json_string(line, account.user.email);  // what people wrote must not speak to the terminal
      line += '\t';
      append_json_string(line, account.user.display_name);
      std::puts(line.c_str());
    }
    if (auto failure = database_->take_failure()) return fail(*std::move(failure));
    return {};
  }

 private:
  Office(std::unique_ptr<Database> database, PasswordCost cost)
      : database_(std::move(database)),
        random_(std::make_unique<SystemRandom>()),
        store_(std::make_unique<SqliteStore>(*database_, *random_)),
        cost_(cost) {}

  template <class Step>
  Result<void> in_one_step(Step step) {
    database_->begin();
    auto result = step();
    if (result) {
      database_->commit();
    } else {
      database_->roll_back();
    }
    if (auto failure = database_->take_failure()) return fail(*std::move(failure));
    return result;
  }

  std::unique_ptr<Database> database_;
  std::unique_ptr<SystemRandom> random_;
  std::unique_ptr<SqliteStore> store_;
  PasswordCost cost_;
};

}  // namespace

Result<void> user_command(const std::vector<std::string>& words, const Options& options) {
  const auto verb = words.empty() ? std::string{} : words[0];
  const bool is_list = verb == "list" && words.size() == 1;
  const bool is_add = verb == "add" && (words.size() == 2 || words.size() == 3);
  const bool is_reset = verb == "reset-password" && words.size() == 2;
  if (!is_list && !is_add && !is_reset) {
    return wrong(ErrorKind::validation, "serve user list | add EMAIL [NAME] | reset-password EMAIL [--data DIR]");
  }
  auto office = Office::open(options);
  if (!office) return fail(office.error());
  if (is_list) return office->list();
  if (is_reset) return office->reset_password(words[1]);
  return office->add(words[1], words.size() == 3 ? words[2] : words[1].substr(0, words[1].find('@')));
}

}  // namespace quern::serve
