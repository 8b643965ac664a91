// A window with the whole application, a person with a mouse and a keyboard in front of it, and the real server behind.
// What the person does goes through the X server (xdotool), as all input of the desktop does; what is there is read from
// the semantics tree. Nothing sleeps: the window's own loop turns until what is waited for is there, or 10 s are over.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "native/desktop.hpp"
#include "tests/native/temporary_folder.hpp"
#include "tests/serve/serve_process.hpp"

namespace quern::test {

using ui::Role;

class Server {
 public:
  Server();
  std::string url() const;
  std::uint16_t port() const { return port_; }
  void stop();
  void start();  // again, at the same port, with the same data

 private:
  TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  std::unique_ptr<ServeProcess> process_;
};

class Person {
 public:
  explicit Person(const Server& server, std::string_view path = "/");
  Person(const Server& server, std::filesystem::path folder, std::string_view path);  // whose data is there already

  native::Desktop& desktop() { return *desktop_; }
  std::filesystem::path folder() const { return folder_; }

  // --- what is there
  const ui::Node* find(Role role, std::string_view name);  // null unless there is exactly one
  bool has(Role role, std::string_view name) { return find(role, name) != nullptr; }
  std::string value(std::string_view field);
  bool is_focused(Role role, std::string_view name);
  std::string everything();  // role and name of all nodes, for a failed test's message

  // --- waiting: false after 10 s
  bool wait_until(const std::function<bool()>& is_so);
  bool wait_for(Role role, std::string_view name);
  bool settle();                                      // until no frame is wanted
  void wait_quietly(std::chrono::milliseconds time);  // the loop turns on, and nothing is done

  // --- what the person does
  void click(Role role, std::string_view name);
  void click_at(float x, float y, int button = 1);
  void type(std::string_view text);
  void key(std::string_view name);  // in X's words: "Tab", "ctrl+a", "alt+Left"
  void fill(std::string_view field, std::string_view text);
  void register_as(std::string_view name, std::string_view email);
  void create_project(std::string_view name);
  native::Picture look(std::string_view name);  // and leaves it in build/native/look

 private:
  void run_xdotool(std::vector<std::string> words);
  void take_input();

  std::unique_ptr<TemporaryFolder> own_folder_;
  std::filesystem::path folder_;
  std::unique_ptr<native::Desktop> desktop_;
};

}  // namespace quern::test
