// What the socket carries: events from the server, operations to it; and the data of those events that are no resource.
// Shape   down: {"event": name, "data": {…}, "seq": n}; up: {"op": "resume", "since": n}, {"op": "typing", "chat_id"},
//         {"op": "ping"}. Typing and presence have no seq.
// Source  contract, section 4. Which event has which data: serve writes and core/app reads by this table.
//           message.created, message.updated, message.deleted   Message
//           chat.created, chat.updated                          Chat, as its receiver sees it
//           chat.deleted                                        ChatDeleted
//           chat.read                                           ChatReadEvent
//           typing, presence                                    Typing, Presence
//           project:updated (also of a new one), project:deleted   Project, ProjectDeleted
//           resume:updated                                      ResumeUpdated
//           session:message                                     SessionMessageEvent; with a delta it has no seq
//           interview:status (also of a new, renamed or corrected one), interview:error, interview:complete
//                                                               Interview…Event of core/api/interview.hpp
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/api/decode.hpp"
#include "core/net/socket_frame.hpp"

namespace quern {

enum class EventName : std::uint8_t {
  unknown,
  message_created,
  message_updated,
  message_deleted,
  chat_created,
  chat_updated,
  chat_deleted,
  chat_read,
  typing,
  presence,
  project_updated,
  project_deleted,
  resume_updated,
  session_message,
  interview_status,
  interview_error,
  interview_complete,
};
template <> struct EnumNames<EventName> {
  static constexpr std::string_view names[] = {"",
                                               "message.created",
                                               "message.updated",
                                               "message.deleted",
                                               "chat.created",
                                               "chat.updated",
                                               "chat.deleted",
                                               "chat.read",
                                               "typing",
                                               "presence",
                                               "project:updated",
                                               "project:deleted",
                                               "resume:updated",
                                               "session:message",

                                               "interview:status",
                                               "interview:error",
                                               "interview:complete"};
};

struct ChatDeleted {
  ChatId id;
  bool operator==(const ChatDeleted&) const = default;
};
struct ChatReadEvent {
  ChatId chat_id;
  UserId user_id;
  std::int64_t number = 0;
  MessageId message_id;  // of that number
  bool operator==(const ChatReadEvent&) const = default;
};
struct Typing {
  ChatId chat_id;
  UserId user_id;
  bool operator==(const Typing&) const = default;
};
struct Presence {
  UserId user_id;
  bool online = false;
  bool operator==(const Presence&) const = default;
};
struct ProjectDeleted {
  ProjectId id;
  bool operator==(const ProjectDeleted&) const = default;
};

// One operation, as the client sends it and the server reads it.
struct SocketOp {
  std::string op;                     // "resume", "typing", "ping"
  std::optional<std::int64_t> since;  // resume: absent starts from now
  std::optional<ChatId> chat_id;      // typing
  bool operator==(const SocketOp&) const = default;
};

// One frame from the server, as it is written. `data` is JSON text, "" where there is none.
std::string format_frame(std::string_view event, std::string_view data, std::optional<std::int64_t> seq);
// Its head, for the realtime client; `decode` where it is none of ours.
Result<SocketFrame> read_frame(std::string_view text);
// Its data, from the whole frame's text.
template <class T>
Result<T> decode_event(std::string_view frame);

// As decode_event() sees a frame: its data and no more.
template <class T>
struct EventData {
  T data;
};
template <class T>
struct Schema<EventData<T>> {
  static constexpr schema::Field fields[] = {field<&EventData<T>::data>("data")};
  static constexpr schema::Table table{fields};
};

template <class T>
Result<T> decode_event(std::string_view frame) {
  auto event = decode<EventData<T>>(frame);
  if (!event) return fail(std::move(event.error()));
  return std::move(event->data);
}

template <> struct Schema<ChatDeleted> {
  static const schema::Table table;
};
template <> struct Schema<ChatReadEvent> {
  static const schema::Table table;
};
template <> struct Schema<Typing> {
  static const schema::Table table;
};
template <> struct Schema<Presence> {
  static const schema::Table table;
};
template <> struct Schema<ProjectDeleted> {
  static const schema::Table table;
};
template <> struct Schema<SocketOp> {
  static const schema::Table table;
};

}  // namespace quern
