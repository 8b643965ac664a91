// What the backend remembers, as it asks for it: SQLite in the program (serve/store), whatever a simulation likes.
// Owner   the program; used from one thread. Nothing here suspends, so what is between begin() and commit() is one step.
// Errors  a store that fails (disk full, I/O) reads as empty until take_failure() is asked, and commit() undoes the step.
//         Backend::handle asks at the end of each step, and answers 500.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/project.hpp"
#include "core/api/user.hpp"
#include "core/base/error.hpp"
#include "serve/backend/attachment_store.hpp"
#include "serve/backend/avatar_store.hpp"
#include "serve/backend/chat_store.hpp"
#include "serve/backend/interview_session_store.hpp"
#include "serve/backend/interview_store.hpp"
#include "serve/backend/resume_store.hpp"

namespace quern::serve {

struct Account {
  User user;
  std::string email_key;  // the address as it is compared
  std::string password_hash;
};

class AccountStore {
 public:
  virtual ~AccountStore() = default;
  virtual std::optional<Account> find_by_id(const UserId& id) = 0;
  virtual std::optional<Account> find_by_email(std::string_view email_key) = 0;
  virtual void insert(const Account& account) = 0;
  virtual void update(const Account& account) = 0;  // all but id, email and created_at
};

// All that follows from one login.
struct TokenFamily {
  std::string id;
  UserId user_id;
  WallTime created_at{};
};

struct StoredToken {
  enum class Kind { access, refresh };
  std::string hash;
  Kind kind = Kind::access;
  std::string family_id;
  WallTime expires_at{};
  std::optional<WallTime> used_at;  // of a refresh token: when it was exchanged
};

struct FoundToken {
  StoredToken token;
  UserId user_id;
  bool is_revoked = false;  // with its whole family
};

class TokenStore {
 public:
  virtual ~TokenStore() = default;
  virtual std::string secret() = 0;  // 32 bytes of this installation, made at its first start
  virtual void insert_family(const TokenFamily& family) = 0;
  virtual void insert(const StoredToken& token) = 0;
  virtual std::optional<FoundToken> find(std::string_view hash) = 0;
  virtual void mark_used(std::string_view hash, WallTime at) = 0;
  virtual void revoke_family(const std::string& family_id, WallTime at) = 0;
  virtual void revoke_others(const UserId& user_id, const std::string& but_family_id, WallTime at) = 0;
  virtual bool owns_family(const UserId& user_id, const std::string& family_id) = 0;
  virtual void forget_expired(WallTime before) = 0;
};

class ProjectStore {
 public:
  virtual ~ProjectStore() = default;
  virtual Page<Project> list(const UserId& owner, const ProjectListParams& params) = 0;
  virtual std::optional<Project> find(const UserId& owner, const ProjectId& id) = 0;
  virtual std::optional<Project> find_by_client_id(const UserId& owner, std::string_view client_id) = 0;
  virtual void insert(const UserId& owner, const Project& project) = 0;
  virtual void update(const UserId& owner, const Project& project) = 0;
  virtual bool remove(const UserId& owner, const ProjectId& id) = 0;  // false where there was none
};

// The answer to a write, kept by its idempotency key.
struct StoredAnswer {
  std::string request_hash;
  int status = 0;
  std::string content_type;
  std::string body;
  WallTime created_at{};
};

class AnswerStore {
 public:
  virtual ~AnswerStore() = default;
  virtual std::optional<StoredAnswer> find(const UserId& user, std::string_view key) = 0;
  virtual void insert(const UserId& user, std::string_view key, const StoredAnswer& answer) = 0;
  virtual void remove(const UserId& user, std::string_view key) = 0;
  virtual void forget_older_than(WallTime time) = 0;
};

class UnitOfWork {
 public:
  virtual ~UnitOfWork() = default;
  virtual void begin() = 0;
  virtual void commit() = 0;
  virtual void roll_back() = 0;
  virtual bool has_failed() const = 0;
  virtual std::optional<Error> take_failure() = 0;
};

struct Store {
  UnitOfWork& work;
  AccountStore& accounts;
  TokenStore& tokens;
  ProjectStore& projects;
  AnswerStore& answers;
  ChatStore& chats;
  MessageStore& messages;
  PersonStore& people;
  EventStore& events;
  ResumeStore& resumes;
  AttachmentStore& attachments;
  AvatarStore& avatars;
  InterviewSessionStore& interview_sessions;
  InterviewStore& interviews;
};

}  // namespace quern::serve
