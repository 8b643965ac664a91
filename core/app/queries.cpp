#include "core/app/queries.hpp"

#include <utility>

#include "core/app/history_loader.hpp"

namespace quern::app {
namespace {

using namespace std::chrono_literals;

Task<Result<User>> fetch_current_user(Api api, StopToken stop) {
  auto me = co_await api.me(stop);
  if (!me) co_return fail(std::move(me.error()));
  co_return std::move(me->user);
}

// An answer may have been made before an event that is here already.
std::shared_ptr<const Project> newer_project(const std::shared_ptr<const Project>& old,
                                             std::shared_ptr<const Project> next) {
  return next->version < old->version || *next == *old ? old : next;
}

std::shared_ptr<const Page<Project>> newer_projects(const std::shared_ptr<const Page<Project>>& old,
                                                    std::shared_ptr<const Page<Project>> next) {
  auto merged = *next;
  for (auto& row : merged.items)
    for (const auto& known : old->items)
      if (known.id == row.id && known.version > row.version) row = known;
  return merged == *old ? old : std::make_shared<const Page<Project>>(std::move(merged));
}

}  // namespace

query::QueryDefaults query_defaults() {
  return {.stale_time = 1min,
          .gc_time = 10min,
          .retry = query::Retry{[](int failures, const Error& error) { return failures < 1 && error.is_transient(); }},
          .refetch_on_focus = query::RefetchOn::if_stale,
          .refetch_on_reconnect = query::RefetchOn::if_stale};
}

namespace queries {

query::QueryOptions<User> current_user(const Api& api) {
  return {.key = keys::user_current(),
          .fetch = [api](query::QueryContext context) { return fetch_current_user(api, context.stop); },
          .stale_time = 5min,
          .gc_time = 30min};
}

// Until the page is loaded again.
query::QueryOptions<Capabilities> capabilities(const Api& api) {
  return {.key = keys::capabilities(),
          .fetch = [api](query::QueryContext context) { return api.capabilities(context.stop); },
          .stale_time = query::StaleTime::never(),
          .gc_time = query::forever};
}

query::QueryOptions<Page<Project>> project_list(const Api& api, const ProjectListParams& page) {
  return {.key = keys::project_list(page),
          .fetch = [api, page](query::QueryContext context) { return api.list_projects(page, context.stop); },
          .stale_time = 1min,
          .gc_time = 10min,
          .keep_previous = true,
          .share = &newer_projects};
}

query::QueryOptions<Project> project_detail(const Api& api, const ProjectId& id) {
  return {.key = keys::project_detail(id),
          .fetch = [api, id](query::QueryContext context) { return api.get_project(id, context.stop); },
          .stale_time = 2min,
          .gc_time = 10min,
          .refetch_on_focus = query::RefetchOn::never,
          .share = &newer_project};
}

// Never stale: events keep it up to date. After a gap that they could not close the loader invalidates it.
query::QueryOptions<History> messages(HistoryLoader& loader, const ChatId& chat) {
  return {.key = keys::chat_messages(chat),
          .fetch = [&loader, chat](query::QueryContext context) { return loader.refresh(chat, context.stop); },
          .stale_time = query::StaleTime::never(),
          .gc_time = 10min};
}

query::QueryOptions<Page<Chat>> chat_list(const Api& api, std::string search) {
  auto key = keys::chat_list(search);
  return {.key = std::move(key),
          .fetch = [api, search = std::move(search)](
                       query::QueryContext context) { return api.list_chats({.search = search}, context.stop); },
          .stale_time = 30s,
          .gc_time = 10min,
          .keep_previous = true};
}

query::QueryOptions<Chat> chat_detail(const Api& api, const ChatId& id) {
  return {.key = keys::chat_detail(id),
          .fetch = [api, id](query::QueryContext context) { return api.get_chat(id, context.stop); },
          .stale_time = 1min,
          .gc_time = 10min};
}

query::QueryOptions<Page<Person>> people_search(const Api& api, std::string search) {
  auto key = keys::people_search(search);
  return {.key = std::move(key),
          .fetch = [api, search = std::move(search)](
                       query::QueryContext context) { return api.list_people({.search = search}, context.stop); },
          .stale_time = 30s,
          .gc_time = 5min,
          .refetch_on_focus = query::RefetchOn::never,
          .keep_previous = true};
}

query::QueryOptions<Person> person_detail(const Api& api, const UserId& id) {
  return {.key = keys::person_detail(id),
          .fetch = [api, id](query::QueryContext context) { return api.get_person(id, context.stop); },
          .stale_time = 5min,
          .gc_time = 5min,
          .refetch_on_focus = query::RefetchOn::never};
}

}  // namespace queries
}  // namespace quern::app
