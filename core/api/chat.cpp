#include "core/api/chat.hpp"

namespace quern {
namespace {

constexpr schema::Field chat_member_fields[] = {
    field<&ChatMember::id>("id"),
    field<&ChatMember::display_name>("display_name"),
    field<&ChatMember::avatar_url>("avatar_url"),
    field<&ChatMember::role>("role").or_default(),
};

constexpr schema::Field chat_fields[] = {
    field<&Chat::id>("id"),
    field<&Chat::client_id>("client_id"),
    field<&Chat::version>("version"),
    field<&Chat::title>("title").or_default(),
    field<&Chat::is_group>("is_group"),
    field<&Chat::members>("members"),
    field<&Chat::last_message>("last_message"),
    field<&Chat::unread_count>("unread_count"),
    field<&Chat::read_marks>("read_marks").or_default(),
    field<&Chat::muted_until>("muted_until"),
    field<&Chat::marked_unread>("marked_unread").or_default(),
    field<&Chat::created_at>("created_at"),
};

constexpr schema::Field chat_create_fields[] = {
    field<&ChatCreate::title>("title").length(1, 200),
    field<&ChatCreate::is_group>("is_group"),
    field<&ChatCreate::member_ids>("member_ids").length(1, 1000),
    field<&ChatCreate::client_id>("client_id").format(uuid_format),
};

constexpr schema::Field chat_patch_fields[] = {
    field<&ChatPatch::title>("title").length(1, 200).not_null(),
};

constexpr schema::Field chat_member_add_fields[] = {field<&ChatMemberAdd::user_id>("user_id")};

constexpr schema::Field chat_settings_fields[] = {
    field<&ChatSettings::muted_until>("muted_until"),
    field<&ChatSettings::marked_unread>("marked_unread"),
};

constexpr schema::Field chat_read_fields[] = {
    field<&ChatRead::number>("number").range(0, std::numeric_limits<std::int64_t>::max()),
};

}  // namespace

const schema::Table Schema<ChatMember>::table{chat_member_fields};
const schema::Table Schema<Chat>::table{chat_fields};
const schema::Table Schema<ChatCreate>::table{chat_create_fields};
const schema::Table Schema<ChatRead>::table{chat_read_fields};
const schema::Table Schema<ChatPatch>::table{chat_patch_fields};
const schema::Table Schema<ChatMemberAdd>::table{chat_member_add_fields};
const schema::Table Schema<ChatSettings>::table{chat_settings_fields};

}  // namespace quern
