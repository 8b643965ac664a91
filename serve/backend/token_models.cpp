#include "serve/backend/token_models.hpp"

namespace quern {
namespace {

using serve::RefreshRequest;
using serve::SignedInTokens;
using serve::Tokens;

constexpr schema::Field tokens_fields[] = {
    field<&Tokens::access_token>("access_token"),
    field<&Tokens::refresh_token>("refresh_token"),
    field<&Tokens::expires_in>("expires_in"),
    field<&Tokens::session_id>("session_id"),
};
constexpr schema::Field signed_in_tokens_fields[] = {
    field<&SignedInTokens::user>("user"),
    field<&SignedInTokens::tokens>("tokens"),
};
constexpr schema::Field refresh_request_fields[] = {
    field<&RefreshRequest::refresh_token>("refresh_token").length(1, 200),
};

}  // namespace

const schema::Table Schema<serve::Tokens>::table{tokens_fields};
const schema::Table Schema<serve::SignedInTokens>::table{signed_in_tokens_fields};
const schema::Table Schema<serve::RefreshRequest>::table{refresh_request_fields};

}  // namespace quern
