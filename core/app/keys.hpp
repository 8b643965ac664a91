// The names of what is cached, as the contract's cache table has them: section 5.
// They live here and not in core/api: docs/decisions/0012-keys-in-app.md.
#pragma once

#include "core/api/project.hpp"
#include "core/query/key.hpp"

namespace quern::app::keys {

inline query::Key user() { return {"user"}; }
inline query::Key user_current() { return {"user", "current"}; }
inline query::Key capabilities() { return {"capabilities"}; }

inline query::Key projects() { return {"projects"}; }
inline query::Key project_lists() { return {"projects", "list"}; }
inline query::Key project_list(const ProjectListParams& page) {
  return {"projects", "list",
          query::KeyObject{{"search", page.search}, {"offset", page.offset}, {"limit", page.limit}}};
}
inline query::Key project_details() { return {"projects", "detail"}; }
inline query::Key project_detail(const ProjectId& id) { return {"projects", "detail", id.text}; }

}  // namespace quern::app::keys
