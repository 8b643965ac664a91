// The backend's and the BFF's stores, on one SQLite file.
#pragma once

#include "core/base/random.hpp"
#include "serve/backend/store.hpp"
#include "serve/bff/session_store.hpp"
#include "serve/store/database.hpp"

namespace quern::serve {

class SqliteWork final : public UnitOfWork {
 public:
  explicit SqliteWork(Database& database) : database_(database) {}
  void begin() override { database_.begin(); }
  void commit() override { database_.commit(); }
  void roll_back() override { database_.roll_back(); }
  bool has_failed() const override { return database_.has_failed(); }
  std::optional<Error> take_failure() override { return database_.take_failure(); }

 private:
  Database& database_;
};

class SqliteAccounts final : public AccountStore {
 public:
  explicit SqliteAccounts(Database& database) : database_(database) {}
  std::optional<Account> find_by_id(const UserId& id) override;
  std::optional<Account> find_by_email(std::string_view email_key) override;
  void insert(const Account& account) override;
  void update(const Account& account) override;

 private:
  Database& database_;
};

class SqliteTokens final : public TokenStore {
 public:
  // Makes the installation's secret if this is its first start.
  SqliteTokens(Database& database, Random& random);
  std::string secret() override { return secret_; }
  void insert_family(const TokenFamily& family) override;
  void insert(const StoredToken& token) override;
  std::optional<FoundToken> find(std::string_view hash) override;
  void mark_used(std::string_view hash, WallTime at) override;
  void revoke_family(const std::string& family_id, WallTime at) override;
  void revoke_others(const UserId& user_id, const std::string& but_family_id, WallTime at) override;
  bool owns_family(const UserId& user_id, const std::string& family_id) override;
  void forget_expired(WallTime before) override;

 private:
  Database& database_;
  std::string secret_;
};

class SqliteProjects final : public ProjectStore {
 public:
  explicit SqliteProjects(Database& database) : database_(database) {}
  Page<Project> list(const UserId& owner, const ProjectListParams& params) override;
  std::optional<Project> find(const UserId& owner, const ProjectId& id) override;
  std::optional<Project> find_by_client_id(const UserId& owner, std::string_view client_id) override;
  void insert(const UserId& owner, const Project& project) override;
  void update(const UserId& owner, const Project& project) override;
  bool remove(const UserId& owner, const ProjectId& id) override;

 private:
  Database& database_;
};

class SqliteAnswers final : public AnswerStore {
 public:
  explicit SqliteAnswers(Database& database) : database_(database) {}
  std::optional<StoredAnswer> find(const UserId& user, std::string_view key) override;
  void insert(const UserId& user, std::string_view key, const StoredAnswer& answer) override;
  void remove(const UserId& user, std::string_view key) override;
  void forget_older_than(WallTime time) override;

 private:
  Database& database_;
};

class SqliteSessions final : public SessionStore {
 public:
  explicit SqliteSessions(Database& database) : database_(database) {}
  std::optional<Session> find(std::string_view secret_hash) override;
  std::vector<Session> list(const UserId& user) override;
  void insert(const Session& session) override;
  void update(const Session& session) override;
  bool remove(const UserId& user, const std::string& id) override;
  void remove_others(const UserId& user, const std::string& but_id) override;
  void forget(WallTime seen_before, WallTime created_before) override;
  std::optional<Error> take_failure() override { return database_.take_failure(); }

 private:
  Database& database_;
};

// Everything over one database, ready to hand in.
struct SqliteStore {
  SqliteStore(Database& database, Random& random)
      : work(database),
        accounts(database),
        tokens(database, random),
        projects(database),
        answers(database),
        sessions(database) {}
  Store backend() { return {work, accounts, tokens, projects, answers}; }

  SqliteWork work;
  SqliteAccounts accounts;
  SqliteTokens tokens;
  SqliteProjects projects;
  SqliteAnswers answers;
  SqliteSessions sessions;
};

inline std::int64_t to_number(WallTime time) { return time.time_since_epoch().count(); }
inline WallTime to_time(std::int64_t milliseconds) { return WallTime{Duration{milliseconds}}; }

}  // namespace quern::serve
