// Somebody else, as everybody sees them: what a search for people finds.
// Source  contract, section 3, "auth, user": GET /api/users, GET /api/users/:id.
#pragma once

#include <optional>
#include <string>

#include "core/api/page.hpp"

namespace quern {

struct Person {
  UserId id;
  std::string display_name;
  std::optional<std::string> avatar_url;
  bool online = false;
  std::optional<WallTime> last_seen_at;  // never seen, or not told
  bool operator==(const Person&) const = default;
};

// Which page of the people: GET /api/users?search=&offset=&limit=. The caller is not among them.
struct PersonListParams {
  std::string search;
  std::int64_t offset = 0;
  std::int64_t limit = default_page_limit;
  bool operator==(const PersonListParams&) const = default;
};

template <> struct Schema<Person> {
  static const schema::Table table;
};

}  // namespace quern
