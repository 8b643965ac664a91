// A server, and people in front of their browsers: what each sees, and what they do. Time is wound by hand.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/app/app.hpp"
#include "core/app/queries.hpp"
#include "core/query/hooks.hpp"
#include "tests/support/fake_scheduler.hpp"
#include "tests/support/fake_server.hpp"
#include "tests/support/scripted_sockets.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/unit/app/fakes.hpp"

namespace quern::test {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

struct Person {
  Person(FakeServer& server, FakeScheduler& scheduler_, std::string path, std::uint64_t seed)
      : scheduler(scheduler_),
        browser(server, scheduler_),
        sockets(scheduler_, ScriptedSockets::Mode::well),
        bar(std::move(path)),
        random(seed) {
    open();
  }

  // The page is loaded: anew, when it was open; the cookie stays, and what waits to be sent.
  void open() {
    frame.reset();
    app.reset();
    app = std::make_unique<app::App>(
        app::AppEnvironment{scheduler, random, browser, sockets, bar, settings, storage, tabs}, [this] { ++changes; });
    frame.emplace(app->client());
    app->start();
    look();
  }

  // What the views of this page would ask for; frames follow changes as on screen, until nothing moves.
  void look() {
    for (int i = 0; i < 20; ++i) {
      scheduler.settle();
      scheduler.advance(0ms);
      draw();
    }
  }
  void wait(Duration time) {
    scheduler.advance(time);
    look();
  }

  void log_in(std::string email, std::string password) {
    app->session().form().email = std::move(email);
    app->session().form().password = std::move(password);
    app->session().log_in();
    look();
  }
  void create(std::string name, std::string description = "") {
    app->project_form() = app::ProjectForm::create();
    app->project_form()->text = {std::move(name), std::move(description)};
    app->submit_project_form();
    look();
  }
  void rename(std::string_view name, std::string to) {
    app->project_form() = app::ProjectForm::edit(row(name));
    app->project_form()->text.name = std::move(to);
    app->submit_project_form();
    look();
  }
  void remove(std::string_view name) {
    app->remove_project(row(name));
    look();
  }
  void focus() {
    app->on_focus(false);
    app->on_focus(true);
    look();
  }

  const Project& row(std::string_view name) const {
    for (const auto& item : list->items)
      if (item.name == name) return item;
    std::abort();
  }
  Names names() const {
    Names names;
    if (list)
      for (const auto& item : list->items) names.push_back(item.name);
    return names;
  }
  std::vector<app::Notice> notices() const {
    std::vector<app::Notice> notices;
    for (const auto& shown : app->toasts().shown()) notices.push_back(shown.toast->notice);
    return notices;
  }
  app::ToastId toast(std::size_t i = 0) const { return app->toasts().shown().at(i).id; }
  std::string path() const { return bar.location(); }

  FakeScheduler& scheduler;
  FakeBrowser browser;
  ScriptedSockets sockets;
  FakeAddressBar bar;
  FakeSettings settings;
  app::MemoryOutboxStorage outbox;
  app::OutboxStorage* storage = &outbox;
  query::TabChannel* tabs = nullptr;  // until it is opened again
  SeededRandom random;
  int changes = 0;
  std::unique_ptr<app::App> app;
  std::optional<query::Frame> frame;
  std::shared_ptr<const Page<Project>> list;
  std::shared_ptr<const Project> project;
  std::shared_ptr<const User> user;
  std::shared_ptr<const Page<Chat>> chats;
  std::shared_ptr<const Chat> chat;
  std::shared_ptr<const app::History> history;
  std::optional<Error> error;

 private:
  void draw_chats() {
    const auto* page = std::get_if<app::ChatPage>(&app->router().route());
    if (!page && !std::holds_alternative<app::ChatsPage>(app->router().route())) return;
    chats = query::use(*frame, 4, app->chats().list("")).data();
    if (!page) return;
    chat = query::use(*frame, 5, app->chats().detail(ChatId{page->id})).data();
    history = query::use(*frame, 6, app->chats().messages(ChatId{page->id})).data();
  }
  void draw() {
    frame->begin();
    list = nullptr;
    project = nullptr;
    chats = nullptr;
    chat = nullptr;
    history = nullptr;
    user = nullptr;
    error.reset();
    if (app->session().status() == app::Session::Status::signed_in) {
      user = query::use(*frame, 1, app::queries::current_user(app->api())).data();
      if (user) app->session().see(*user);
      if (const auto* page = std::get_if<app::ProjectsPage>(&app->router().route())) {
        const auto result = query::use(
            *frame, 2, app::queries::project_list(app->api(), {.search = page->search, .offset = page->offset}));
        list = result.data();
        if (result.is_error()) error = result.error();
      }
      if (const auto* page = std::get_if<app::ProjectPage>(&app->router().route())) {
        const auto result = query::use(*frame, 3, app::queries::project_detail(app->api(), ProjectId{page->id}));
        project = result.data();
        if (result.is_error()) error = result.error();
      }
      draw_chats();
    }
    frame->end();
  }
};

struct World {
  FakeScheduler scheduler;
  FakeServer server{scheduler};
  int anna_id = server.add_user("anna@praktika.ru", "correct horse", "Анна Ковалёва");

  std::unique_ptr<Person> open(std::string path = "/") {
    return std::make_unique<Person>(server, scheduler, std::move(path), ++people_);
  }
  std::unique_ptr<Person> open_as_anna(std::string path = "/") {
    auto person = open(std::move(path));
    person->log_in("anna@praktika.ru", "correct horse");
    return person;
  }

 private:
  std::uint64_t people_ = 0;
};

}  // namespace quern::test
