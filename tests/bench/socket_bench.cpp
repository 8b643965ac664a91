// Sockets on the wire, server and clients in this process: what an idle one costs, how soon one message is with a thousand
// of them, and what one holds whose client floods it with pings.
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <vector>

#include "serve/http/http_server.hpp"
#include "tests/serve/echo_sockets.hpp"
#include "tests/serve/server_world.hpp"
#include "tests/serve/socket_client.hpp"

namespace quern::test {
namespace {

using Clock = std::chrono::steady_clock;

class Silence final : public serve::RequestLog {
 public:
  void write(const serve::RequestRecord&) override {}
};

class Crowd {
 public:
  explicit Crowd(std::size_t size) {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    server_ = *serve::HttpServer::listen({}, log_);
    server_->start(rules_, {"127.0.0.1:" + std::to_string(server_->port())});
    clients_.reserve(size);
    while (clients_.size() < size) {
      clients_.emplace_back(server_->port());
      if (!clients_.back().is_open()) break;
    }
    if (!clients_.empty()) rules_.peer(clients_.size() - 1);  // all of them have arrived
  }
  ~Crowd() {
    clients_.clear();
    server_->stop();
  }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  std::size_t size() const { return clients_.size(); }
  std::vector<SocketClient>& clients() { return clients_; }
  EchoSockets& rules() { return rules_; }

 private:
  Silence log_;
  EchoSockets rules_;
  std::unique_ptr<serve::HttpServer> server_;
  std::vector<SocketClient> clients_;
};

std::size_t resident_bytes() {
  std::size_t whole = 0;
  std::size_t resident = 0;
  std::ifstream{"/proc/self/statm"} >> whole >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

// Two descriptors each; the clients' own few hundred bytes are counted too.
void BM_IdleSocket(benchmark::State& state) {
  for (auto _ : state) {
    malloc_trim(0);
    const auto before = resident_bytes();
    const Crowd crowd{static_cast<std::size_t>(state.range(0))};
    if (crowd.size() < static_cast<std::size_t>(state.range(0))) return state.SkipWithError("too few descriptors");
    state.counters["bytes_a_socket"] =
        static_cast<double>(resident_bytes() - before) / static_cast<double>(crowd.size());
  }
}
BENCHMARK(BM_IdleSocket)->Arg(2'000)->Iterations(1)->Unit(benchmark::kMillisecond);

double at(std::vector<double>& sorted, double part) {
  return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

// Until the last client has it; p50 and p99 are of each client's wait, over all rounds.
void BM_FanOut(benchmark::State& state) {
  Crowd crowd{static_cast<std::size_t>(state.range(0))};
  if (crowd.size() < static_cast<std::size_t>(state.range(0))) return state.SkipWithError("too few descriptors");
  const int poll = epoll_create1(EPOLL_CLOEXEC);
  for (std::size_t i = 0; i < crowd.size(); ++i) {
    epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
    epoll_ctl(poll, EPOLL_CTL_ADD, crowd.clients()[i].descriptor(), &event);
  }
  std::vector<std::shared_ptr<serve::SocketPeer>> peers;
  for (std::size_t i = 0; i < crowd.size(); ++i) peers.push_back(crowd.rules().peer(i));
  const auto message = std::make_shared<const std::string>(200, 'm');
  std::vector<double> waits;
  std::vector<epoll_event> events(crowd.size());
  for (auto _ : state) {
    const auto start = Clock::now();
    for (const auto& peer : peers) peer->send(message);
    for (std::size_t left = crowd.size(); left > 0;) {
      const int ready = epoll_wait(poll, events.data(), static_cast<int>(events.size()), 10'000);
      for (int i = 0; i < ready; ++i) crowd.clients()[events[static_cast<std::size_t>(i)].data.u64].read_text();
      const std::chrono::duration<double, std::milli> wait = Clock::now() - start;
      waits.insert(waits.end(), static_cast<std::size_t>(ready), wait.count());
      left -= static_cast<std::size_t>(ready);
    }
  }
  close(poll);
  std::ranges::sort(waits);
  state.counters["p50_ms"] = at(waits, 0.50);
  state.counters["p99_ms"] = at(waits, 0.99);
}
BENCHMARK(BM_FanOut)->Arg(1'000)->Iterations(50)->Unit(benchmark::kMillisecond)->UseRealTime();

// One message up and its answer down.
void BM_Echo(benchmark::State& state) {
  Crowd crowd{1};
  for (auto _ : state) {
    crowd.clients()[0].send_text("ping");
    benchmark::DoNotOptimize(crowd.clients()[0].read_text());
  }
}
BENCHMARK(BM_Echo)->Unit(benchmark::kMicrosecond)->UseRealTime();

// 200,000 pings of so many bytes from one who reads none of the pongs, or as many as are taken from it before a second
// passes in which none is. The system's own buffers are not the process's.
void BM_PingsUnanswerable(benchmark::State& state) {
  constexpr int all = 200'000;
  constexpr int at_once = 100;
  const auto ping =
      format_frame({.opcode = Opcode::ping, .payload = std::string(static_cast<std::size_t>(state.range(0)), 'p')});
  std::string pings;
  for (int i = 0; i < at_once; ++i) pings += ping;
  for (auto _ : state) {
    Crowd crowd{1};
    auto& client = crowd.clients()[0];
    const timeval patience{.tv_sec = 1, .tv_usec = 0};
    setsockopt(client.descriptor(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    malloc_trim(0);
    const auto before = resident_bytes();
    int taken = 0;
    while (taken < all && client.write(pings)) taken += at_once;
    if (taken == all && client.send_text("the last")) crowd.rules().wait_for_texts(1);
    const auto after = resident_bytes();
    state.counters["pings"] = taken;
    state.counters["bytes_held"] = static_cast<double>(after > before ? after - before : 0);
    client.reset();
  }
}
BENCHMARK(BM_PingsUnanswerable)->Arg(0)->Arg(125)->Iterations(1)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace quern::test
