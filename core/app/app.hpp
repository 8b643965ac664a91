// The application without its looks: everything the views read and command, put together.
// Owned by ui::Application, or by a test; what it is given outlives it. Several may live in one process (two browsers of
// one server, in tests).
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "core/api/api.hpp"
#include "core/app/chats.hpp"
#include "core/app/connection.hpp"
#include "core/app/event_rules.hpp"
#include "core/app/history_loader.hpp"
#include "core/app/preferences.hpp"
#include "core/app/profile.hpp"
#include "core/app/project_form.hpp"
#include "core/app/projects.hpp"
#include "core/app/rereader.hpp"
#include "core/app/router.hpp"
#include "core/app/session.hpp"
#include "core/app/tabs.hpp"
#include "core/app/toasts.hpp"
#include "core/base/random.hpp"
#include "core/net/http_client.hpp"
#include "core/net/realtime_client.hpp"
#include "core/net/socket_transport.hpp"
#include "core/query/query_client.hpp"

namespace quern::app {

struct AppEnvironment {
  Scheduler& scheduler;
  Random& random;
  HttpTransport& transport;
  SocketTransport& sockets;
  AddressBar& address_bar;
  Settings& settings;
  OutboxStorage* outbox = nullptr;    // none: what waits is lost with the App
  query::TabChannel* tabs = nullptr;  // none: there is only this one
};

class App final : RealtimeEvents {
 public:
  // `on_change` is called when something a view shows may have changed.
  App(AppEnvironment environment, std::function<void()> on_change);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  void start();  // asks who is here and what the server can do

  const Api& api() const { return api_; }  // for queries: it does not repeat calls
  query::QueryClient& client() { return client_; }
  Router& router() { return router_; }
  Session& session() { return session_; }
  Toasts& toasts() { return toasts_; }
  Preferences& preferences() { return preferences_; }
  Projects& projects() { return projects_; }
  Profile& profile() { return profile_; }
  Chats& chats() { return chats_; }
  HistoryLoader& histories() { return histories_; }

  // The project dialog, while it is open.
  std::optional<ProjectForm>& project_form() { return project_form_; }
  void submit_project_form();  // closes it if it is valid, else marks what is wrong
  // Deletes it, after the time it can be taken back; its own page gives way to the list.
  void remove_project(const Project& project);

  // Sends what waits first. Where that cannot be had, a toast asks before anything is lost: its action goes on.
  void log_out();
  void log_out_anyway();  // what is not sent is lost
  bool has_unsent() const { return projects_.has_unsent() || chats_.has_unsent(); }
  bool is_logging_out() const { return is_logging_out_; }

  // The link by which events come: there while somebody is signed in.
  const Connection& connection() const { return connection_; }
  const LinkStatus& link() const { return connection_.link(); }
  RealtimeClient& realtime() { return *realtime_; }
  void retry_now() { realtime_->retry_now(); }

  void on_focus(bool is_focused);  // also on wake
  void on_online(bool is_online);
  bool is_online() const { return is_online_; }
  void on_location_changed() { router_.on_location_changed(); }
  void on_hide();  // the page is hidden or left: what waits for an undo window is sent now

 private:
  void on_event(const SocketFrame& frame) override;
  void on_resumed() override;
  void on_reset(bool is_first) override;
  void on_link(const LinkStatus& status) override;
  Task<bool> has_session();
  void see_who_is_here();
  void on_tab(Tabs::News news);

  void on_session(Session::Change change, const User* user);
  void on_route();
  void arrive(const User& user);
  void forget_person();
  bool reopen(const ProjectForm& form);  // false: another is open
  enum class Leave : std::uint8_t { if_all_is_sent, anyway };
  Task<void> send_and_log_out(Leave leave);
  void ask_to_log_out();
  void changed() const { on_change_(); }

  std::function<void()> on_change_;
  std::unique_ptr<HttpClient> http_;  // ended first: those who wait for its calls are still here then
  Api api_;
  query::QueryClient client_;
  Rereader rereader_;
  Tabs tabs_;
  Preferences preferences_;
  Toasts toasts_;
  Session session_;
  Router router_;
  Projects projects_;
  Profile profile_;
  HistoryLoader histories_;
  MemoryOutboxStorage outbox_storage_;
  Chats chats_;
  std::optional<ProjectForm> project_form_;
  query::Subscription cache_changes_;
  Connection connection_;
  EventRules event_rules_;
  std::unique_ptr<RealtimeClient> realtime_;
  bool is_online_ = true;
  bool is_logging_out_ = false;
  ToastId log_out_question_{};
};

}  // namespace quern::app
