#include "core/app/app.hpp"

#include <utility>

#include "core/api/error_body.hpp"
#include "core/api/event.hpp"
#include "core/app/keys.hpp"
#include "core/app/queries.hpp"

namespace quern::app {
namespace {

// Up to a quarter more, so that a thousand clients do not come back at once.
std::function<Duration(Duration)> jitter(Random& random) {
  return [&random](Duration delay) {
    const auto most = static_cast<std::uint64_t>(delay.count() / 4 + 1);
    return delay + Duration{static_cast<Duration::rep>(random.next() % most)};
  };
}

}  // namespace

App::App(AppEnvironment environment, std::function<void()> on_change)
    : on_change_(std::move(on_change)),
      http_(std::make_unique<HttpClient>(environment.transport, environment.scheduler, environment.random,
                                         &read_error_body)),
      api_(*http_, 0),
      client_(environment.scheduler, {.defaults = query_defaults(), .jitter = jitter(environment.random)}),
      rereader_(environment.scheduler, client_),
      tabs_(environment.tabs, [this](Tabs::News news) { on_tab(news); }),
      preferences_(environment.settings, [this] { changed(); }),
      toasts_(environment.scheduler, [this] { changed(); }),
      session_(environment.scheduler, api_,
               [this](Session::Change change, const User* user) { on_session(change, user); }),
      router_(environment.address_bar, [this](const Route&, Arrival) { on_route(); }),
      projects_({.scheduler = environment.scheduler,
                 .random = environment.random,
                 .client = client_,
                 .toasts = toasts_,
                 .reopen = [this](const ProjectForm& form) { return reopen(form); },
                 .on_written = [this] { tabs_.tell(Tabs::News::projects); }},
                api_),
      profile_(client_, toasts_, api_),
      histories_({.scheduler = environment.scheduler,
                  .client = client_,
                  .rereader = rereader_,
                  .on_change = [this] { changed(); }},
                 api_),
      chats_({.scheduler = environment.scheduler,
              .random = environment.random,
              .client = client_,
              .toasts = toasts_,
              .router = router_,
              .storage = environment.outbox ? *environment.outbox : outbox_storage_,
              .histories = histories_,
              .rereader = rereader_,
              .tell = [this](std::string op) { realtime_->send(std::move(op)); },
              .on_change = [this] { changed(); }},
             api_),
      cache_changes_(client_.on_change([this] { changed(); })),
      connection_(environment.scheduler),
      event_rules_({.client = client_,
                    .rereader = rereader_,
                    .chats = chats_,
                    .histories = histories_,
                    .is_live = [this] { return link().state == LinkState::live; }}),
      realtime_(std::make_unique<RealtimeClient>(
          RealtimeClient::Environment{.transport = environment.sockets,
                                      .scheduler = environment.scheduler,
                                      .random = environment.random,
                                      .read_frame = &read_frame,
                                      .check_session = [this] { return has_session(); }},
          static_cast<RealtimeEvents&>(*this))) {
  http_->on_session_expired([this] { session_.on_expired(); });
}

App::~App() {
  on_change_ = [] {};  // nobody shows it any more
  realtime_.reset();
  rereader_.forget();
  projects_.forget();
  chats_.close();
  histories_.forget();
  http_.reset();
}

void App::start() {
  session_.start();
  client_.prefetch(queries::capabilities(api_));
}

void App::submit_project_form() {
  if (!project_form_) return;
  auto& form = *project_form_;
  form.is_name_checked = form.is_description_checked = true;
  if (!form.is_valid()) return changed();
  auto sent = std::move(*std::exchange(project_form_, std::nullopt));
  sent.refusal.reset();
  if (sent.kind == ProjectForm::Kind::edit) {
    projects_.edit(std::move(sent));
  } else {
    router_.go(ProjectsPage{});  // where the new row is
    projects_.create(std::move(sent));
  }
  changed();
}

void App::remove_project(const Project& project) {
  if (router_.route() == Route{ProjectPage{project.id.text}}) router_.replace(ProjectsPage{});
  projects_.remove(project);
}

void App::log_out() {
  if (is_logging_out_) return;
  is_logging_out_ = true;
  changed();
  send_and_log_out(Leave::if_all_is_sent).detach();
}

// First what waits is sent. What the server does not have then would be lost: that is asked about.
Task<void> App::send_and_log_out(Leave leave) {
  if (leave == Leave::if_all_is_sent) {
    projects_.send_waiting();
    chats_.send_waiting();
    const bool was_open = project_form_.has_value();
    if (is_online_) {
      auto settled = co_await projects_.settle();
      if (settled) settled = co_await chats_.outbox().settle();
      if (!settled) {  // the person left meanwhile, or the App ends
        is_logging_out_ = false;
        co_return;
      }
    }
    const bool has_refused = toasts_.has(ToastAction::reopen) || (project_form_ && !was_open);
    if (has_unsent() || has_refused) {
      is_logging_out_ = false;
      co_return ask_to_log_out();
    }
  }
  const auto answer = co_await session_.log_out();
  is_logging_out_ = false;
  if (!answer && !answer.error().is(ErrorKind::cancelled)) {
    toasts_.show({.notice = {.id = Notice::Id::not_logged_out, .reason = answer.error()}, .is_error = true});
  }
  changed();
}

// Closing it is staying.
void App::ask_to_log_out() {
  toasts_.close(log_out_question_);
  log_out_question_ = toasts_.show({.notice = {.id = Notice::Id::unsent_at_log_out},
                                    .is_error = true,
                                    .action = ToastAction::log_out,
                                    .on_action = [this] { log_out_anyway(); }});
}

void App::log_out_anyway() {
  if (std::exchange(is_logging_out_, true)) return;
  changed();
  send_and_log_out(Leave::anyway).detach();
}

void App::on_focus(bool is_focused) {
  client_.on_focus(is_focused);
  if (!is_focused) return;
  session_.start();  // does something only while nobody is known
  realtime_->on_focus();
  chats_.outbox().kick();
}

void App::on_online(bool is_online) {
  if (std::exchange(is_online_, is_online) == is_online) return;
  client_.on_online(is_online);
  chats_.outbox().on_online(is_online);
  realtime_->on_online(is_online);
  if (is_online) session_.start();
  changed();
}

void App::on_hide() {
  projects_.send_waiting();
  chats_.send_waiting();
}

void App::on_session(Session::Change change, const User* user) {
  using enum Session::Change;
  switch (change) {
    case form: break;
    case signed_in_another:
      tabs_.tell(Tabs::News::left);  // who was here before
      forget_person();
      [[fallthrough]];
    case signed_in: arrive(*user); break;
    case left:
      tabs_.tell(Tabs::News::left);
      forget_person();
      [[fallthrough]];
    case signed_out:
    case ended:
      tabs_.stop();
      chats_.outbox().pause();
      realtime_->stop();
      on_route();
      break;
  }
  changed();
}

// Signing in makes all that is cached questionable: the contract's table says so.
void App::arrive(const User& user) {
  client_.set_data(keys::user_current(), user);
  (void)client_.invalidate({.key = {}, .predicate = [](const query::Query& query) {
                              return query.key() != keys::user_current() && query.key() != keys::capabilities();
                            }});
  tabs_.start(user.id);
  chats_.start(user.id);
  realtime_->start();
  on_route();
}

void App::forget_person() {
  realtime_->stop();
  rereader_.forget();
  projects_.forget();
  chats_.forget();
  histories_.forget();
  project_form_.reset();
  toasts_.clear();
  client_.clear();
  client_.prefetch(queries::capabilities(api_));  // of the server, not of the person
}

void App::on_event(const SocketFrame& frame) { event_rules_.on_event(frame); }

void App::on_resumed() {
  see_who_is_here();
  event_rules_.on_resumed();
}

void App::on_reset(bool is_first) {
  if (!is_first) see_who_is_here();
  event_rules_.on_reset(is_first);
}

void App::on_link(const LinkStatus& status) {
  connection_.on_link(status);
  if (status.state != LinkState::live && status.state != LinkState::connecting) chats_.signs_were_missed();
  changed();
}

// The link came back with the session's cookie of now: in another tab another person may have signed in meanwhile.
void App::see_who_is_here() { (void)client_.invalidate({.key = keys::user_current()}); }

// Another tab of this person wrote projects: the server says so too, unless the link is down. Or the person left there, and
// is nobody here any more: what was not sent stays with the page, for when they come back.
void App::on_tab(Tabs::News news) {
  if (news == Tabs::News::left) return see_who_is_here();
  if (link().state != LinkState::live) rereader_.reread(keys::projects());
}

// A server that cannot be asked throws nobody out.
Task<bool> App::has_session() {
  const auto me = co_await api_.me();
  if (me) session_.see(me->user);
  co_return me || !me.error().is(ErrorKind::authentication);
}

// Guests are shown the way in, with the place to return to; those signed in have nothing to do there.
void App::on_route() {
  const auto& route = router_.route();
  const bool is_guest_page = is_for_guests(route);
  if (session_.status() == Session::Status::signed_out && !is_guest_page) {
    const bool is_start = route == Route{ProjectsPage{}} || is_logging_out_;
    return router_.replace(LoginPage{is_start ? "" : format_route(route)});
  }
  if (session_.status() == Session::Status::signed_in && is_guest_page) return router_.replace(return_route(route));
  if (is_guest_page) session_.forget_refusal();
  changed();
}

bool App::reopen(const ProjectForm& form) {
  if (project_form_) return false;
  project_form_ = form;
  changed();
  return true;
}

}  // namespace quern::app
