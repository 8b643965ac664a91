// A server of one test: answers each request with what the test says, remembers what came, one connection at a time, on a
// thread of its own; or a WebSocket that is spoken to by the test's function.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/websocket.hpp>

namespace quern::test {

class SmallServer {
 public:
  using Tcp = boost::asio::ip::tcp;
  using WebSocket = boost::beast::websocket::stream<Tcp::socket>;

  // `answer` is given the request's head and body, and says the whole answer; "" is none, until the client leaves.
  explicit SmallServer(std::function<std::string(const std::string&)> answer);
  explicit SmallServer(std::function<void(WebSocket&)> speak);
  SmallServer(const SmallServer&) = delete;
  SmallServer& operator=(const SmallServer&) = delete;
  ~SmallServer();

  std::string url() const { return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()); }
  std::vector<std::string> requests();

 private:
  void serve(const std::function<void(Tcp::socket)>& one);
  void answer_all(Tcp::socket socket, const std::function<std::string(const std::string&)>& answer);
  void note(std::string request);

  boost::asio::io_context context_;
  Tcp::acceptor acceptor_;
  std::mutex mutex_;
  std::vector<std::string> requests_;  // under mutex_
  std::atomic<bool> is_ending_ = false;
  std::thread thread_;
};

std::string ok(const std::string& body, const std::string& more_headers = "");

}  // namespace quern::test
