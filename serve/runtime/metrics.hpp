// What the program counts, as Prometheus reads it.
// Shape   every request passes by as its line of the log does; everything else is asked for when somebody reads.
// Bounds  a request's labels are its route's pattern (of our own table), its method and its status: whatever a client
//         sends, there are no more series than that.
// Threads write() and format() from any; what was given to read() is called by format(), on its thread.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "serve/http/request_log.hpp"

namespace quern::serve {

class Metrics final : public RequestLog {
 public:
  enum class Kind { counter, gauge };

  // Passes every record on.
  explicit Metrics(RequestLog& next) : next_(next) {}
  void write(const RequestRecord& record) override;

  void read(Kind kind, std::string name, std::string help, std::function<double()> value);
  std::string format() const;

 private:
  static constexpr std::array bounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0};
  struct Route {
    std::array<std::uint64_t, bounds.size() + 1> durations{};  // by bucket, the last has no bound
    double seconds = 0;
    std::map<std::pair<std::string, int>, std::uint64_t> answers;  // by method and status
  };
  struct Reading {
    Kind kind;
    std::string name;
    std::string help;
    std::function<double()> value;
  };
  void count_socket(const RequestRecord& record);

  RequestLog& next_;
  std::vector<Reading> readings_;
  mutable std::mutex mutex_;
  std::map<std::string_view, Route> routes_;
  std::map<int, std::uint64_t> sockets_closed_;  // by code; 0 for others
  std::uint64_t bytes_ = 0;
};

}  // namespace quern::serve
