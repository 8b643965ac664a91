// A person at their desk: the whole application before them, the server behind it, no browser between.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/app/app.hpp"
#include "tests/support/fake_glyphs.hpp"
#include "tests/support/fake_platform.hpp"
#include "tests/support/fake_scheduler.hpp"
#include "tests/support/fake_server.hpp"
#include "tests/support/scripted_sockets.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/ui/driver.hpp"
#include "ui/application.hpp"
#include "ui/i18n.hpp"

namespace quern::test {

using namespace std::chrono_literals;
using ui::Role;

struct DeskOptions {
  ui::Language language = ui::Language::russian;
  float width = 1280, height = 800;
  std::string path = "/";
  bool is_server_down = false;
  bool has_chats = false;
  bool is_signed_in = false;  // Anna is, since an earlier visit
};

struct DeskParts {
  FakeScheduler scheduler;
  FakePlatform platform;
  FakeGlyphs glyphs;
  SeededRandom random;
  FakeServer server{scheduler};
  FakeBrowser browser{server, scheduler};
  ScriptedSockets sockets{scheduler, ScriptedSockets::Mode::well};
  std::unique_ptr<ui::Application> application;

  explicit DeskParts(const DeskOptions& options) {
    platform.languages = options.language == ui::Language::russian ? "ru-RU,en" : "en-GB";
    platform.history = {options.path};
    platform.reduced_motion = true;  // pictures settle at once
    platform.utc_offset = 0;
    server.is_down = options.is_server_down;
    server.has_chats = options.has_chats;
    if (options.is_signed_in)
      browser.cookie = server.begin_session(server.add_user("anna@praktika.ru", "correct horse", "Анна Ковалёва"));
    application = std::make_unique<ui::Application>(ui::Environment{.scheduler = scheduler,
                                                                    .random = random,
                                                                    .transport = browser,
                                                                    .sockets = sockets,
                                                                    .platform = platform,
                                                                    .glyphs = glyphs});
  }
};

class Desk : public DeskParts, public Driver {
 public:
  explicit Desk(const DeskOptions& options = {})
      : DeskParts(options),
        Driver([this] { application->frame(); }, application->semantics(), scheduler),
        language_(options.language) {
    resize(options.width, options.height);
    settle();
  }

  bool is_phone() const { return ImGui::GetIO().DisplaySize.x <= 640; }
  std::string tr(ui::MessageKey key) const { return std::string(ui::tr(language_, key)); }
  std::string tr(ui::MessageKey key, std::initializer_list<ui::Argument> arguments) const {
    return ui::tr(language_, key, arguments);
  }
  std::string path() const { return platform.location(); }

  int add_anna() { return server.add_user("anna@praktika.ru", "correct horse", "Анна Ковалёва"); }
  void log_in(std::string_view password = "correct horse") {
    type(tr("login.email"), "anna@praktika.ru");
    type(tr("login.password"), password);
    enter(tr("login.password"));
  }
  void create(std::string_view name, std::string_view description = "") {
    click(Role::button, tr("projects.new"));
    type(tr("project_dialog.name"), name);
    if (!description.empty()) type(tr("project_dialog.description"), description);
    click(Role::button, tr("project_dialog.create"));
  }
  // A row's menu: by its button, or by a long press on a phone.
  void open_menu(std::string_view project) {
    if (!is_phone()) return click(Role::button, tr("projects.actions", {{"name", project}}));
    input({.kind = ui::Input::Kind::context, .id = find(Role::link, project).id});
  }
  // The pointer is there and pressed within one frame, as a finger or a script has it.
  void jump_and_click(Role role, std::string_view name) {
    const ui::Rect rect = rect_on_screen(find(role, name));
    ImGuiIO& io = ImGui::GetIO();
    io.AddMousePosEvent(rect.x + rect.width / 2, rect.y + rect.height / 2);
    io.AddMouseButtonEvent(ImGuiMouseButton_Left, true);
    io.AddMouseButtonEvent(ImGuiMouseButton_Left, false);
    settle();
    settle();  // what was pressed in the last frame is to be seen in the next
  }
  void back() {
    platform.history.pop_back();
    application->on_location_changed();
    settle();
  }

 private:
  ui::Language language_;
};

}  // namespace quern::test
