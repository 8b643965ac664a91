#include "core/app/route.hpp"

#include <charconv>
#include <optional>

namespace quern::app {
namespace {

constexpr int largest_offset = 1'000'000;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// A broken escape stays as it is written: an address is typed by people.
std::string decode(std::string_view text, bool plus_is_space) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::string encode(std::string_view text, std::string_view also_plain = "") {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          std::string_view{"-._~"}.contains(c) || also_plain.contains(c);
    if (is_plain) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return out;
}

std::string parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
    const auto equals = pair.find('=');
    if (pair.substr(0, equals) != name || equals == std::string_view::npos) continue;
    return decode(pair.substr(equals + 1), true);
  }
  return {};
}

int parse_offset(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = error == std::errc{} && end == text.data() + text.size();
  return is_number && value > 0 && value <= largest_offset ? value : 0;
}

std::string with_return(std::string path, const std::string& return_to) {
  if (!return_to.empty()) path += "?return=" + encode(return_to, "/");
  return path;
}

std::string format(const LoginPage& page) { return with_return("/login", page.return_to); }
std::string format(const RegisterPage& page) { return with_return("/register", page.return_to); }
std::string format(const ProjectsPage& page) {
  std::string path = "/projects";
  if (!page.search.empty()) path += "?search=" + encode(page.search);
  if (page.offset > 0) path += (page.search.empty() ? "?offset=" : "&offset=") + std::to_string(page.offset);
  return path;
}
std::string format(const ProjectPage& page) { return "/projects/" + encode(page.id); }
std::string format(const ChatsPage& page) {
  return page.search.empty() ? "/chats" : "/chats?search=" + encode(page.search);
}
std::string format(const ChatPage& page) { return "/chats/" + encode(page.id); }
std::string format(const SettingsPage&) { return "/settings"; }
std::string format(const NotFoundPage& page) { return page.path; }

// The one name behind `folder`, as in "/projects/42"; nothing where there is more or less than one.
std::optional<std::string> name_in(std::string_view folder, std::string_view path) {
  if (!path.starts_with(folder) || path.substr(folder.size()).contains('/')) return std::nullopt;
  return decode(path.substr(folder.size()), false);
}

const std::string* return_path(const Route& route) {
  if (const auto* login = std::get_if<LoginPage>(&route)) return &login->return_to;
  if (const auto* registration = std::get_if<RegisterPage>(&route)) return &registration->return_to;
  return nullptr;
}

}  // namespace

Route parse_route(std::string_view path) {
  const auto whole = path;
  path = path.substr(0, path.find('#'));
  const auto mark = path.find('?');
  const auto query = mark == std::string_view::npos ? std::string_view{} : path.substr(mark + 1);
  path = path.substr(0, mark);
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);

  if (path.empty() || path == "/" || path == "/projects")
    return ProjectsPage{parameter(query, "search"), parse_offset(parameter(query, "offset"))};
  if (path == "/login") return LoginPage{parameter(query, "return")};
  if (path == "/register") return RegisterPage{parameter(query, "return")};
  if (path == "/settings") return SettingsPage{};
  if (path == "/chats") return ChatsPage{parameter(query, "search")};
  if (auto id = name_in("/projects/", path)) return ProjectPage{*std::move(id)};
  if (auto id = name_in("/chats/", path)) return ChatPage{*std::move(id)};
  return NotFoundPage{std::string{whole}};
}

std::string format_route(const Route& route) {
  return std::visit([](const auto& page) { return format(page); }, route);
}

bool is_for_guests(const Route& route) { return return_path(route) != nullptr; }

Route return_route(const Route& guest_page) {
  const auto* path = return_path(guest_page);
  if (!path || path->empty()) return ProjectsPage{};
  auto route = parse_route(*path);
  const bool is_ours = !is_for_guests(route) && !std::holds_alternative<NotFoundPage>(route);
  return is_ours ? route : Route{ProjectsPage{}};
}

}  // namespace quern::app
