// A form with a file as browsers send it.
#pragma once

#include <string>
#include <string_view>

#include "tests/serve/http_client.hpp"

namespace quern::test {

inline constexpr std::string_view form_type = "multipart/form-data; boundary=----quern7MA4YWxk";

struct FilePart {
  std::string_view filename = "a.txt";
  std::string_view content_type = "text/plain";
  std::string_view bytes = "hello";
  std::string_view name = "file";
};

inline std::string format_form(const Fields& fields, const FilePart& file) {
  std::string out;
  const auto begin = [&](std::string_view name) {
    out += "------quern7MA4YWxk\r\nContent-Disposition: form-data; name=\"" + std::string{name} + '"';
  };
  for (const auto& [name, value] : fields) {
    begin(name);
    out += "\r\n\r\n" + value + "\r\n";
  }
  begin(file.name);
  out += "; filename=\"" + std::string{file.filename} + "\"\r\nContent-Type: " + std::string{file.content_type};
  out += "\r\n\r\n" + std::string{file.bytes} + "\r\n------quern7MA4YWxk--\r\n";
  return out;
}

}  // namespace quern::test
