#include "serve/http/http_server.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <map>
#include <mutex>
#include <thread>

#include "serve/http/connection.hpp"

namespace quern::serve {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto waiting = asio::as_tuple(asio::use_awaitable);

class AsioServer final : public HttpServer {
 public:
  AsioServer(HttpServerOptions options, RequestLog& log) : state_{.options = std::move(options), .log = log} {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%llx",
                  static_cast<unsigned long long>(std::chrono::duration_cast<Duration>(now).count()));
    state_.run_id = digits.data();
  }
  ~AsioServer() override { stop(); }

  Result<void> listen() {
    error_code error;
    const auto address = asio::ip::make_address(state_.options.address, error);
    if (error) return fail(ErrorKind::validation, "not an address: " + state_.options.address);
    const tcp::endpoint endpoint{address, state_.options.port};
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address{true}, error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error == asio::error::address_in_use) return fail(ErrorKind::conflict, "the port is taken");
    if (error) return fail(ErrorKind::server, error.message());
    port_ = acceptor_.local_endpoint().port();
    return {};
  }

  std::uint16_t port() const override { return port_; }
  std::size_t connections() const override {
    const std::scoped_lock lock{mutex_};
    return connections_.size();
  }

  void start(Handler& handler, std::vector<std::string> hosts) override {
    state_.handler = &handler;
    state_.hosts = std::move(hosts);
    asio::co_spawn(acceptor_.get_executor(), accept(), report);
    for (unsigned i = 0; i < state_.options.threads; ++i) threads_.emplace_back([this] { context_.run(); });
  }

  void stop() override {
    if (threads_.empty()) return;
    state_.draining = true;
    asio::post(acceptor_.get_executor(), [this] {
      acceptor_.close();
      retry_.cancel();
    });
    for_each(&Connection::drain);
    if (!wait_until_empty(state_.options.drain)) {
      for_each(&Connection::cut);
      wait_until_empty(Duration{500});
    }
    context_.stop();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    state_.disk.join();  // what runs there still uses what its connection holds
  }

 private:
  asio::awaitable<void> accept() {
    while (acceptor_.is_open()) {
      auto [error, socket] = co_await acceptor_.async_accept(asio::make_strand(context_), waiting);
      if (error == asio::error::operation_aborted) break;
      if (error) {  // out of descriptors, say: wait for some to be closed
        retry_.expires_after(std::chrono::milliseconds{100});
        co_await retry_.async_wait(waiting);
        continue;
      }
      admit(std::move(socket));
    }
  }

  void admit(tcp::socket socket) {
    error_code gone;
    const auto address = socket.remote_endpoint(gone).address();
    const std::scoped_lock lock{mutex_};
    if (gone || state_.draining || is_full(address)) return;
    const auto executor = socket.get_executor();
    const auto connection = std::make_shared<Connection>(std::move(socket), state_);
    const auto id = ++last_connection_;
    connections_.emplace(id, connection);
    ++by_address_[address];
    asio::co_spawn(executor, serve(connection, id, address), report);
  }

  bool is_full(const asio::ip::address& address) const {
    if (connections_.size() >= state_.options.max_connections) return true;
    const auto most = state_.options.connections_per_address;
    const auto here = by_address_.find(address);
    return most > 0 && here != by_address_.end() && here->second >= most;
  }

  asio::awaitable<void> serve(std::shared_ptr<Connection> connection, std::uint64_t id, asio::ip::address address) {
    co_await connection->run();
    const std::scoped_lock lock{mutex_};
    connections_.erase(id);
    if (const auto here = by_address_.find(address); --here->second == 0) by_address_.erase(here);
    if (connections_.empty()) emptied_.notify_all();
  }

  void for_each(void (Connection::*action)()) {
    const std::scoped_lock lock{mutex_};
    for (const auto& [id, weak] : connections_) {
      if (const auto connection = weak.lock()) ((*connection).*action)();
    }
  }

  bool wait_until_empty(Duration at_most) {
    std::unique_lock lock{mutex_};
    return emptied_.wait_for(lock, at_most, [this] { return connections_.empty(); });
  }

  // Only a bug of ours or no memory ends a coroutine so: the connection is gone, the server goes on.
  static void report(const std::exception_ptr& error) {
    if (!error) return;
    try {
      std::rethrow_exception(error);
    } catch (const std::exception& e) {
      std::fprintf(stderr, "serve: a connection ended by an exception: %s\n", e.what());
    }
  }

  ServerState state_;
  asio::io_context context_;
  tcp::acceptor acceptor_{asio::make_strand(context_)};
  asio::steady_timer retry_{acceptor_.get_executor()};
  std::uint16_t port_ = 0;
  std::vector<std::thread> threads_;

  mutable std::mutex mutex_;
  std::condition_variable emptied_;
  std::map<std::uint64_t, std::weak_ptr<Connection>> connections_;
  std::map<asio::ip::address, std::size_t> by_address_;
  std::uint64_t last_connection_ = 0;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::listen(HttpServerOptions options, RequestLog& log) {
  auto server = std::make_unique<AsioServer>(std::move(options), log);
  if (auto listening = server->listen(); !listening) return fail(listening.error());
  return server;
}

}  // namespace quern::serve
