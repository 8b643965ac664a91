#include "serve/backend/idempotency.hpp"

#include "core/api/text_format.hpp"
#include "serve/crypto/crypto.hpp"
#include "serve/http/body_sink.hpp"
#include "serve/http/error_answer.hpp"

namespace quern::serve {
namespace {

constexpr auto kept_for = std::chrono::hours{24};

Response replay(const StoredAnswer& stored) {
  Response response{.status = stored.status, .headers = {{"cache-control", "no-store"}}, .body = stored.body};
  if (!stored.content_type.empty()) response.headers.set("content-type", stored.content_type);
  response.headers.set("idempotency-replayed", "true");
  return response;
}

}  // namespace

Idempotency::Idempotency(AnswerStore& store, Scheduler& clock, Random& random)
    : store_(store),
      clock_(clock),
      process_secret_(random_bytes(random, 32)) {}

Idempotency::Entry Idempotency::enter(const Request& request, const UserId& user, BodyHash body_hash) {
  const auto given = request.headers.find("idempotency-key");
  if (!given || is_safe(request.method)) return {};
  if (!is_uuid(*given)) return {.answer = error_answer(400, "bad_request", "Idempotency-Key must be a UUID")};
  const auto key = to_lower(*given);
  auto hash = hash_of(request, body_hash);
  if (running_.contains({user, key})) {
    return {.answer = retry_answer(409, "idempotency_in_progress", "the first request with this key is still running",
                                   std::chrono::seconds{1})};
  }
  if (const auto stored = store_.find(user, key)) {
    if (clock_.wall_now() - stored->created_at >= kept_for) {
      store_.remove(user, key);
    } else if (stored->request_hash != hash) {
      return {.answer = error_answer(422, "idempotency_mismatch", "this key was used for another request")};
    } else {
      return {.answer = replay(*stored)};
    }
  }
  running_.emplace(user, key);
  return {.hold = Hold{*this, user, key, std::move(hash)}};
}

void Idempotency::Hold::keep(const Response& response) {
  if (!owner_ || response.status >= 500 || response.status == 429) return;
  owner_->store_.insert(user_, key_,
                        {.request_hash = request_hash_,
                         .status = response.status,
                         .content_type = std::string{response.headers.get("content-type")},
                         .body = std::string{response.body.view()},
                         .created_at = owner_->clock_.wall_now()});
}

void Idempotency::sweep() { store_.forget_older_than(clock_.wall_now() - kept_for); }

std::string Idempotency::hash_of(const Request& request, BodyHash body_hash) const {
  std::string text{format_method(request.method)};
  text += '\n';
  text += request.target;
  text += '\n';
  text += request.received ? request.received->declared() : request.body;
  return body_hash == BodyHash::secret ? hmac_sha256(process_secret_, text) : sha256(text);
}

}  // namespace quern::serve
