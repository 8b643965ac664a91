#include "serve/bff/session_models.hpp"

namespace quern {
namespace {

using serve::BrowserSession;

constexpr schema::Field fields[] = {
    field<&BrowserSession::id>("id"),
    field<&BrowserSession::user_agent>("user_agent"),
    field<&BrowserSession::is_current>("current"),
    field<&BrowserSession::created_at>("created_at"),
    field<&BrowserSession::last_seen_at>("last_seen_at"),
};

}  // namespace

const schema::Table Schema<serve::BrowserSession>::table{fields};

}  // namespace quern
