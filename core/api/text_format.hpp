// Forms a text may be asked to have: in a model's table, checked by the server, and by a form before it is sent.
#pragma once

#include <string_view>

namespace quern {

struct TextFormat {
  bool (*matches)(std::string_view text);
  const char* message;
};

bool is_email(std::string_view text);  // one @, something on both sides, no spaces, at most 254 bytes
bool is_uuid(std::string_view text);   // 8-4-4-4-12 hexadecimal digits

inline constexpr TextFormat email_format{&is_email, "must be an email address"};
inline constexpr TextFormat uuid_format{&is_uuid, "must be a UUID"};

}  // namespace quern
