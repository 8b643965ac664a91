#include "core/app/event_rules.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/app/keys.hpp"

namespace quern::app {
namespace {

using Environment = EventRules::Environment;

// The event's data, read and handed on.
template <class T, void (*Use)(const Environment&, const T&)>
bool with_data(const Environment& environment, std::string_view frame) {
  const auto data = decode_event<T>(frame);
  if (!data) return false;
  Use(environment, *data);
  return true;
}

template <class T>
void to_chats(const Environment& environment, const T& news) {
  environment.chats.take(news);
}

// Patched where it is shown, by version; the server is asked where it stands in its lists now.
void change_project(const Environment& environment, const Project& news) {
  auto& client = environment.client;
  bool is_new = true;
  const auto newer = [&](const Project& ours) -> std::shared_ptr<const Project> {
    if (news.version <= ours.version) is_new = false;
    return news.version > ours.version ? std::make_shared<const Project>(news) : nullptr;
  };
  client.batch([&] {
    client.update_data<Project>(keys::project_detail(news.id), newer, query::Match::exact);
    client.update_data<Page<Project>>(keys::project_lists(),
                                      [&](const Page<Project>& page) -> std::shared_ptr<const Page<Project>> {
                                        const auto row = std::ranges::find(page.items, news.id, &Project::id);
                                        const auto changed = row == page.items.end() ? nullptr : newer(*row);
                                        if (!changed) return nullptr;
                                        auto next = page;
                                        next.items[static_cast<std::size_t>(row - page.items.begin())] = *changed;
                                        return std::make_shared<const Page<Project>>(std::move(next));
                                      });
    if (is_new) environment.rereader.reread(keys::project_lists());
  });
}

void remove_project(const Environment& environment, const ProjectDeleted& gone) {
  auto& client = environment.client;
  client.batch([&] {
    client.update_data<Page<Project>>(
        keys::project_lists(), [&](const Page<Project>& page) -> std::shared_ptr<const Page<Project>> {
          if (!std::ranges::contains(page.items, gone.id, &Project::id)) return nullptr;
          auto next = page;
          next.total -= static_cast<std::int64_t>(
              std::erase_if(next.items, [&](const Project& row) { return row.id == gone.id; }));
          return std::make_shared<const Page<Project>>(std::move(next));
        });
    environment.rereader.reread(keys::projects());  // its own page learns that it is gone
  });
}

// What no page shows yet, or what may change anywhere under a key: read anew where it is shown.
template <query::Key (*Prefix)()>
bool reread(const Environment& environment, std::string_view) {
  environment.rereader.reread(Prefix());
  return true;
}

using enum EventName;

constexpr EventRules::Rule table[] = {
    {message_created, &with_data<Message, &to_chats<Message>>},
    {message_updated, &with_data<Message, &to_chats<Message>>},
    {message_deleted, &with_data<Message, &to_chats<Message>>},
    {chat_created, &with_data<Chat, &to_chats<Chat>>},
    {chat_updated, &with_data<Chat, &to_chats<Chat>>},
    {chat_deleted, &with_data<ChatDeleted, &to_chats<ChatDeleted>>},
    {chat_read, &with_data<ChatReadEvent, &to_chats<ChatReadEvent>>},
    {typing, &with_data<Typing, &to_chats<Typing>>},
    {presence, &with_data<Presence, &to_chats<Presence>>},
    {project_updated, &with_data<Project, &change_project>},
    {project_deleted, &with_data<ProjectDeleted, &remove_project>},
    {resume_updated, &reread<&keys::resume>},
    {session_message, &reread<&keys::sessions>},
    {interview_status, &reread<&keys::interviews>},
    {interview_error, &reread<&keys::interviews>},
    {interview_complete, &reread<&keys::interviews>},
};

}  // namespace

std::span<const EventRules::Rule> EventRules::rules() { return table; }

void EventRules::on_event(const SocketFrame& frame) {
  OpenEnum<EventName> name;
  name.assign(frame.event, EnumNames<EventName>::names);
  const auto rule = std::ranges::find(table, name.value(), &Rule::event);
  if (frame.seq && !environment_.is_live()) was_replayed_ = true;
  if (rule == std::end(table) || !rule->apply(environment_, frame.text)) ++skipped_;
}

// The server answers again: what is shown and could not be read is read now, without a Retry.
void EventRules::read_failed() {
  (void)environment_.client.refetch(
      {.type = query::QueryType::active,
       .predicate = [](const query::Query& shown) { return shown.state().status == query::QueryStatus::error; },
       .cancel_refetch = false});
}

void EventRules::on_resumed() {
  environment_.histories.on_resumed();
  if (std::exchange(was_replayed_, false)) environment_.rereader.reread(keys::chats());
  environment_.rereader.reread(keys::people());
  read_failed();
  environment_.chats.outbox().kick();
}

// The first one too: what was fetched before the log was open may lack what came between.
void EventRules::on_reset(bool is_first) {
  was_replayed_ = false;
  environment_.histories.on_reset();
  for (const auto& key :
       {keys::chats(), keys::projects(), keys::people(), keys::interviews(), keys::sessions(), keys::resume()}) {
    environment_.rereader.reread(key);
  }
  if (!is_first) environment_.rereader.reread(keys::user());
  read_failed();
  environment_.chats.outbox().kick();
}

}  // namespace quern::app
