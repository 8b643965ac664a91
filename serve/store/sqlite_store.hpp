// The backend's and the BFF's stores, on one SQLite file.
#pragma once

#include "core/base/random.hpp"
#include "serve/backend/store.hpp"
#include "serve/bff/session_store.hpp"
#include "serve/store/database.hpp"
#include "serve/store/row_cache.hpp"
#include "serve/store/sqlite_attachments.hpp"
#include "serve/store/sqlite_avatars.hpp"

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
  std::vector<Account> list();  // all, oldest first
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
  std::optional<FoundToken> read(std::string_view hash);
  Database& database_;
  std::string secret_;
  RowCache<FoundToken> found_;
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

class SqliteChats final : public ChatStore {
 public:
  explicit SqliteChats(Database& database) : database_(database) {}
  Page<Chat> list(const UserId& viewer, const ChatListParams& params) override;
  std::optional<Chat> find(const UserId& viewer, const ChatId& id) override;
  std::optional<ChatId> find_by_client_id(const UserId& maker, std::string_view client_id) override;
  std::optional<ChatId> find_private(const UserId& one, const UserId& other) override;
  bool is_viewer(const ChatId& chat, const UserId& user) override;
  std::vector<UserId> viewers(const ChatId& chat) override;
  std::vector<UserId> hidden_from(const ChatId& chat) override;
  std::vector<UserId> contacts(const UserId& user) override;
  void insert(const NewChat& chat) override;
  void show(const ChatId& chat, const UserId& user, const std::optional<std::string>& client_id) override;
  void hide(const ChatId& chat, const UserId& user) override;
  void touch(const ChatId& chat) override;
  void rename(const ChatId& chat, std::string_view title) override;
  void add_member(const ChatId& chat, const UserId& user) override;
  void remove_member(const ChatId& chat, const UserId& user) override;
  void make_owner(const ChatId& chat, const UserId& user) override;
  void dissolve(const ChatId& chat) override;
  void forget_left(std::int64_t most) override;
  void set_muted(const ChatId& chat, const UserId& user, std::optional<WallTime> until) override;
  void set_marked_unread(const ChatId& chat, const UserId& user, bool is_marked) override;
  bool is_marked_unread(const ChatId& chat, const UserId& user) override;
  std::int64_t take_number(const ChatId& chat, WallTime now) override;
  std::int64_t last_number(const ChatId& chat) override;
  std::int64_t read_mark(const ChatId& chat, const UserId& user) override;
  void set_read_mark(const ChatId& chat, const UserId& user, std::int64_t number) override;

 private:
  void read_members(Chat& chat);
  Database& database_;
};

class SqliteMessages final : public MessageStore {
 public:
  explicit SqliteMessages(Database& database) : database_(database) {}
  std::optional<Message> find(const MessageId& id) override;
  std::optional<Message> find_by_client_id(const UserId& author, std::string_view client_id) override;
  std::optional<MessageId> find_by_number(const ChatId& chat, std::int64_t number) override;
  std::int64_t number_at(const ChatId& chat, WallTime time) override;
  std::vector<Message> range(const ChatId& chat, std::int64_t first, std::int64_t last) override;
  Page<Message> search(const UserId& viewer, const MessageSearchParams& params) override;
  void insert(const Message& message) override;
  void update(const Message& message) override;

 private:
  Database& database_;
};

class SqlitePeople final : public PersonStore {
 public:
  explicit SqlitePeople(Database& database) : database_(database) {}
  Page<Person> search(const UserId& caller, const PersonListParams& params) override;
  std::optional<Person> find(const UserId& id) override;
  void set_last_seen(const UserId& id, WallTime at) override;

 private:
  Database& database_;
};

class SqliteEvents final : public EventStore {
 public:
  explicit SqliteEvents(Database& database) : database_(database) {}
  std::int64_t take_seq(const UserId& user) override;
  std::int64_t last_seq(const UserId& user) override;
  void insert(const LoggedEvent& event, WallTime at) override;
  std::vector<LoggedEvent> read(const UserId& user, std::int64_t after, std::size_t bytes) override;
  void forget(WallTime older_than, std::int64_t newest_kept) override;

 private:
  Database& database_;
};

class SqliteResumes final : public ResumeStore {
 public:
  explicit SqliteResumes(Database& database) : database_(database) {}
  std::optional<ResumeVersion> newest(const UserId& owner) override;
  std::optional<ResumeVersion> find(const UserId& owner, std::int64_t version) override;
  Page<ResumeVersionHead> list(const UserId& owner, std::int64_t offset, std::int64_t limit) override;
  void insert(const UserId& owner, const ResumeVersion& resume) override;
  void forget_up_to(const UserId& owner, std::int64_t version) override;

 private:
  Database& database_;
};

class SqliteInterviewSessions final : public InterviewSessionStore {
 public:
  explicit SqliteInterviewSessions(Database& database) : database_(database) {}
  Page<InterviewSession> list(const UserId& owner, std::int64_t offset, std::int64_t limit) override;
  std::optional<InterviewSession> find(const UserId& owner, const InterviewSessionId& id) override;
  std::optional<InterviewSession> find_by_client_id(const UserId& owner, std::string_view client_id) override;
  void insert(const UserId& owner, const InterviewSession& session) override;
  void update(const InterviewSession& session) override;
  bool remove(const UserId& owner, const InterviewSessionId& id) override;
  std::vector<SessionMessage> messages(const InterviewSessionId& id) override;
  Page<SessionMessage> message_page(const InterviewSessionId& id, std::int64_t offset, std::int64_t limit) override;
  std::optional<SessionMessage> find_message(const InterviewSessionId& id, std::string_view key) override;
  void insert_message(const SessionMessage& message, std::string_view key) override;

 private:
  Database& database_;
};

class SqliteInterviews final : public InterviewStore {
 public:
  explicit SqliteInterviews(Database& database) : database_(database) {}
  Page<Interview> list(const UserId& owner, const ProjectId& project, const InterviewListParams& params) override;
  std::optional<StoredInterview> find(const UserId& owner, const InterviewId& id) override;
  std::optional<StoredInterview> find(const InterviewId& id) override;
  std::optional<StoredInterview> find_by_client_id(const UserId& owner, std::string_view client_id) override;
  void insert(const StoredInterview& stored) override;
  void update(const StoredInterview& stored) override;
  bool remove(const UserId& owner, const InterviewId& id) override;
  std::optional<InterviewId> next_waiting() override;
  std::vector<InterviewId> interrupted() override;
  std::vector<StoredInterview> of_project(const UserId& owner, const ProjectId& project) override;
  bool has_file(std::string_view file_id) override;
  std::optional<StoredUpload> find_upload(const UserId& owner, std::string_view id) override;
  void insert_upload(const StoredUpload& upload) override;
  void complete_upload(std::string_view id, const InterviewId& interview) override;
  bool remove_upload(const UserId& owner, std::string_view id) override;
  std::int64_t count_uploads(const UserId& owner) override;
  std::vector<StoredUpload> expired_uploads(WallTime now) override;
  std::vector<StoredUpload> uploads_of(const ProjectId& project) override;
  bool has_upload(std::string_view id) override;

 private:
  Database& database_;
};

class SqliteSessions final : public SessionStore {
 public:
  explicit SqliteSessions(Database& database) : database_(database), found_(database) {}
  std::optional<Session> find(std::string_view secret_hash) override;
  std::optional<Session> find_by_id(const std::string& id) override;
  std::vector<Session> list(const UserId& user) override;
  void insert(const Session& session) override;
  void update(const Session& session) override;
  bool remove(const UserId& user, const std::string& id) override;
  void remove_others(const UserId& user, const std::string& but_id) override;
  void forget(WallTime seen_before, WallTime created_before) override;
  std::optional<Error> take_failure() override { return database_.take_failure(); }

 private:
  std::optional<Session> read(std::string_view secret_hash);
  Database& database_;
  RowCache<Session> found_;  // by the hash of the secret
};

// Everything over one database, ready to hand in.
struct SqliteStore {
  SqliteStore(Database& database, Random& random)
      : work(database),
        accounts(database),
        tokens(database, random),
        projects(database),
        answers(database),
        chats(database),
        messages(database),
        people(database),
        events(database),
        resumes(database),
        attachments(database),
        avatars(database),
        interview_sessions(database),
        interviews(database),
        sessions(database) {}
  Store backend() {
    return {work,    accounts,    tokens,  projects,           answers,   chats, messages, people, events,
            resumes, attachments, avatars, interview_sessions, interviews};
  }

  SqliteWork work;
  SqliteAccounts accounts;
  SqliteTokens tokens;
  SqliteProjects projects;
  SqliteAnswers answers;
  SqliteChats chats;
  SqliteMessages messages;
  SqlitePeople people;
  SqliteEvents events;
  SqliteResumes resumes;
  SqliteAttachments attachments;
  SqliteAvatars avatars;
  SqliteInterviewSessions interview_sessions;
  SqliteInterviews interviews;
  SqliteSessions sessions;
};

inline std::int64_t to_number(WallTime time) { return time.time_since_epoch().count(); }
inline WallTime to_time(std::int64_t milliseconds) { return WallTime{Duration{milliseconds}}; }

}  // namespace quern::serve
