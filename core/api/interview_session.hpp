// An interview session: a conversation that ends in a resume. (What keeps one signed in is another kind of session.)
// Source  contract, section 3, "interview sessions"; section 4, session:message.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/schema.hpp"

namespace quern {

enum class SessionLanguage : std::uint8_t { unknown, russian, english };
template <> struct EnumNames<SessionLanguage> {
  static constexpr std::string_view names[] = {"", "ru", "en"};
};

enum class SessionStatus : std::uint8_t { unknown, active, completed };
template <> struct EnumNames<SessionStatus> {
  static constexpr std::string_view names[] = {"", "active", "completed"};
};

enum class SessionRole : std::uint8_t { unknown, assistant, user };
template <> struct EnumNames<SessionRole> {
  static constexpr std::string_view names[] = {"", "assistant", "user"};
};

struct InterviewSession {
  InterviewSessionId id;
  std::optional<std::string> client_id;
  std::int64_t version = 0;
  OpenEnum<SessionLanguage> language;
  OpenEnum<SessionStatus> status;
  double progress = 0;  // 0..1
  std::optional<std::string> resume_markdown;
  WallTime created_at{};
  std::optional<WallTime> completed_at;
  bool operator==(const InterviewSession&) const = default;
};

// POST /api/interview/sessions
struct InterviewSessionCreate {
  OpenEnum<SessionLanguage> language;
  std::optional<std::string> client_id;
  bool operator==(const InterviewSessionCreate&) const = default;
};

struct SessionMessage {
  SessionMessageId id;
  InterviewSessionId session_id;
  OpenEnum<SessionRole> role;
  std::string content;
  WallTime created_at{};
  bool operator==(const SessionMessage&) const = default;
};

// POST /api/interview/sessions/:id/messages
struct SessionMessageCreate {
  std::string message;
  std::optional<std::string> client_id;  // sent again, it is the same message
  bool operator==(const SessionMessageCreate&) const = default;
};

struct SessionAnswer {
  SessionMessage user_message;
  SessionMessage assistant_message;
  double progress = 0;
  bool operator==(const SessionAnswer&) const = default;
};

// POST /api/interview/sessions/:id/complete; the body may be missing.
struct SessionComplete {
  bool save_resume = false;  // as the next version of the person's resume
  bool operator==(const SessionComplete&) const = default;
};

// The event session:message: a piece of the assistant's answer as it is written, or a message that is there.
struct SessionMessageEvent {
  InterviewSessionId session_id;
  std::optional<std::string> delta;
  std::optional<SessionMessage> message;
  bool operator==(const SessionMessageEvent&) const = default;
};

inline constexpr std::int64_t max_session_message = 10'000;  // characters

template <> struct Schema<InterviewSession> {
  static const schema::Table table;
};
template <> struct Schema<InterviewSessionCreate> {
  static const schema::Table table;
};
template <> struct Schema<SessionMessage> {
  static const schema::Table table;
};
template <> struct Schema<SessionMessageCreate> {
  static const schema::Table table;
};
template <> struct Schema<SessionAnswer> {
  static const schema::Table table;
};
template <> struct Schema<SessionComplete> {
  static const schema::Table table;
};
template <> struct Schema<SessionMessageEvent> {
  static const schema::Table table;
};

}  // namespace quern
