#include "core/api/event.hpp"

#include "core/api/encode.hpp"

namespace quern {
namespace {

struct FrameHead {
  std::string event;
  std::optional<std::int64_t> seq;
};

constexpr schema::Field chat_deleted_fields[] = {field<&ChatDeleted::id>("id")};
constexpr schema::Field chat_read_fields[] = {
    field<&ChatReadEvent::chat_id>("chat_id"),
    field<&ChatReadEvent::user_id>("user_id"),
    field<&ChatReadEvent::number>("number"),
    field<&ChatReadEvent::message_id>("message_id"),
};
constexpr schema::Field typing_fields[] = {field<&Typing::chat_id>("chat_id"), field<&Typing::user_id>("user_id")};
constexpr schema::Field presence_fields[] = {field<&Presence::user_id>("user_id"), field<&Presence::online>("online")};
constexpr schema::Field project_deleted_fields[] = {field<&ProjectDeleted::id>("id")};
constexpr schema::Field socket_op_fields[] = {
    field<&SocketOp::op>("op"),
    field<&SocketOp::since>("since"),
    field<&SocketOp::chat_id>("chat_id"),
};

}  // namespace

template <> struct Schema<FrameHead> {
  static constexpr schema::Field fields[] = {field<&FrameHead::event>("event"), field<&FrameHead::seq>("seq")};
  static constexpr schema::Table table{fields};
};

const schema::Table Schema<ChatDeleted>::table{chat_deleted_fields};
const schema::Table Schema<ChatReadEvent>::table{chat_read_fields};
const schema::Table Schema<Typing>::table{typing_fields};
const schema::Table Schema<Presence>::table{presence_fields};
const schema::Table Schema<ProjectDeleted>::table{project_deleted_fields};
const schema::Table Schema<SocketOp>::table{socket_op_fields};

std::string format_frame(std::string_view event, std::string_view data, std::optional<std::int64_t> seq) {
  std::string frame = "{\"event\":";
  append_json_text(frame, event);
  if (!data.empty()) frame.append(",\"data\":").append(data);
  if (seq) frame.append(",\"seq\":").append(std::to_string(*seq));
  return frame += '}';
}

Result<SocketFrame> read_frame(std::string_view text) {
  auto head = decode<FrameHead>(text);
  if (!head) return fail(std::move(head.error()));
  return SocketFrame{.event = std::move(head->event), .seq = head->seq, .text = std::string(text)};
}

}  // namespace quern
