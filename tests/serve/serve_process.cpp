#include "tests/serve/serve_process.hpp"

namespace quern::test {
namespace {

std::vector<std::string> words_of(const std::vector<std::string>& arguments) {
  std::vector<std::string> words{QUERN_SERVE};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

}  // namespace

ServeProcess::ServeProcess(const std::vector<std::string>& arguments, Log log, const std::optional<std::string>& input)
    : ChildProcess(words_of(arguments), log, input) {}

std::uint16_t ServeProcess::wait_for_port() {
  constexpr std::string_view before = "Quern is at http://127.0.0.1:";
  if (!wait_for_output(before) || !wait_for_output("\n")) return 0;
  return static_cast<std::uint16_t>(std::stoi(output().substr(output().find(before) + before.size())));
}

}  // namespace quern::test
