// What a person changes about themselves. Shown at once, lifted with a toast when refused.
// Source  contract, section 5: "update user" invalidates `user.current`.
#pragma once

#include <string>

#include "core/api/api.hpp"
#include "core/app/toasts.hpp"
#include "core/query/query_client.hpp"

namespace quern::app {

class Profile {
 public:
  Profile(query::QueryClient& client, Toasts& toasts, Api api);

  void rename(std::string display_name);
  // The language chosen on this device, for the person's other devices. A refusal is not spoken of: here it is kept anyway.
  void speak(std::string locale);

 private:
  void update(UserPatch patch, bool tells_refusal);

  query::QueryClient& client_;
  Toasts& toasts_;
  Api api_;  // does not repeat calls
};

}  // namespace quern::app
