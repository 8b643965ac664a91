// The backend of this process, as a backend like any other.
#pragma once

#include "serve/backend/backend.hpp"
#include "serve/bff/backend_client.hpp"

namespace quern::serve {

class EmbeddedBackend final : public BackendClient {
 public:
  explicit EmbeddedBackend(Backend& backend) : backend_(backend) {}
  Task<Response> send(Request request) override { return backend_.handle(std::move(request)); }
  Task<BodyDecision> open_body(Request head) override { return backend_.open_body(std::move(head)); }
  Task<SocketDecision> open_socket(Request request) override { return backend_.open_socket(std::move(request)); }

 private:
  Backend& backend_;
};

}  // namespace quern::serve
