// One request and its answer, free of any transport: what the BFF, the backend and the files speak.
// Shape   Request::target is as sent ("/api/projects?limit=20"); path() and query() are views of it, still percent-encoded.
// Owner   a Body shares its bytes, so a file is sent from the table it lives in without a copy. One of a ByteSource is
//         read as it is sent, a piece at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "serve/http/byte_source.hpp"
#include "serve/http/headers.hpp"

namespace quern::serve {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options };
std::string_view format_method(Method method);  // "GET", … "DELETE"
std::optional<Method> parse_method(std::string_view text);
// Does it promise to change nothing?
inline bool is_safe(Method method) { return method == Method::get || method == Method::head; }

class BodySink;

class Body {
 public:
  Body() = default;
  Body(std::string text)  // NOLINT(google-explicit-constructor): a body is its text
      : bytes_(std::make_shared<const std::string>(std::move(text))),
        size_(bytes_->size()) {}
  Body(std::shared_ptr<const std::string> bytes)  // NOLINT(google-explicit-constructor)
      : bytes_(std::move(bytes)),
        size_(bytes_->size()) {}
  Body(std::shared_ptr<const ByteSource> source)  // NOLINT(google-explicit-constructor)
      : source_(std::move(source)),
        size_(source_->size()) {}

  // A piece of these bytes; offset and size must lie inside.
  Body slice(std::uint64_t offset, std::uint64_t size) const {
    Body part = *this;
    part.offset_ += offset;
    part.size_ = size;
    return part;
  }
  // "" of a source, which is read from `offset()` on.
  std::string_view view() const {
    return bytes_ ? std::string_view{*bytes_}.substr(offset_, size_) : std::string_view{};
  }
  const std::shared_ptr<const ByteSource>& source() const { return source_; }
  std::uint64_t offset() const { return offset_; }
  std::uint64_t size() const { return size_; }

 private:
  std::shared_ptr<const std::string> bytes_;
  std::shared_ptr<const ByteSource> source_;
  std::uint64_t offset_ = 0;
  std::uint64_t size_ = 0;
};

struct Request {
  Method method = Method::get;
  std::string target;
  Headers headers;
  std::string body;
  std::shared_ptr<BodySink> received;  // instead of `body`, where the route takes it as it comes (body_sink.hpp)
  std::string client_address;          // "192.0.2.1": who throttling is for
  std::string id;                      // names this request in the log

  std::string_view path() const { return std::string_view{target}.substr(0, target.find('?')); }
  std::string_view query() const {
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view{} : std::string_view{target}.substr(mark + 1);
  }
};

struct Response {
  int status = 200;
  Headers headers;
  Body body;
  std::string note;        // for the log alone: why, when the server failed
  std::string_view route;  // for the count alone: the pattern that answered, which lives as long as the program
};

}  // namespace quern::serve
