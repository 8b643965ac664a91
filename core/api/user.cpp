#include "core/api/user.hpp"

namespace quern {
namespace {

// A path of our own site, which a browser cannot read as another scheme or host ("//", "/\\", "/<tab>/").
bool is_own_path(std::string_view text) {
  if (!text.starts_with('/') || text.starts_with("//")) return false;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7F || c == '\\') return false;
  }
  return true;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// [A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*
bool is_locale(std::string_view text) {
  for (bool is_first = true;; is_first = false) {
    const auto part = text.substr(0, text.find('-'));
    if (part.size() > 8 || part.size() < (is_first ? 2U : 1U)) return false;
    for (const char c : part) {
      if (!is_letter(c) && (is_first || c < '0' || c > '9')) return false;
    }
    if (part.size() == text.size()) return true;
    text.remove_prefix(part.size() + 1);
  }
}

constexpr TextFormat own_path_format{&is_own_path, "must be a path of this site"};
constexpr TextFormat locale_format{&is_locale, "must be a language, as in en or pt-BR"};

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
    field<&UserPatch::avatar_url>("avatar_url").length(1, 2000).format(own_path_format),
    field<&UserPatch::first_name>("first_name").length(0, 100),
    field<&UserPatch::last_name>("last_name").length(0, 100),
    field<&UserPatch::locale>("locale").length(2, 35).format(locale_format),
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
