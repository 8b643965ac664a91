// Where one is signed in: GET /api/auth/sessions answers a page of these.
#pragma once

#include <string>

#include "core/api/page.hpp"

namespace quern::serve {

struct BrowserSession {
  std::string id;
  std::string user_agent;
  bool is_current = false;
  WallTime created_at{};
  WallTime last_seen_at{};
};

}  // namespace quern::serve

namespace quern {
template <> struct Schema<serve::BrowserSession> {
  static const schema::Table table;
};
}  // namespace quern
