// The real program as a process of its own: started, signalled, killed, with what it prints.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace quern::test {

class ServeProcess {
 public:
  explicit ServeProcess(const std::vector<std::string>& arguments);
  ~ServeProcess();  // kills it if it still runs
  ServeProcess(const ServeProcess&) = delete;
  ServeProcess& operator=(const ServeProcess&) = delete;

  std::uint16_t wait_for_port();  // from its first line; 0 when it ended instead
  bool wait_for_output(std::string_view text);
  void signal(int number) const;
  int wait_for_exit();  // its code, or 128 + the signal that ended it; -1 after 20 s

  const std::string& output() const { return output_; }
  std::string read_errors();  // all of it, after the exit

 private:
  bool read_output();
  pid_t process_ = -1;
  int output_pipe_ = -1;
  int error_pipe_ = -1;
  std::string output_;
};

}  // namespace quern::test
