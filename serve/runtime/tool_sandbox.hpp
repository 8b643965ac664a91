// What a child process may not do, prepared before the fork as plain data and put on between fork and exec, where nothing
// but system calls is allowed.
// Filter   a reader has no sockets, no other process or program, no tracing, no mounts and no keys; unless it may write
//          files, it can open none for writing and rename or remove none. A refused call fails with EPERM.
// Source   seccomp(2), seccomp_rule_add(3); landlock(7).
#pragma once

#include <linux/filter.h>

#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "serve/backend/tool_runner.hpp"

namespace quern::serve {

class ToolSandbox {
 public:
  // `program` is the path given to execve, by its very address: no other program can be started, not even later.
  // `readable` is the one file it may open beside the system's own, "" for none; `writable` the folder, if it may write.
  static Result<ToolSandbox> make(const ToolCommand& command, const char* program, const std::string& writable);
  ToolSandbox(ToolSandbox&& other) noexcept;
  ToolSandbox& operator=(ToolSandbox&&) = delete;
  ~ToolSandbox();

  // In the child. False, with errno, when it could not: then nothing may be started.
  bool enter() const;

 private:
  ToolSandbox() = default;
  std::vector<sock_filter> filter_;  // empty: none
  int files_ = -1;                   // Landlock's rules; -1 where the kernel has none
};

}  // namespace quern::serve
