// Addresses that one upload may go to, for a while: signed, so that nothing in them can be changed.
// Signed   HMAC-SHA-256 over the method, the path, the query as it is read and in order, whose upload it is, its declared
//          type and size, and, in the query, when it ends and the key's name. Each part with its length before it.
// Keys     one a day, derived from the installation's secret and the day: today's signs, today's and yesterday's are
//          known. So an address that leaked is worth nothing two days later, whatever it says of its end.
// Source   docs/decisions/0031-attachments.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/scheduler.hpp"
#include "serve/backend/store.hpp"
#include "serve/http/message.hpp"
#include "serve/http/url.hpp"

namespace quern::serve {

// What an address is for, beside what it says itself.
struct SignedUpload {
  UserId user;
  std::string content_type;
  std::int64_t size = 0;
};

class UploadSigner {
 public:
  enum class Verdict { good, forged, expired };

  UploadSigner(TokenStore& tokens, Scheduler& clock) : tokens_(tokens), clock_(clock) {}

  // The path with its query.
  std::string sign(Method method, std::string_view path, const SignedUpload& upload, WallTime expires_at);
  Verdict check(const Request& request, const SignedUpload& upload);

 private:
  std::string signature(std::string_view key, Method method, std::string_view path, QueryParameters query,
                        const SignedUpload& upload);
  std::string key_name(int days_ago) const;
  TokenStore& tokens_;
  Scheduler& clock_;
};

}  // namespace quern::serve
