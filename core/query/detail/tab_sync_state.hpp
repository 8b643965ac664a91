// What a TabSync does in any program: what is asked of the client by filter goes out and comes in (tab_sync.cpp). What is
// done beside by one that has codecs, data, hangs on it (tab_data.cpp), and is no part of a program without.
#pragma once

#include <memory>
#include <vector>

#include "core/query/detail/tab_message.hpp"
#include "core/query/tab_sync.hpp"

namespace quern::query {

namespace detail {

class TabData {
 public:
  virtual ~TabData() = default;
  virtual void take_changes(std::vector<TabItem>& items) = 0;  // to be sent, after what is there
  virtual void remember(const TabItem& command) = 0;           // of any tab, ours too
  virtual void apply(TabItem& item) = 0;                       // of the other kinds
  virtual TabVersion version_of(const Key& key) const = 0;     // nothing is {0, 0}
  virtual void stop() = 0;
};

}  // namespace detail

struct TabSync::State : std::enable_shared_from_this<State> {
  State(QueryClient& client, TabChannel& own_channel, TabSyncOptions own_options)
      : core(client.core()),
        runtime(core->runtime()),
        channel(own_channel),
        options(std::move(own_options)),
        tab(static_cast<std::int64_t>(options.tab)) {}

  std::shared_ptr<ClientCore> core;
  Runtime& runtime;
  TabChannel& channel;
  TabSyncOptions options;
  std::int64_t tab;
  std::int64_t last_time = 0;
  bool is_applying = false;  // until the client tells of the command that came from another tab
  bool is_flush_posted = false;
  std::vector<detail::TabItem> items;  // of this turn, to be sent: commands and questions
  std::unique_ptr<detail::TabData> data;
  Subscription messages;

  bool is_shared(const Key& key) const { return !options.filter || options.filter(key); }
  detail::TabVersion next_version();

  void listen();
  void on_command(const ClientCommand& command);
  void do_everywhere(detail::TabItem item);
  void flush_soon();
  void flush();

  void receive(std::string_view bytes);
  void apply(detail::TabItem& item);
  void apply_command(const detail::TabItem& item);
  QueryFilter older_than(const detail::TabItem& item);
};

}  // namespace quern::query
