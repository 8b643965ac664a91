// One line of JSON a request; a socket has two of the same id, when it opens and when it is closed. Never a query, a
// cookie, a token, a body or a message: what is not a member here cannot be logged.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.hpp"

namespace quern::serve {

struct RequestRecord {
  std::string id;
  std::string method;
  std::string path;        // without its query
  std::string_view route;  // its pattern, of the table of routes; "" where it is none's
  int status = 0;
  std::chrono::microseconds duration{0};
  std::size_t bytes = 0;  // of the answer's body, or sent over a socket in all
  std::size_t bytes_received = 0;
  std::optional<int> close_code;  // of a socket that is closed
  std::string client_address;
  std::string note;  // why it was refused, "" where it was not
};

// {"time":…,"id":…,…} without a line end; control characters and what is not UTF-8 are escaped.
std::string format_record(const RequestRecord& record, WallTime time);

class RequestLog {
 public:
  virtual ~RequestLog() = default;
  virtual void write(const RequestRecord& record) = 0;  // from any thread
};

// Lines on a file descriptor, each written whole, by a thread of its own: who does not read them holds up that thread
// alone. While it is held up a bounded number of lines waits, and the rest is counted: the count is a line of its own.
// Ends    the destructor gives the lines that wait half a second; a thread that still writes then is left behind.
class DescriptorLog final : public RequestLog {
 public:
  explicit DescriptorLog(int descriptor);
  ~DescriptorLog() override;
  DescriptorLog(const DescriptorLog&) = delete;
  DescriptorLog& operator=(const DescriptorLog&) = delete;
  void write(const RequestRecord& record) override;

 private:
  struct Queue;
  std::shared_ptr<Queue> queue_;  // the thread's too
};

}  // namespace quern::serve
