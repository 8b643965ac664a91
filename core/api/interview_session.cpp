#include "core/api/interview_session.hpp"

namespace quern {
namespace {

constexpr schema::Field session_fields[] = {
    field<&InterviewSession::id>("id"),
    field<&InterviewSession::client_id>("client_id"),
    field<&InterviewSession::version>("version"),
    field<&InterviewSession::language>("language"),
    field<&InterviewSession::status>("status"),
    field<&InterviewSession::progress>("progress"),
    field<&InterviewSession::resume_markdown>("resume_markdown"),
    field<&InterviewSession::created_at>("created_at"),
    field<&InterviewSession::completed_at>("completed_at"),
};

constexpr schema::Field session_create_fields[] = {
    field<&InterviewSessionCreate::language>("language").known(),
    field<&InterviewSessionCreate::client_id>("client_id").format(uuid_format),
};

constexpr schema::Field session_message_fields[] = {
    field<&SessionMessage::id>("id"),
    field<&SessionMessage::session_id>("session_id"),
    field<&SessionMessage::role>("role"),
    field<&SessionMessage::content>("content"),
    field<&SessionMessage::created_at>("created_at"),
};

constexpr schema::Field session_message_create_fields[] = {
    field<&SessionMessageCreate::message>("message").length(1, max_session_message),
    field<&SessionMessageCreate::client_id>("client_id").format(uuid_format),
};

constexpr schema::Field session_answer_fields[] = {
    field<&SessionAnswer::user_message>("user_message"),
    field<&SessionAnswer::assistant_message>("assistant_message"),
    field<&SessionAnswer::progress>("progress"),
};

constexpr schema::Field session_complete_fields[] = {
    field<&SessionComplete::save_resume>("save_resume").or_default(),
};

constexpr schema::Field session_message_event_fields[] = {
    field<&SessionMessageEvent::session_id>("session_id"),
    field<&SessionMessageEvent::delta>("delta"),
    field<&SessionMessageEvent::message>("message"),
};

}  // namespace

const schema::Table Schema<InterviewSession>::table{session_fields};
const schema::Table Schema<InterviewSessionCreate>::table{session_create_fields};
const schema::Table Schema<SessionMessage>::table{session_message_fields};
const schema::Table Schema<SessionMessageCreate>::table{session_message_create_fields};
const schema::Table Schema<SessionAnswer>::table{session_answer_fields};
const schema::Table Schema<SessionComplete>::table{session_complete_fields};
const schema::Table Schema<SessionMessageEvent>::table{session_message_event_fields};

}  // namespace quern
