// The pictures people show of themselves: one each, small, beside their row.
// Owner, errors  as in serve/backend/store.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/api/id.hpp"

namespace quern::serve {

class AvatarStore {
 public:
  virtual ~AvatarStore() = default;
  virtual void set(const UserId& user, std::string_view id, std::string_view webp) = 0;  // in place of the one before
  virtual std::optional<std::string> find(std::string_view id) = 0;
};

}  // namespace quern::serve
