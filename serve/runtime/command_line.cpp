#include "serve/runtime/command_line.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "serve/runtime/backup.hpp"
#include "serve/runtime/tool_main.hpp"
#include "serve/runtime/user_command.hpp"

namespace quern::serve {
namespace {

int say_wrong(const std::string& message, int code) {
  std::fprintf(stderr, "serve: %s\n", message.c_str());
  return code;
}

// The words before the first option.
std::vector<std::string> take_words(Surroundings& surroundings) {
  auto& all = surroundings.arguments;
  const auto end = std::ranges::find_if(all, [](const std::string& word) { return word.starts_with('-'); });
  std::vector<std::string> words{all.begin(), end};
  all.erase(all.begin(), end);
  return words;
}

// `serve backup DIR`, `serve restore DIR`.
int run_on_folder(Surroundings surroundings, const char* usage,
                  Result<void> (*work)(const std::string&, const Options&), const char* done) {
  const auto words = take_words(surroundings);
  const auto options = parse_data_options(surroundings);
  if (!options) return say_wrong(options.error().message, 2);
  if (words.size() != 1) return say_wrong(usage, 2);
  if (auto result = work(words[0], *options); !result) return say_wrong(result.error().message, 1);
  std::printf("%s %s\n", done, words[0].c_str());
  return 0;
}

int run_backup(Surroundings surroundings) {
  return run_on_folder(
      std::move(surroundings), "serve backup DIR [--data DIR]",
      [](const std::string& copy, const Options& options) { return back_up(options.data, copy); }, "copied to");
}

int run_restore(Surroundings surroundings) {
  return run_on_folder(
      std::move(surroundings), "serve restore DIR [--data DIR]",
      [](const std::string& copy, const Options& options) { return restore(copy, options.data); }, "restored from");
}

int run_user(Surroundings surroundings) {
  const auto words = take_words(surroundings);
  const auto options = parse_data_options(surroundings);
  if (!options) return say_wrong(options.error().message, 2);
  if (auto done = user_command(words, *options); !done) {
    return say_wrong(done.error().message, done.error().is(ErrorKind::validation) ? 2 : 1);
  }
  return 0;
}

// A child of this program, which reads a file of somebody's.
int run_tool(Surroundings surroundings) {
  std::vector<char*> words;
  for (auto& word : surroundings.arguments) words.push_back(word.data());
  const auto count = static_cast<int>(words.size());
  words.push_back(nullptr);
  return count == 0 ? say_wrong("serve tool NAME …", 2) : tool_main(count, words.data());
}

constexpr std::array commands = {Command{"backup", run_backup}, Command{"restore", run_restore},
                                 Command{"user", run_user}, Command{"tool", run_tool}};

}  // namespace

const Command* find_command(std::string_view name) {
  const auto found = std::ranges::find(commands, name, &Command::name);
  return found == commands.end() ? nullptr : &*found;
}

}  // namespace quern::serve
