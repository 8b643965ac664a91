#include "serve/backend/fold_case.hpp"

#include <locale.h>
#include <wctype.h>

#include "core/api/utf8.hpp"

namespace quern::serve {
namespace {

// The C library's own tables, without setting the program's locale. C.UTF-8 is part of glibc since 2.35.
char32_t lower(char32_t c) {
  static const locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  if (!unicode) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  return static_cast<char32_t>(towlower_l(static_cast<wint_t>(c), unicode));
}

char32_t read_code_point(std::string_view sequence) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(sequence[i])); };
  switch (sequence.size()) {
    case 1: return byte(0);
    case 2: return (byte(0) & 0x1f) << 6 | (byte(1) & 0x3f);
    case 3: return (byte(0) & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
    default: return (byte(0) & 0x07) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 | (byte(3) & 0x3f);
  }
}

void append_code_point(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += {static_cast<char>(0xc0 | c >> 6), static_cast<char>(0x80 | (c & 0x3f))};
  } else if (c < 0x10000) {
    out += {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3f)),
            static_cast<char>(0x80 | (c & 0x3f))};
  } else {
    out += {static_cast<char>(0xf0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 0x3f)),
            static_cast<char>(0x80 | (c >> 6 & 0x3f)), static_cast<char>(0x80 | (c & 0x3f))};
  }
}

}  // namespace

std::string fold_case(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  while (!utf8.empty()) {
    const auto length = utf8_sequence(utf8);
    if (length == 0) {
      out += utf8.front();
      utf8.remove_prefix(1);
      continue;
    }
    append_code_point(out, lower(read_code_point(utf8.substr(0, length))));
    utf8.remove_prefix(length);
  }
  return out;
}

std::string search_form(std::string_view utf8) {
  auto form = fold_case(utf8);
  constexpr std::string_view yo = "ё", ye = "е";
  for (auto at = form.find(yo); at != std::string::npos; at = form.find(yo, at)) form.replace(at, yo.size(), ye);
  return form;
}

}  // namespace quern::serve
