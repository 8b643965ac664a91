#include "core/api/user.hpp"

namespace quern {
namespace {

constexpr schema::Field user_fields[] = {
    field<&User::id>("id"),
    field<&User::email>("email"),
    field<&User::username>("username"),
    field<&User::display_name>("display_name"),
    field<&User::avatar_url>("avatar_url").nullable(),
    field<&User::first_name>("first_name"),
    field<&User::last_name>("last_name"),
    field<&User::locale>("locale"),
    field<&User::created_at>("created_at"),
};

constexpr schema::Field user_patch_fields[] = {
    field<&UserPatch::display_name>("display_name").length(1, max_display_name_length).not_null(),
    field<&UserPatch::avatar_url>("avatar_url").length(1, 2000),
    field<&UserPatch::first_name>("first_name").length(0, 100),
    field<&UserPatch::last_name>("last_name").length(0, 100),
    field<&UserPatch::locale>("locale").length(2, 35),
};

constexpr schema::Field change_password_fields[] = {
    field<&ChangePassword::current_password>("current_password").length(1, max_password_length),
    field<&ChangePassword::new_password>("new_password").length(min_password_length, max_password_length),
};

}  // namespace

const schema::Table Schema<User>::table{user_fields};
const schema::Table Schema<UserPatch>::table{user_patch_fields};
const schema::Table Schema<ChangePassword>::table{change_password_fields};

void UserPatch::apply_to(User& user) const {
  if (display_name) user.display_name = *display_name;
  avatar_url.apply_to(user.avatar_url);
  first_name.apply_to(user.first_name);
  last_name.apply_to(user.last_name);
  locale.apply_to(user.locale);
}

}  // namespace quern
