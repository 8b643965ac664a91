// AvatarStore on SQLite.
#pragma once

#include "serve/backend/avatar_store.hpp"
#include "serve/store/database.hpp"

namespace quern::serve {

class SqliteAvatars final : public AvatarStore {
 public:
  explicit SqliteAvatars(Database& database) : database_(database) {}
  void set(const UserId& user, std::string_view id, std::string_view webp) override;
  std::optional<std::string> find(std::string_view id) override;

 private:
  Database& database_;
};

}  // namespace quern::serve
