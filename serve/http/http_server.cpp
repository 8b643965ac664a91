#include "serve/http/http_server.hpp"

#include <array>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <map>
#include <mutex>
#include <thread>

#include "serve/http/error_answer.hpp"
#include "serve/http/response_head.hpp"

namespace quern::serve {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto waiting = asio::as_tuple(asio::use_awaitable);
using SteadyTime = std::chrono::steady_clock::time_point;

// What every connection of a server shares.
struct Shared {
  HttpServerOptions options;
  RequestLog& log;
  Handler* handler = nullptr;
  std::vector<std::string> hosts;
  std::string run_id;  // of this process: with a number behind it, a request's id
  std::atomic<std::uint64_t> requests{0};
  std::atomic<bool> draining{false};
};

// One client. Lives as long as its coroutine; everything runs on its strand.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, Shared& shared)
      : stream_(std::move(socket)),
        shared_(shared),
        parser_(shared.options.limits, shared.hosts) {
    error_code ignored;
    const auto peer = stream_.socket().remote_endpoint(ignored);
    if (!ignored) address_ = peer.address().to_string();
    stream_.socket().set_option(tcp::no_delay{true}, ignored);
  }

  asio::awaitable<void> run() {
    bool first = true;
    while (co_await read_request(std::exchange(first, false))) {
      if (!co_await answer_request()) break;
    }
    co_await close();
  }

  // From any thread: ends it now if it is between two requests, else after its answer.
  void drain() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] {
      if (self->is_idle_) self->stream_.close();
    });
  }
  void cut() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] { self->stream_.close(); });
  }

 private:
  // True when a request is complete. A refusal is answered here.
  asio::awaitable<bool> read_request(bool first) {
    const auto& options = shared_.options;
    is_idle_ = buffer_.empty();
    if (is_idle_ && shared_.draining) co_return false;
    stream_.expires_after(is_idle_ && !first ? options.idle_deadline : options.head_deadline);
    bool has_begun = !is_idle_;
    started_ = std::chrono::steady_clock::now();
    bool has_head = false;
    while (true) {
      const auto used = parser_.feed(buffer_);
      buffer_.erase(0, used);
      if (parser_.refusal() || parser_.is_complete()) break;
      if (!has_head && parser_.has_head()) {
        has_head = true;
        stream_.expires_after(options.body_deadline);
        if (parser_.expects_continue() && buffer_.empty() && !co_await write_continue()) co_return false;
      }
      if (used > 0 && !buffer_.empty()) continue;
      if (buffer_.size() > longest_element) {
        co_await refuse({400, "a chunk's header is too long"});
        co_return false;
      }
      if (!co_await read_some(has_head ? body_piece : head_piece)) co_return false;
      if (!has_begun) {
        has_begun = true;
        is_idle_ = false;
        started_ = std::chrono::steady_clock::now();
        stream_.expires_after(options.head_deadline);
      }
    }
    if (parser_.refusal()) {
      co_await refuse(*parser_.refusal());
      co_return false;
    }
    co_return true;
  }

  asio::awaitable<bool> read_some(std::size_t most) {
    const auto held = buffer_.size();
    buffer_.resize(held + most);
    const auto [error, count] = co_await stream_.async_read_some(asio::buffer(buffer_.data() + held, most), waiting);
    buffer_.resize(held + count);
    co_return !error;
  }

  asio::awaitable<bool> write_continue() {
    static constexpr std::string_view line = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto [error, count] = co_await asio::async_write(stream_, asio::buffer(line), waiting);
    co_return !error && count == line.size();
  }

  // False when the connection ends with this answer.
  asio::awaitable<bool> answer_request() {
    const int version = parser_.head().version;
    const bool keeps_alive = parser_.keeps_alive();
    auto request = parser_.take();
    if (buffer_.empty()) buffer_ = {};  // a large body's room is not kept for the next
    request.client_address = address_;
    request.id = next_id();
    RequestRecord record{.id = request.id,
                         .method = std::string{format_method(request.method)},
                         .path = std::string{request.path()},
                         .client_address = address_};
    const bool head_only = request.method == Method::head;
    auto response = co_await ask_handler(std::move(request));
    const bool keep = keeps_alive && !shared_.draining;
    co_return co_await send(std::move(response), std::move(record), {.version = version, .keep_alive = keep},
                            head_only) &&
        keep;
  }

  asio::awaitable<Response> ask_handler(Request request) {
    return asio::async_initiate<const asio::use_awaitable_t<>, void(Response)>(
        [this](auto resume, Request asked) {
          auto shared = std::make_shared<decltype(resume)>(std::move(resume));
          shared_.handler->handle(std::move(asked), [shared, executor = stream_.get_executor()](Response answer) {
            asio::post(executor, [shared, answer = std::move(answer)]() mutable { (*shared)(std::move(answer)); });
          });
        },
        asio::use_awaitable, std::move(request));
  }

  asio::awaitable<void> refuse(Refusal refusal) {
    const auto code = refusal.status == 413 || refusal.status == 431 ? "too_large" : "bad_request";
    const auto& head = parser_.head();
    RequestRecord record{.id = next_id(),
                         .method = head.method.substr(0, 16),
                         .path = head.target.substr(0, head.target.find('?')).substr(0, 256),
                         .client_address = address_,
                         .note = refusal.reason};
    co_await send(error_answer(refusal.status, code, refusal.reason), std::move(record), {.keep_alive = false}, false);
  }

  asio::awaitable<bool> send(Response response, RequestRecord record, HeadOptions options, bool head_only) {
    add_security_headers(response.headers, shared_.options.secure);
    response.headers.set("x-request-id", record.id);
    response.headers.set("date", format_http_date(std::chrono::floor<Duration>(std::chrono::system_clock::now())));
    if (head_only && response.headers.count("content-length") == 0) {
      response.headers.set("content-length", std::to_string(response.body.size()));
    }
    const auto head = format_head(response, options);
    const bool has_body = !head_only && response.status != 204 && response.status != 304;
    const auto body = has_body ? response.body.view() : std::string_view{};
    const bool sent = co_await write(head, body);
    record.status = response.status;
    if (record.note.empty()) record.note = response.note;
    record.bytes = body.size();
    record.duration = std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - started_);
    shared_.log.write(record);
    co_return sent;
  }

  asio::awaitable<bool> write(std::string_view head, std::string_view body) {
    auto piece = body.substr(0, write_piece);
    stream_.expires_after(shared_.options.write_deadline);
    const std::array<asio::const_buffer, 2> opening{asio::buffer(head), asio::buffer(piece)};
    if (std::get<0>(co_await asio::async_write(stream_, opening, waiting))) co_return false;
    for (body.remove_prefix(piece.size()); !body.empty(); body.remove_prefix(piece.size())) {
      piece = body.substr(0, write_piece);
      stream_.expires_after(shared_.options.write_deadline);
      if (std::get<0>(co_await asio::async_write(stream_, asio::buffer(piece), waiting))) co_return false;
    }
    co_return true;
  }

  // Half closes, and reads off for a moment what the client was still sending: closing over unread bytes would reset
  // the connection, and the client would lose the answer.
  asio::awaitable<void> close() {
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.expires_after(std::chrono::seconds{1});
    std::array<char, 4096> dropped;
    for (std::size_t total = 0; !ignored && total < 512 * 1024;) {
      const auto [error, count] = co_await stream_.async_read_some(asio::buffer(dropped), waiting);
      if (error) break;
      total += count;
    }
    stream_.close();
  }

  std::string next_id() { return shared_.run_id + '-' + std::to_string(++shared_.requests); }

  static constexpr std::size_t head_piece = 4 * 1024;
  static constexpr std::size_t body_piece = 64 * 1024;
  static constexpr std::size_t write_piece = 256 * 1024;
  static constexpr std::size_t longest_element = 32 * 1024;  // above the header's limit

  boost::beast::tcp_stream stream_;
  Shared& shared_;
  RequestParser parser_;
  std::string buffer_;
  std::string address_;
  SteadyTime started_;
  bool is_idle_ = true;
};

class AsioServer final : public HttpServer {
 public:
  AsioServer(HttpServerOptions options, RequestLog& log) : shared_{.options = std::move(options), .log = log} {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%llx",
                  static_cast<unsigned long long>(std::chrono::duration_cast<Duration>(now).count()));
    shared_.run_id = digits.data();
  }
  ~AsioServer() override { stop(); }

  Result<void> listen() {
    error_code error;
    const auto address = asio::ip::make_address(shared_.options.address, error);
    if (error) return fail(ErrorKind::validation, "not an address: " + shared_.options.address);
    const tcp::endpoint endpoint{address, shared_.options.port};
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

  void start(Handler& handler, std::vector<std::string> hosts) override {
    shared_.handler = &handler;
    shared_.hosts = std::move(hosts);
    asio::co_spawn(acceptor_.get_executor(), accept(), report);
    for (unsigned i = 0; i < shared_.options.threads; ++i) threads_.emplace_back([this] { context_.run(); });
  }

  void stop() override {
    if (threads_.empty()) return;
    shared_.draining = true;
    asio::post(acceptor_.get_executor(), [this] {
      acceptor_.close();
      retry_.cancel();
    });
    for_each(&Connection::drain);
    if (!wait_until_empty(shared_.options.drain)) {
      for_each(&Connection::cut);
      wait_until_empty(Duration{500});
    }
    context_.stop();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
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
    const std::scoped_lock lock{mutex_};
    if (connections_.size() >= shared_.options.max_connections || shared_.draining) return;
    const auto executor = socket.get_executor();
    const auto connection = std::make_shared<Connection>(std::move(socket), shared_);
    const auto id = ++last_connection_;
    connections_.emplace(id, connection);
    asio::co_spawn(executor, serve(connection, id), report);
  }

  asio::awaitable<void> serve(std::shared_ptr<Connection> connection, std::uint64_t id) {
    co_await connection->run();
    const std::scoped_lock lock{mutex_};
    connections_.erase(id);
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

  Shared shared_;
  asio::io_context context_;
  tcp::acceptor acceptor_{asio::make_strand(context_)};
  asio::steady_timer retry_{acceptor_.get_executor()};
  std::uint16_t port_ = 0;
  std::vector<std::thread> threads_;

  std::mutex mutex_;
  std::condition_variable emptied_;
  std::map<std::uint64_t, std::weak_ptr<Connection>> connections_;
  std::uint64_t last_connection_ = 0;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::listen(HttpServerOptions options, RequestLog& log) {
  auto server = std::make_unique<AsioServer>(std::move(options), log);
  if (auto listening = server->listen(); !listening) return fail(listening.error());
  return server;
}

}  // namespace quern::serve
