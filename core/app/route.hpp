// Where a person is: each page as a value, and its address in the browser.
// Shape   /login, /register (with ?return= of a page of our own), /projects?search=&offset=, /projects/:id,
//         /chats?search=, /chats/:id, /settings.
//         "/" is the list of projects; whatever is not understood is NotFoundPage, which keeps its path.
// Format  format_route(parse_route(path)) names the same page; a default is left out of the address.
#pragma once

#include <string>
#include <string_view>
#include <variant>

namespace quern::app {

struct LoginPage {
  std::string return_to;  // a path of our own, "" for the start
  bool operator==(const LoginPage&) const = default;
};
struct RegisterPage {
  std::string return_to;
  bool operator==(const RegisterPage&) const = default;
};
struct ProjectsPage {
  std::string search;
  int offset = 0;  // rows before the page, never negative
  bool operator==(const ProjectsPage&) const = default;
};
struct ProjectPage {
  std::string id;
  bool operator==(const ProjectPage&) const = default;
};
struct ChatsPage {
  std::string search;
  bool operator==(const ChatsPage&) const = default;
};
struct ChatPage {
  std::string id;  // of a chat that is not confirmed yet: its client_id
  bool operator==(const ChatPage&) const = default;
};
struct SettingsPage {
  bool operator==(const SettingsPage&) const = default;
};
struct NotFoundPage {
  std::string path;
  bool operator==(const NotFoundPage&) const = default;
};

using Route =
    std::variant<LoginPage, RegisterPage, ProjectsPage, ProjectPage, ChatsPage, ChatPage, SettingsPage, NotFoundPage>;

Route parse_route(std::string_view path);
std::string format_route(const Route& route);

// Login and registration: the pages for those who have no session.
bool is_for_guests(const Route& route);
// Where to go after signing in from `guest_page`; never a guest page, never another site.
Route return_route(const Route& guest_page);

}  // namespace quern::app
