#include "core/api/auth.hpp"

namespace quern {
namespace {

constexpr schema::Field register_fields[] = {
    field<&RegisterRequest::email>("email").format(email_format),
    field<&RegisterRequest::password>("password").length(min_password_length, max_password_length),
    field<&RegisterRequest::display_name>("display_name").length(1, max_display_name_length),
};

// Looser than register: what cannot be right is answered like what is not right, with invalid_credentials.
constexpr schema::Field login_fields[] = {
    field<&LoginRequest::email>("email").length(1, 254),
    field<&LoginRequest::password>("password").length(1, max_password_length),
};

constexpr schema::Field signed_in_fields[] = {field<&SignedIn::user>("user")};
constexpr schema::Field refreshed_fields[] = {field<&Refreshed::expires_in>("expires_in")};
constexpr schema::Field me_fields[] = {field<&Me::user>("user"), field<&Me::expires_in>("expires_in")};

}  // namespace

const schema::Table Schema<RegisterRequest>::table{register_fields};
const schema::Table Schema<LoginRequest>::table{login_fields};
const schema::Table Schema<SignedIn>::table{signed_in_fields};
const schema::Table Schema<Refreshed>::table{refreshed_fields};
const schema::Table Schema<Me>::table{me_fields};

}  // namespace quern
