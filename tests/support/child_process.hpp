// A program of ours as a process of its own: started, signalled, killed, with what it prints.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quern::test {

class ChildProcess {
 public:
  enum class Log { file, unread_pipe };  // a pipe fills: nobody reads it until wait_for_log()
  // The program and its arguments; `input` is all of its stdin, where it is given: at most some kilobytes.
  explicit ChildProcess(std::vector<std::string> words, Log log = Log::file,
                        const std::optional<std::string>& input = std::nullopt);
  ~ChildProcess();  // kills it if it still runs
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  bool wait_for_output(std::string_view text);
  bool wait_for_log(std::string_view text);  // reads the pipe
  void signal(int number) const;
  int wait_for_exit();  // its code, or 128 + the signal that ended it; -1 after 20 s

  pid_t id() const { return process_; }
  const std::string& output() const { return output_; }
  std::string read_errors();  // all of it, after the exit

 private:
  static bool read_into(std::string& text, int pipe);
  bool read_output() { return read_into(output_, output_pipe_); }
  pid_t process_ = -1;
  int output_pipe_ = -1;
  int error_pipe_ = -1;
  std::string output_;
  std::string log_;
};

}  // namespace quern::test
