// The names of what is cached, as the contract's cache table has them: section 5.
// They live here and not in core/api: docs/decisions/0012-keys-in-app.md.
#pragma once

#include "core/api/chat.hpp"
#include "core/api/person.hpp"
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

inline query::Key chats() { return {"chats"}; }
inline query::Key chat_lists() { return {"chats", "list"}; }
inline query::Key chat_list(std::string_view search) { return {"chats", "list", query::KeyObject{{"search", search}}}; }
inline query::Key chat_details() { return {"chats", "detail"}; }
inline query::Key chat_detail(const ChatId& id) { return {"chats", "detail", id.text}; }

inline query::Key messages() { return {"messages"}; }
inline query::Key chat_messages(const ChatId& id) { return {"messages", "chat", id.text}; }

inline query::Key interviews() { return {"interviews"}; }
inline query::Key sessions() { return {"sessions"}; }  // of interviews that end in a resume
inline query::Key resume() { return {"resume"}; }

inline query::Key people() { return {"users"}; }
inline query::Key people_search(std::string_view search) {
  return {"users", "search", query::KeyObject{{"search", search}}};
}
inline query::Key person_detail(const UserId& id) { return {"users", "detail", id.text}; }

}  // namespace quern::app::keys
