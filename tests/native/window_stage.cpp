#include "tests/native/window_stage.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include "native/tree.hpp"
#include "tests/native/picture_file.hpp"

extern "C" char** environ;  // NOLINT: POSIX has it so

namespace quern::test {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds patience{10};

native::Options options_for(const Server& server, const std::filesystem::path& folder, std::string_view path) {
  native::Options options;
  options.origin = server.url();
  options.path = path;
  options.data = folder / "data";
  options.config = folder / "config";
  return options;
}

}  // namespace

Server::Server() {
  std::filesystem::create_directories(folder_.path() / "web");
  std::ofstream(folder_.path() / "web" / "index.html") << "<!doctype html><title>Quern</title>";
  start();
}

std::string Server::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

void Server::start() {
  const auto folder = folder_.path();
  process_ = std::make_unique<ServeProcess>(std::vector<std::string>{"--web", (folder / "web").string(), "--data",
                                                                     (folder / "data").string(), "--port",
                                                                     std::to_string(port_), "--password-cost", "low"});
  port_ = process_->wait_for_port();
}

void Server::stop() {
  process_->signal(SIGKILL);
  process_->wait_for_exit();
}

Person::Person(const Server& server, std::string_view path)
    : own_folder_(std::make_unique<TemporaryFolder>()),
      folder_(own_folder_->path()),
      desktop_(std::make_unique<native::Desktop>(options_for(server, folder_, path))) {
  take_input();
}

Person::Person(const Server& server, std::filesystem::path folder, std::string_view path)
    : folder_(std::move(folder)),
      desktop_(std::make_unique<native::Desktop>(options_for(server, folder_, path))) {
  take_input();
}

// Nobody manages windows here: keys go where they are told to.
void Person::take_input() {
  if (!desktop_->is_open()) return;
  desktop_->turn(0);
  run_xdotool({"search", "--sync", "--onlyvisible", "--class", "quern-desktop", "windowfocus"});
  settle();
}

const ui::Node* Person::find(Role role, std::string_view name) {
  const ui::Node* found = nullptr;
  for (const auto& node : desktop_->semantics().nodes()) {
    if (node.role != role || node.name != name) continue;
    if (found != nullptr) return nullptr;
    found = &node;
  }
  return found;
}

std::string Person::value(std::string_view field) {
  const auto* node = find(Role::textbox, field);
  return node != nullptr ? node->field->value : "(no such field)";
}

bool Person::is_focused(Role role, std::string_view name) {
  const auto* node = find(role, name);
  return node != nullptr && node->id == desktop_->semantics().focused();
}

std::string Person::everything() {
  std::string text = "at " + desktop_->location() + ":\n";
  for (const auto& node : desktop_->semantics().nodes()) {
    text += std::to_string(static_cast<int>(node.role)) + " " + node.name +
            (node.id == desktop_->focus().focused() ? " <\n" : "\n");
  }
  return text;
}

bool Person::wait_until(const std::function<bool()>& is_so) {
  for (const auto until = Clock::now() + patience; Clock::now() < until;) {
    if (is_so()) return true;
    desktop_->turn(0.05);
  }
  return is_so();
}

bool Person::wait_for(Role role, std::string_view name) {
  return wait_until([&] { return has(role, name); });
}

bool Person::settle() {
  return wait_until([&] {
    desktop_->turn(0);
    return desktop_->is_asleep();
  });
}

void Person::wait_quietly(std::chrono::milliseconds time) {
  for (const auto until = Clock::now() + time; Clock::now() < until;) desktop_->turn(0.05);
}

void Person::run_xdotool(std::vector<std::string> words) {
  words.insert(words.begin(), "xdotool");
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t process = 0;
  ASSERT_EQ(posix_spawnp(&process, "xdotool", nullptr, nullptr, arguments.data(), environ), 0);
  int status = 0;
  wait_until([&] { return waitpid(process, &status, WNOHANG) != 0; });
  EXPECT_EQ(status, 0) << words[1];
  settle();
}

void Person::click_at(float x, float y, int button) {
  run_xdotool(
      {"mousemove", std::to_string(std::lround(x)), std::to_string(std::lround(y)), "click", std::to_string(button)});
}

void Person::click(Role role, std::string_view name) {
  ASSERT_TRUE(wait_for(role, name)) << name << " is not there " << everything();
  settle();  // a page that still loads may yet move it
  ASSERT_TRUE(has(role, name)) << name << " is gone " << everything();
  const auto rect = native::rect_on_screen(desktop_->semantics(), *find(role, name));
  click_at(rect.x + rect.width / 2, rect.y + rect.height / 2);
}

void Person::type(std::string_view text) { run_xdotool({"type", "--delay", "4", std::string(text)}); }
void Person::key(std::string_view name) { run_xdotool({"key", std::string(name)}); }

void Person::fill(std::string_view field, std::string_view text) {
  click(Role::textbox, field);
  type(text);
  EXPECT_TRUE(wait_until([&] { return value(field) == text; })) << field << " holds " << value(field);
}

void Person::register_as(std::string_view name, std::string_view email) {
  click(Role::link, "Create an account");
  fill("Name", name);
  fill("Email", email);
  fill("Password", "a long password");
  key("Return");
  EXPECT_TRUE(wait_for(Role::heading, "Projects")) << everything();
}

void Person::create_project(std::string_view name) {
  click(Role::button, "New project");
  fill("Name", name);
  key("Return");
  EXPECT_TRUE(wait_for(Role::link, name)) << everything();
}

native::Picture Person::look(std::string_view name) {
  settle();
  auto picture = desktop_->picture();
  write_png(std::filesystem::path("build/native/look") / (std::string(name) + ".png"), picture);
  return picture;
}

}  // namespace quern::test
