#include "tests/native/small_server.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

namespace quern::test {
namespace {

namespace asio = boost::asio;
using Code = boost::system::error_code;

std::size_t body_length(const std::string& head) {
  const auto at = head.find("Content-Length: ");
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

SmallServer::Tcp::endpoint any_port() { return {asio::ip::address_v4::loopback(), 0}; }

}  // namespace

SmallServer::SmallServer(std::function<std::string(const std::string&)> answer)
    : acceptor_(context_, any_port()),
      thread_([this, answer = std::move(answer)] {
        serve([&](Tcp::socket socket) { answer_all(std::move(socket), answer); });
      }) {}

SmallServer::SmallServer(std::function<void(WebSocket&)> speak)
    : acceptor_(context_, any_port()),
      thread_([this, speak = std::move(speak)] {
        serve([&](Tcp::socket socket) {
          boost::beast::flat_buffer buffer;
          boost::beast::http::request<boost::beast::http::empty_body> request;
          Code code;
          boost::beast::http::read(socket, buffer, request, code);
          if (code) return;
          note(std::string(request.target()) + " " + std::string(request["Origin"]) + " " +
               std::string(request["Cookie"]));
          WebSocket stream(std::move(socket));
          stream.accept(request, code);
          if (!code) speak(stream);
        });
      }) {}

SmallServer::~SmallServer() {
  is_ending_ = true;
  Code ignored;
  Tcp::socket last(context_);  // wakes the accept
  last.connect(acceptor_.local_endpoint(), ignored);
  thread_.join();
}

void SmallServer::serve(const std::function<void(Tcp::socket)>& one) {
  for (;;) {
    Code code;
    auto socket = acceptor_.accept(code);
    if (is_ending_) return;
    if (!code) one(std::move(socket));
  }
}

void SmallServer::answer_all(Tcp::socket socket, const std::function<std::string(const std::string&)>& answer) {
  std::string held;
  for (Code code;;) {
    const auto head_size = asio::read_until(socket, asio::dynamic_buffer(held), "\r\n\r\n", code);
    if (code) return;
    const auto size = head_size + body_length(held.substr(0, head_size));
    if (held.size() < size)
      asio::read(socket, asio::dynamic_buffer(held), asio::transfer_exactly(size - held.size()), code);
    const auto request = held.substr(0, size);
    held.erase(0, size);
    note(request);
    const auto said = answer(request);
    if (said.empty()) {
      char byte = 0;
      asio::read(socket, asio::buffer(&byte, 1), code);  // until the client has had enough
      return;
    }
    asio::write(socket, asio::buffer(said), code);
  }
}

void SmallServer::note(std::string request) {
  const std::scoped_lock lock{mutex_};
  requests_.push_back(std::move(request));
}

std::vector<std::string> SmallServer::requests() {
  const std::scoped_lock lock{mutex_};
  return requests_;
}

std::string ok(const std::string& body, const std::string& more_headers) {
  return "HTTP/1.1 200 OK\r\n" + more_headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace quern::test
