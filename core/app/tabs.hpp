// What the tabs of one browser tell each other: that this person wrote projects, that this person left. No more: the server
// tells every tab of everything while its link is live, and this is for the tabs that have none just now.
// Shape   a message is the news and the person's id; a tab of another person, or of another version, makes nothing of it.
// Owned by App. query::TabSync would carry any invalidation, and data; the page has no room for it (docs/decisions/0025).
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/api/id.hpp"
#include "core/query/tab_sync.hpp"

namespace quern::app {

class Tabs {
 public:
  enum class News : char { projects = 'p', left = 'l' };

  // `channel` may be null: there is only this tab.
  Tabs(query::TabChannel* channel, std::function<void(News news)> on_news);

  void start(const UserId& user) { user_ = user; }  // whose tab this is, from now on
  void stop() { user_ = {}; }
  void tell(News news);

 private:
  void hear(std::string_view message);

  query::TabChannel* channel_;
  std::function<void(News news)> on_news_;
  UserId user_;
  query::Subscription messages_;
};

}  // namespace quern::app
