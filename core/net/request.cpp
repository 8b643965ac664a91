#include "core/net/request.hpp"

namespace quern {

void Request::append_query(std::string_view name, std::string_view value) {
  query_ += query_.empty() ? '?' : '&';
  query_ += percent_encode(name);
  query_ += '=';
  query_ += percent_encode(value);
}

HttpRequest Request::to_http() const {
  HttpRequest request{
      .method = method_, .path = where_.text + query_, .headers = {{"Accept", "application/json"}}, .body = body_};
  request.timeout = timeout_;
  if (has_body_) request.headers.emplace_back("Content-Type", "application/json");
  // A form on another site cannot set this header: with it, the server knows the page is its own.
  if (method_ != HttpMethod::get) request.headers.emplace_back("X-Requested-With", "quern");
  if (is_idempotent_) request.headers.emplace_back("Idempotency-Key", idempotency_key_);
  return request;
}

}  // namespace quern
