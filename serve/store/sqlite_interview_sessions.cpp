#include "serve/store/sqlite_store.hpp"

namespace quern::serve {
namespace {

#define SESSION_COLUMNS                                                                               \
  "SELECT id, client_id, version, language, status, progress_permille, resume_markdown, created_at, " \
  "completed_at FROM interview_sessions WHERE "
#define SESSION_MESSAGE_COLUMNS "SELECT id, session_id, role, content, created_at FROM session_messages WHERE "

template <class E>
OpenEnum<E> read_word(const std::string& text) {
  OpenEnum<E> word;
  word.assign(text, EnumNames<E>::names);
  return word;
}

InterviewSession read_session(const Query& row) {
  InterviewSession session{.id = InterviewSessionId{row.text_at(0)},
                           .client_id = row.optional_text_at(1),
                           .version = row.number_at(2),
                           .language = read_word<SessionLanguage>(row.text_at(3)),
                           .status = read_word<SessionStatus>(row.text_at(4)),
                           .progress = static_cast<double>(row.number_at(5)) / 1000,
                           .resume_markdown = row.optional_text_at(6),
                           .created_at = to_time(row.number_at(7))};
  if (const auto at = row.optional_number_at(8)) session.completed_at = to_time(*at);
  return session;
}

SessionMessage read_message(const Query& row) {
  return {.id = SessionMessageId{row.text_at(0)},
          .session_id = InterviewSessionId{row.text_at(1)},
          .role = read_word<SessionRole>(row.text_at(2)),
          .content = row.text_at(3),
          .created_at = to_time(row.number_at(4))};
}

std::optional<InterviewSession> first_session(Query query) {
  if (!query.step()) return std::nullopt;
  return read_session(query);
}

std::int64_t to_permille(double progress) { return static_cast<std::int64_t>(progress * 1000 + 0.5); }

std::optional<std::int64_t> to_number(const std::optional<WallTime>& time) {
  if (!time) return std::nullopt;
  return serve::to_number(*time);
}

}  // namespace

Page<InterviewSession> SqliteInterviewSessions::list(const UserId& owner, std::int64_t offset, std::int64_t limit) {
  Page<InterviewSession> page{.offset = offset, .limit = limit};
  auto count = database_.query("SELECT count(*) FROM interview_sessions WHERE owner_id = ?").text(owner.text);
  if (count.step()) page.total = count.number_at(0);
  auto rows = database_.query(SESSION_COLUMNS "owner_id = ? ORDER BY created_at DESC, rowid DESC LIMIT ? OFFSET ?")
                  .text(owner.text)
                  .number(limit)
                  .number(offset);
  while (rows.step()) page.items.push_back(read_session(rows));
  return page;
}

std::optional<InterviewSession> SqliteInterviewSessions::find(const UserId& owner, const InterviewSessionId& id) {
  return first_session(database_.query(SESSION_COLUMNS "id = ? AND owner_id = ?").text(id.text).text(owner.text));
}

std::optional<InterviewSession> SqliteInterviewSessions::find_by_client_id(const UserId& owner,
                                                                           std::string_view client_id) {
  return first_session(
      database_.query(SESSION_COLUMNS "owner_id = ? AND client_id = ?").text(owner.text).text(client_id));
}

void SqliteInterviewSessions::insert(const UserId& owner, const InterviewSession& session) {
  database_
      .query(
          "INSERT INTO interview_sessions (id, owner_id, client_id, version, language, status, progress_permille, "
          "resume_markdown, created_at, completed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .text(session.id.text)
      .text(owner.text)
      .text(session.client_id)
      .number(session.version)
      .text(session.language.text())
      .text(session.status.text())
      .number(to_permille(session.progress))
      .text(session.resume_markdown)
      .number(serve::to_number(session.created_at))
      .number(to_number(session.completed_at))
      .run();
}

void SqliteInterviewSessions::update(const InterviewSession& session) {
  database_
      .query(
          "UPDATE interview_sessions SET version = ?, status = ?, progress_permille = ?, resume_markdown = ?, "
          "completed_at = ? WHERE id = ?")
      .number(session.version)
      .text(session.status.text())
      .number(to_permille(session.progress))
      .text(session.resume_markdown)
      .number(to_number(session.completed_at))
      .text(session.id.text)
      .run();
}

bool SqliteInterviewSessions::remove(const UserId& owner, const InterviewSessionId& id) {
  database_.query("DELETE FROM interview_sessions WHERE id = ? AND owner_id = ?").text(id.text).text(owner.text).run();
  return database_.changes() > 0;
}

std::vector<SessionMessage> SqliteInterviewSessions::messages(const InterviewSessionId& id) {
  std::vector<SessionMessage> messages;
  auto rows = database_.query(SESSION_MESSAGE_COLUMNS "session_id = ? ORDER BY number").text(id.text);
  while (rows.step()) messages.push_back(read_message(rows));
  return messages;
}

Page<SessionMessage> SqliteInterviewSessions::message_page(const InterviewSessionId& id, std::int64_t offset,
                                                           std::int64_t limit) {
  Page<SessionMessage> page{.offset = offset, .limit = limit};
  auto count = database_.query("SELECT count(*) FROM session_messages WHERE session_id = ?").text(id.text);
  if (count.step()) page.total = count.number_at(0);
  auto rows = database_.query(SESSION_MESSAGE_COLUMNS "session_id = ? ORDER BY number LIMIT ? OFFSET ?")
                  .text(id.text)
                  .number(limit)
                  .number(offset);
  while (rows.step()) page.items.push_back(read_message(rows));
  return page;
}

std::optional<SessionMessage> SqliteInterviewSessions::find_message(const InterviewSessionId& id,
                                                                    std::string_view key) {
  if (key.empty()) return std::nullopt;
  auto query = database_.query(SESSION_MESSAGE_COLUMNS "session_id = ? AND request_key = ?").text(id.text).text(key);
  if (!query.step()) return std::nullopt;
  return read_message(query);
}

void SqliteInterviewSessions::insert_message(const SessionMessage& message, std::string_view key) {
  database_
      .query(
          "INSERT INTO session_messages (id, session_id, number, role, content, request_key, created_at) VALUES "
          "(?, ?, (SELECT coalesce(max(number), 0) + 1 FROM session_messages WHERE session_id = ?), ?, ?, ?, ?)")
      .text(message.id.text)
      .text(message.session_id.text)
      .text(message.session_id.text)
      .text(message.role.text())
      .text(message.content)
      .text(key.empty() ? std::nullopt : std::optional{std::string{key}})
      .number(serve::to_number(message.created_at))
      .run();
}

}  // namespace quern::serve
