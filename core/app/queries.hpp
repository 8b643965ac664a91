// What each cached name fetches, how long it counts as fresh and how long it is kept unused: the contract's cache table.
// Lives   an Api is copied into each; it must not outlive its HttpClient. Its calls must not repeat by themselves
//         (api.with_retry(0)): the query does, once.
// Source  contract, section 5; docs/decisions/0012-keys-in-app.md.
#pragma once

#include "core/api/api.hpp"
#include "core/app/history.hpp"
#include "core/app/keys.hpp"
#include "core/query/query_options.hpp"

namespace quern::app {

class HistoryLoader;

// The application's defaults: stale 1 min, kept 10 min, one repeat, refetch on focus and on reconnect.
query::QueryDefaults query_defaults();

namespace queries {

query::QueryOptions<User> current_user(const Api& api);
query::QueryOptions<Capabilities> capabilities(const Api& api);
query::QueryOptions<Page<Project>> project_list(const Api& api, const ProjectListParams& page);
query::QueryOptions<Project> project_detail(const Api& api, const ProjectId& id);
// Views take these two from Chats, which knows what waits: app/chats.hpp.
query::QueryOptions<Page<Chat>> chat_list(const Api& api, std::string search);
query::QueryOptions<Chat> chat_detail(const Api& api, const ChatId& id);
query::QueryOptions<Page<Person>> people_search(const Api& api, std::string search);
query::QueryOptions<Person> person_detail(const Api& api, const UserId& id);

// The handle on a chat's messages: HistoryLoader brings them, and brings up to date what is cached. It must outlive this.
query::QueryOptions<History> messages(HistoryLoader& loader, const ChatId& chat);

}  // namespace queries
}  // namespace quern::app
