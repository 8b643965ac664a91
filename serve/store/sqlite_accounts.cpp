#include "serve/backend/fold_case.hpp"
#include "serve/store/sqlite_store.hpp"

namespace quern::serve {
namespace {

#define ACCOUNT_COLUMNS                                                                                   \
  "SELECT id, email, email_key, password_hash, display_name, avatar_url, first_name, last_name, locale, " \
  "created_at FROM users WHERE "

Account read_account(const Query& row) {
  return {.user = {.id = UserId{row.text_at(0)},
                   .email = row.text_at(1),
                   .display_name = row.text_at(4),
                   .avatar_url = row.optional_text_at(5),
                   .first_name = row.optional_text_at(6),
                   .last_name = row.optional_text_at(7),
                   .locale = row.optional_text_at(8),
                   .created_at = to_time(row.number_at(9))},
          .email_key = row.text_at(2),
          .password_hash = row.text_at(3)};
}

std::optional<Account> first_account(Query query) {
  if (!query.step()) return std::nullopt;
  return read_account(query);
}

}  // namespace

std::optional<Account> SqliteAccounts::find_by_id(const UserId& id) {
  return first_account(database_.query(ACCOUNT_COLUMNS "id = ?").text(id.text));
}

std::optional<Account> SqliteAccounts::find_by_email(std::string_view email_key) {
  return first_account(database_.query(ACCOUNT_COLUMNS "email_key = ?").text(email_key));
}

std::vector<Account> SqliteAccounts::list() {
  std::vector<Account> accounts;
  auto rows = database_.query(ACCOUNT_COLUMNS "1 ORDER BY created_at, id");
  while (rows.step()) accounts.push_back(read_account(rows));
  return accounts;
}

void SqliteAccounts::insert(const Account& account) {
  const auto& user = account.user;
  database_
      .query(
          "INSERT INTO users (id, version, email, email_key, password_hash, display_name, search_text, avatar_url, "
          "first_name, last_name, locale, created_at) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .text(user.id.text)
      .text(user.email)
      .text(account.email_key)
      .text(account.password_hash)
      .text(user.display_name)
      .text(search_form(user.display_name))
      .text(user.avatar_url)
      .text(user.first_name)
      .text(user.last_name)
      .text(user.locale)
      .number(to_number(user.created_at))
      .run();
}

void SqliteAccounts::update(const Account& account) {
  const auto& user = account.user;
  database_
      .query(
          "UPDATE users SET version = version + 1, password_hash = ?, display_name = ?, search_text = ?, avatar_url = "
          "?, "
          "first_name = ?, last_name = ?, locale = ? WHERE id = ?")
      .text(account.password_hash)
      .text(user.display_name)
      .text(search_form(user.display_name))
      .text(user.avatar_url)
      .text(user.first_name)
      .text(user.last_name)
      .text(user.locale)
      .text(user.id.text)
      .run();
}

}  // namespace quern::serve
