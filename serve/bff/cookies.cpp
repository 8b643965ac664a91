#include "serve/bff/cookies.hpp"

namespace quern::serve {
namespace {
constexpr std::string_view thirty_days = "2592000";
}

std::optional<std::string> SessionCookie::read(const Headers& request) const {
  for (const auto& [field, value] : request) {
    if (field != "cookie") continue;
    for (const auto pair : split_list(value, ';')) {
      const auto equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name_)
        return std::string{pair.substr(equals + 1)};
    }
  }
  return std::nullopt;
}

std::string SessionCookie::set(std::string_view value) const {
  return name_ + '=' + std::string{value} + "; Max-Age=" + std::string{thirty_days} + attributes();
}

std::string SessionCookie::clear() const { return name_ + "=; Max-Age=0" + attributes(); }

std::string SessionCookie::attributes() const {
  return std::string{"; Path=/; HttpOnly; SameSite=Lax"} + (secure_ ? "; Secure" : "");
}

}  // namespace quern::serve
