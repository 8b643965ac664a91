// The names of what is cached, as the contract's cache table has them: section 5.
// They live here and not in core/api: docs/decisions/0012-keys-in-app.md.
#pragma once

#include <string_view>

#include "core/api/project.hpp"
#include "core/query/key.hpp"

namespace quern::app {

// A page of projects: what is searched, where it begins.
struct ProjectsFilter {
  std::string search;
  int offset = 0;
  int limit = 20;
  bool operator==(const ProjectsFilter&) const = default;
};

namespace keys {

inline query::Key user() { return {"user"}; }
inline query::Key user_current() { return {"user", "current"}; }
inline query::Key capabilities() { return {"capabilities"}; }

inline query::Key projects() { return {"projects"}; }
inline query::Key project_lists() { return {"projects", "list"}; }
inline query::Key project_list(const ProjectsFilter& filter) {
  return {"projects", "list",
          query::KeyObject{{"search", filter.search}, {"offset", filter.offset}, {"limit", filter.limit}}};
}
inline query::Key project_details() { return {"projects", "detail"}; }
inline query::Key project_detail(const ProjectId& id) { return {"projects", "detail", id.text}; }

}  // namespace keys
}  // namespace quern::app
