// What the backends behind this server can do. The client hides what is not here.
// Shape   GET /api/capabilities answers {name, version, groups: {chats: ["voice", …], …}, limits: {…}}; needs no login.
// Units   limits are bytes or counts, as each is named.
// Source  contract, section 3, "capabilities".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/schema.hpp"

namespace quern {

struct Capabilities {
  std::string name;
  std::string version;
  Dictionary<std::vector<std::string>> groups;
  Dictionary<std::int64_t> limits;
  bool operator==(const Capabilities&) const = default;

  bool has_group(std::string_view group) const { return groups.find(group) != nullptr; }
  bool can(std::string_view group, std::string_view feature) const;
};

template <> struct Schema<Capabilities> {
  static const schema::Table table;
};

}  // namespace quern
