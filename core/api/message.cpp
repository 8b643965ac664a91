#include "core/api/message.hpp"

namespace quern {
namespace {

constexpr schema::Field message_payload_fields[] = {
    field<&MessagePayload::attachment_id>("attachment_id"),
    field<&MessagePayload::duration_ms>("duration_ms"),
    field<&MessagePayload::codec>("codec"),
    field<&MessagePayload::waveform>("waveform"),
    field<&MessagePayload::filename>("filename"),
    field<&MessagePayload::size>("size"),
    field<&MessagePayload::content_type>("content_type"),
    field<&MessagePayload::kind>("kind"),
    field<&MessagePayload::user_id>("user_id"),
    field<&MessagePayload::name>("name"),
    field<&MessagePayload::by_name>("by_name"),
    field<&MessagePayload::title>("title"),
};

constexpr schema::Field message_fields[] = {
    field<&Message::id>("id"),
    field<&Message::number>("number"),
    field<&Message::version>("version"),
    field<&Message::chat_id>("chat_id"),
    field<&Message::author_id>("author_id"),
    field<&Message::type>("type"),
    field<&Message::content>("content").or_default(),
    field<&Message::payload>("payload"),
    field<&Message::reply_to_id>("reply_to_id"),
    field<&Message::client_id>("client_id"),
    field<&Message::edited_at>("edited_at"),
    field<&Message::deleted>("deleted").or_default(),
    field<&Message::ts>("ts"),
};

constexpr schema::Field message_create_fields[] = {
    field<&MessageCreate::chat_id>("chat_id"),
    field<&MessageCreate::type>("type").known(),
    field<&MessageCreate::content>("content").length(0, max_message_length).or_default(),
    field<&MessageCreate::payload>("payload"),
    field<&MessageCreate::reply_to_id>("reply_to_id"),
    field<&MessageCreate::client_id>("client_id").format(uuid_format),
};

constexpr schema::Field message_edit_fields[] = {
    field<&MessageEdit::content>("content").length(1, max_message_length),
};

constexpr schema::Field message_page_fields[] = {
    field<&MessagePage::items>("items"),
    field<&MessagePage::has_older>("has_older"),
    field<&MessagePage::has_newer>("has_newer"),
};

}  // namespace

const schema::Table Schema<MessagePayload>::table{message_payload_fields};
const schema::Table Schema<Message>::table{message_fields};
const schema::Table Schema<MessageCreate>::table{message_create_fields};
const schema::Table Schema<MessageEdit>::table{message_edit_fields};
const schema::Table Schema<MessagePage>::table{message_page_fields};

}  // namespace quern
