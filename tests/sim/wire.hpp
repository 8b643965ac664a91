// A bad network between one browser and the server: it delays, loses, doubles, cuts, brings frames late, and answers 500
// to what was done. All of it by the seed, under the fake clock.
// Shape   the browser's HttpTransport and SocketTransport on one side, the BFF's rules on the other; the cookie stays here.
// Owner   the simulation; outlives the App that uses it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "core/net/http_transport.hpp"
#include "core/net/socket_transport.hpp"
#include "serve/http/socket.hpp"
#include "tests/serve/rules_world.hpp"

namespace quern::test {

// Chances in percent, of one exchange, one frame or one handshake.
struct Faults {
  unsigned lost_request = 0;    // it never arrives
  unsigned lost_answer = 0;     // done, and the answer is lost
  unsigned error_instead = 0;   // done, and answered by 500
  unsigned doubled = 0;         // it arrives twice; the second answer comes
  unsigned slow = 0;            // it takes up to 25 s: the browser may have given up before
  unsigned refused_socket = 0;  // the handshake fails
  unsigned cut = 0;             // a frame ends its socket
  unsigned silent_death = 0;    // from this frame on nothing arrives, and nobody says so
  unsigned doubled_frame = 0;
  unsigned late_frame = 0;  // it comes after those behind it

  static Faults bad() { return {4, 5, 4, 4, 3, 20, 3, 1, 4, 4}; }
};

// What a deliberate breakage does to what passes; see breakages.hpp.
struct Tampering {
  std::function<void(HttpRequest&)> request;
  std::function<void(const HttpRequest&, HttpResponse&)> response;
  std::function<void()> opened;                                      // a socket
  std::function<std::vector<std::string>(std::string frame)> frame;  // what arrives in its place
};

class Channel;

class Wire final : public HttpTransport, public SocketTransport {
 public:
  Wire(RulesWorld& server, Random& random, std::string address);
  ~Wire() override;

  Task<Result<HttpResponse>> send(HttpRequest request, StopToken stop) override;
  std::unique_ptr<Socket> open(std::string path, SocketEvents& events) override;

  void plug(bool is_in);    // out: what is under way is lost, sockets die silently, nothing new goes out
  void server_restarted();  // the sockets are cut, and what is under way is lost
  bool is_in() const { return is_in_; }

  // Past all faults, at once: what the server would say to this person.
  Answer ask(std::string_view target) const;

  Faults faults;
  Tampering tampering;
  std::string cookie;

 private:
  friend class Channel;
  bool happens(unsigned percent) { return random_.next() % 100 < percent; }
  Duration latency();
  void take_cookie(const serve::Response& response);
  serve::Request to_server(const HttpRequest& request) const;

  RulesWorld& server_;
  Random& random_;
  std::string address_;
  bool is_in_ = true;
  std::uint64_t era_ = 0;  // what began in an earlier one is lost
  std::vector<std::weak_ptr<Channel>> channels_;
};

}  // namespace quern::test
