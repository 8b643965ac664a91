// Tools that answer what the test says: by the name of the program, or of our own reader ("serve tool pdf" is "pdf").
// One that has no script cannot be started. Held, they wait for release(); a stopped token ends a waiting one.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "serve/backend/tool_runner.hpp"

namespace quern::test {

class ScriptedTools final : public serve::ToolRunner {
 public:
  using Script = std::function<Result<serve::ToolOutput>(const serve::ToolCommand&)>;

  void script(const std::string& name, Script answer) { scripts_[name] = std::move(answer); }
  void script(const std::string& name, std::string output) {
    scripts_[name] = [output = std::move(output)](const serve::ToolCommand&) {
      return serve::ToolOutput{.status = 0, .output = output};
    };
  }

  Task<Result<serve::ToolOutput>> run(serve::ToolCommand command, StopToken stop) override {
    commands.push_back(command);
    if (is_held) {
      Promise<void> promise;
      auto turn = promise.future();
      const auto id = ++last_id_;
      held_.emplace(id, std::move(promise));
      const StopCallback on_stop{stop, [this, id] { release(id, fail(Error::cancelled())); }};
      if (const auto go = co_await turn; !go) co_return fail(go.error());
    }
    if (stop.stop_requested()) co_return fail(Error::cancelled());
    const auto script = scripts_.find(name_of(command));
    if (script == scripts_.end()) co_return fail(ErrorKind::server, "there is no " + name_of(command));
    co_return script->second(command);
  }

  void release() {
    is_held = false;
    while (!held_.empty()) release(held_.begin()->first, {});
  }

  bool is_held = false;
  std::vector<serve::ToolCommand> commands;  // all that were asked for
  std::size_t waiting() const { return held_.size(); }

 private:
  static std::string name_of(const serve::ToolCommand& command) {
    const auto& words = command.arguments;
    return words.size() > 2 && words[0] == "serve" ? words[2] : words.empty() ? std::string{} : words[0];
  }
  void release(std::uint64_t id, Result<void> answer) {
    auto node = held_.extract(id);
    if (!node.empty()) node.mapped().resolve(std::move(answer));
  }
  std::map<std::string, Script> scripts_;
  std::map<std::uint64_t, Promise<void>> held_;
  std::uint64_t last_id_ = 0;
};

}  // namespace quern::test
