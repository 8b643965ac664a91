#include "native/network_thread.hpp"

#include <algorithm>

namespace quern::native {
namespace {

// Once for the process, before the first thread; never undone, since other threads may still use it.
void open_curl() {
  static const auto opened = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(opened);
}

constexpr int longest_wait_ms = 60'000;  // whatever happens wakes it earlier

}  // namespace

Exchange::Exchange() : handle_(curl_easy_init()) {
  curl_easy_setopt(handle_, CURLOPT_PRIVATE, this);
  curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle_, CURLOPT_PROTOCOLS_STR, "http,https,ws,wss");
  add_header("Expect:");  // a body is sent at once
}

Exchange::~Exchange() {
  curl_easy_cleanup(handle_);
  curl_slist_free_all(headers_);
}

void Exchange::set_url(const std::string& url) {
  curl_easy_setopt(handle_, CURLOPT_URL, url.c_str());
  const auto host = std::string_view(url).substr(url.find("://") + 3);
  const bool is_own_machine = host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]");
  if (is_own_machine) curl_easy_setopt(handle_, CURLOPT_PROXY, "");  // whatever the environment says of proxies
}

void Exchange::add_header(const std::string& line) {
  headers_ = curl_slist_append(headers_, line.c_str());
  curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, headers_);
}

NetworkThread::NetworkThread(std::filesystem::path cookie_file)
    : cookies_((open_curl(), std::move(cookie_file))),
      multi_(curl_multi_init()),
      thread_([this] { run(); }) {}

NetworkThread::~NetworkThread() {
  {
    const std::scoped_lock lock{mutex_};
    is_ending_ = true;
  }
  curl_multi_wakeup(multi_);
  thread_.join();
  while (!exchanges_.empty()) drop(exchanges_.begin()->first);
  curl_multi_cleanup(multi_);
}

void NetworkThread::hand_over(UniqueFunction<void()> job) {
  {
    const std::scoped_lock lock{mutex_};
    jobs_.push_back(std::move(job));
  }
  curl_multi_wakeup(multi_);
}

NetworkThread::Id NetworkThread::start(std::unique_ptr<Exchange> exchange) {
  const auto id = ++last_id_;
  hand_over([this, id, exchange = std::move(exchange)]() mutable { begin(id, std::move(exchange)); });
  return id;
}

void NetworkThread::end(Id id) {
  hand_over([this, id] { drop(id); });
}

void NetworkThread::visit(Id id, UniqueFunction<bool(Exchange&)> act) {
  hand_over([this, id, act = std::move(act)]() mutable {
    const auto found = exchanges_.find(id);
    if (found != exchanges_.end() && !act(*found->second)) drop(id);
  });
}

void NetworkThread::begin(Id id, std::unique_ptr<Exchange> exchange) {
  cookies_.serve(exchange->handle());
  curl_multi_add_handle(multi_, exchange->handle());
  exchanges_.emplace(id, std::move(exchange));
}

void NetworkThread::drop(Id id) {
  const auto exchange = exchanges_.extract(id);
  if (exchange) curl_multi_remove_handle(multi_, exchange.mapped()->handle());
}

void NetworkThread::run() {
  for (;;) {
    {
      const std::scoped_lock lock{mutex_};
      if (is_ending_) return;
    }
    run_jobs();
    int running = 0;
    curl_multi_perform(multi_, &running);
    finish_done();
    poll();
  }
}

void NetworkThread::run_jobs() {
  std::vector<UniqueFunction<void()>> jobs;
  {
    const std::scoped_lock lock{mutex_};
    jobs.swap(jobs_);
  }
  for (auto& job : jobs) job();
}

void NetworkThread::finish_done() {
  int left = 0;
  while (const auto* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const auto handle = message->easy_handle;
    const auto code = message->data.result;
    const auto found = std::ranges::find_if(exchanges_, [&](const auto& e) { return e.second->handle() == handle; });
    if (found == exchanges_.end()) continue;
    cookies_.save(handle);  // before the answer is told: who hears of it may be gone with the next
    if (!found->second->on_done(code)) drop(found->first);
  }
}

// Waits for libcurl's own connections, for those it has left to us, and for hand_over().
void NetworkThread::poll() {
  std::vector<curl_waitfd> watched;
  std::vector<Id> owners;
  for (const auto& [id, exchange] : exchanges_) {
    const auto events = exchange->awaited_events();
    curl_socket_t connection = CURL_SOCKET_BAD;
    if (events == 0 || curl_easy_getinfo(exchange->handle(), CURLINFO_ACTIVESOCKET, &connection) != CURLE_OK) continue;
    watched.push_back({.fd = connection, .events = events, .revents = 0});
    owners.push_back(id);
  }
  curl_multi_poll(multi_, watched.data(), static_cast<unsigned>(watched.size()), longest_wait_ms, nullptr);
  for (std::size_t i = 0; i < watched.size(); ++i) {
    if (watched[i].revents != 0 && !exchanges_.at(owners[i])->on_ready()) drop(owners[i]);
  }
}

}  // namespace quern::native
