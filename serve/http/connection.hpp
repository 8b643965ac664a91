// One client's connection, between the sockets and the handler. Of http_server.cpp and connection.cpp alone: Asio is here.
// A handshake that is let in makes it a WebSocket's for the rest of its life.
// Owner   its coroutine; everything of it runs on its strand.
#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "serve/http/event_stream.hpp"
#include "serve/http/forwarded.hpp"
#include "serve/http/http_server.hpp"
#include "serve/http/response_head.hpp"
#include "serve/http/web_socket.hpp"

namespace quern::serve {

// What every connection of a server shares.
struct ServerState {
  HttpServerOptions options;
  RequestLog& log;
  Handler* handler = nullptr;
  std::vector<std::string> hosts;
  std::string run_id;  // of this process: with a number behind it, a request's id
  std::atomic<std::uint64_t> requests{0};
  std::atomic<bool> draining{false};
  boost::asio::thread_pool disk{2};  // reads and writes of files that are sent and received
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::ip::tcp::socket socket, ServerState& server);

  boost::asio::awaitable<void> run();
  // From any thread: ends it now if it is between two requests, else after its answer. A socket is closed.
  void drain();
  void cut();

 private:
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  Awaitable<bool> read_request(bool first);  // true when one is complete; a refusal is answered here
  Awaitable<bool> read_some(std::size_t most);
  Awaitable<bool> read_body();                   // more of it
  Awaitable<bool> begin_body();                  // the head is there
  Awaitable<bool> pass_body_on();                // to the sink, what came of it
  Awaitable<void> refuse_body(Response answer);  // the connection ends with it
  void log_unfinished(std::string note);
  RequestRecord record_of_head() const;
  Awaitable<bool> write_continue();
  Awaitable<bool> answer_request();  // false when the connection ends with this answer
  Awaitable<bool> answer_handshake(Request request, RequestRecord record, bool keeps_alive);
  Awaitable<bool> run_socket(Request handshake, SocketDecision decision, RequestRecord record);
  Awaitable<bool> answer_stream(Request request, RequestRecord record, HeadOptions options);
  Awaitable<bool> run_stream(SocketDecision decision, RequestRecord record, HeadOptions options);
  void log_end(RequestRecord record, const SocketEnd& end);
  void complete(Response& response, const RequestRecord& record) const;  // the fields that go on every answer
  // Asks the handler on whichever thread it likes, and comes back to this strand with its answer.
  template <class Reply>
  Awaitable<Reply> ask(void (Handler::*question)(Request, UniqueFunction<void(Reply)>), Request request);
  // Runs what may wait for a disk on a thread for files, and comes back to this strand with its result.
  template <class Result>
  Awaitable<Result> on_disk(UniqueFunction<Result()> work);
  Request request_head();  // what the head says, for who decides on the body
  Sender sender() const;   // of the request whose head was read
  Awaitable<void> refuse(Refusal refusal);
  Awaitable<bool> send(Response response, RequestRecord record, HeadOptions options, bool head_only);
  Awaitable<bool> write(std::string_view head, std::string_view body);
  Awaitable<bool> write_source(std::string_view head, Body body);
  Awaitable<void> close();
  std::string next_id() { return server_.run_id + '-' + std::to_string(++server_.requests); }

  std::chrono::microseconds age() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started_);
  }

  boost::beast::tcp_stream stream_;
  const boost::asio::any_io_executor executor_;
  ServerState& server_;
  RequestParser parser_;
  std::string buffer_;
  std::string address_;  // of who is connected: the client, or a proxy
  std::chrono::steady_clock::time_point started_;
  bool is_idle_ = true;
  std::shared_ptr<BodySink> sink_;   // which takes the body of the request that is being read
  std::optional<SpeedFloor> speed_;  // of the body that the sink takes
  std::string request_id_;
  std::shared_ptr<OpenSocket> socket_;  // which has taken the stream over
};

}  // namespace quern::serve
