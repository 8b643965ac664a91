// One call of the API, before it becomes HTTP: Request::patch(path("/api/projects", id)).json(body).idempotent().
// Units   timeout is of one exchange, not of all repeats; retry counts repeats beyond the first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "core/net/http_transport.hpp"
#include "core/net/path.hpp"

namespace quern {

// What a 401 means: the session has run out, and is refreshed and the call repeated; or this very call's own refusal.
enum class OnUnauthorized : std::uint8_t { refresh, fail };

class Request {
 public:
  static Request get(Path where) { return {HttpMethod::get, std::move(where)}; }
  static Request post(Path where) { return {HttpMethod::post, std::move(where)}; }
  static Request put(Path where) { return {HttpMethod::put, std::move(where)}; }
  static Request patch(Path where) { return {HttpMethod::patch, std::move(where)}; }
  static Request del(Path where) { return {HttpMethod::del, std::move(where)}; }

  template <class Self>
  auto&& query(this Self&& self, std::string_view name, std::string_view value) {
    self.append_query(name, value);
    return std::forward<Self>(self);
  }
  template <class Self>
  auto&& query(this Self&& self, std::string_view name, std::int64_t value) {
    self.append_query(name, std::to_string(value));
    return std::forward<Self>(self);
  }
  template <class Self>
  auto&& json(this Self&& self, std::string body) {
    self.body_ = std::move(body);
    self.has_body_ = true;
    return std::forward<Self>(self);
  }
  // Carries an Idempotency-Key: one made when it is sent, or one kept since an earlier try. All repeats carry the same.
  template <class Self>
  auto&& idempotent(this Self&& self, std::string key = {}) {
    self.is_idempotent_ = true;
    self.idempotency_key_ = std::move(key);
    return std::forward<Self>(self);
  }
  template <class Self>
  auto&& on_unauthorized(this Self&& self, OnUnauthorized choice) {
    self.on_unauthorized_ = choice;
    return std::forward<Self>(self);
  }
  template <class Self>
  auto&& retry(this Self&& self, int repeats) {
    self.retry_ = repeats;
    return std::forward<Self>(self);
  }
  template <class Self>
  auto&& timeout(this Self&& self, Duration limit) {
    self.timeout_ = limit;
    return std::forward<Self>(self);
  }

  HttpMethod method() const { return method_; }
  const Path& where() const { return where_; }
  OnUnauthorized on_unauthorized() const { return on_unauthorized_; }
  bool lacks_key() const { return is_idempotent_ && idempotency_key_.empty(); }
  // How often it may be sent again: not at all if doing it twice could do two things.
  int repeats() const { return method_ == HttpMethod::get || is_idempotent_ ? retry_ : 0; }

  // As it goes over the wire, with the headers the contract asks for.
  HttpRequest to_http() const;

 private:
  Request(HttpMethod method, Path where) : method_(method), where_(std::move(where)) {}
  void append_query(std::string_view name, std::string_view value);

  HttpMethod method_;
  Path where_;
  std::string query_;
  std::string body_;
  bool has_body_ = false;
  bool is_idempotent_ = false;
  std::string idempotency_key_;
  OnUnauthorized on_unauthorized_ = OnUnauthorized::refresh;
  int retry_ = 3;
  Duration timeout_{15'000};
};

}  // namespace quern
