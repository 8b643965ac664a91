#include "tests/sim/sim_person.hpp"

#include "core/app/queries.hpp"
#include "core/query/hooks.hpp"

namespace quern::test {

SimPerson::SimPerson(RulesWorld& server, std::uint64_t seed, int number)
    : random_(seed * 1000 + static_cast<std::uint64_t>(number)),
      wire(server, random_, "192.0.2." + std::to_string(number)),
      name("p" + std::to_string(number)),
      server_(server),
      bar_("/chats") {
  open();
}

SimPerson::~SimPerson() {
  frame_.reset();
  app.reset();
}

void SimPerson::open() {
  app = std::make_unique<app::App>(app::AppEnvironment{server_.clock, random_, wire, wire, bar_, settings_, &outbox_},
                                   [this] { request_frame(); });
  frame_.emplace(app->client());
  app->start();
}

void SimPerson::sign_up() {
  auto& form = app->session().form();
  form.email = name + "@example.org";
  form.password = "correct horse";
  form.display_name = name;
  app->session().register_user();
}

// As on screen: what changed is drawn on the next turn, once for all changes.
void SimPerson::request_frame() {
  if (std::exchange(has_frame_coming_, true)) return;
  server_.clock.post([this] {
    has_frame_coming_ = false;
    draw();
  });
}

void SimPerson::draw() {
  frame_->begin();
  chats = nullptr;
  projects = nullptr;
  conversation.reset();
  if (app->session().status() == app::Session::Status::signed_in) {
    chats = query::use(*frame_, 1, app->chats().list("")).data();
    projects = query::use(*frame_, 2, app::queries::project_list(app->api(), {.limit = max_page_limit})).data();
    if (const auto* page = std::get_if<app::ChatPage>(&app->router().route())) draw_chat(ChatId{page->id});
  }
  frame_->end();
}

void SimPerson::draw_chat(ChatId id) {
  chat = std::move(id);
  const auto detail = query::use(*frame_, 4, app->chats().detail(chat));
  if (!detail.has_data()) return;  // it loads, or there is no such chat: nothing to write in
  const auto history = query::use(*frame_, 3, app->chats().messages(chat));
  conversation.emplace(app->chats().conversation(chat, history.has_data() ? *history : app::History{}));
  for (std::size_t i = 0; i < conversation->count(); ++i) {
    const auto item = conversation->at(i);
    if (item.is_hole) app->chats().fill_hole(chat, item);  // it was seen
  }
  app->histories().see(chat, {1, conversation->newest_number()});
  if (is_looking && conversation->newest_number() > 0) app->chats().see(chat, conversation->newest_number());
}

void SimPerson::open_chat_with(const SimPerson& other) {
  if (app->session().status() != app::Session::Status::signed_in) return;  // there is no such button then
  app->router().go(app::ChatPage{app->chats().open_with({.id = other.id(), .display_name = other.name}).text});
}

void SimPerson::go_to_list() { app->router().go(app::ChatsPage{}); }

void SimPerson::open_some_chat() {
  if (!chats || chats->items.empty()) return;
  app->router().go(app::ChatPage{chats->items[random_.next() % chats->items.size()].id.text});
}

std::string SimPerson::next_text() { return name + '-' + std::to_string(++texts_); }

void SimPerson::send() {
  if (!conversation) return;
  written.push_back({.text = next_text()});
  app->chats().send(chat, written.back().text);
}

std::optional<app::ConversationItem> SimPerson::some_own_row() {
  if (!conversation) return std::nullopt;
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < conversation->count(); ++i) {
    const auto item = conversation->at(i);
    if (!item.is_hole && item.is_own && !item.is_deleted) rows.push_back(i);
  }
  if (rows.empty()) return std::nullopt;
  return conversation->at(rows[random_.next() % rows.size()]);
}

Written* SimPerson::find_written(std::string_view text) {
  for (auto& one : written) {
    if (one.text == text) return &one;
  }
  return nullptr;
}

void SimPerson::edit_own() {
  const auto row = some_own_row();
  if (!row) return;
  auto* what = find_written(row->content);
  if (!what) return;
  what->text += '+';
  app->chats().edit(chat, *row, what->text);
}

void SimPerson::delete_own() {
  const auto row = some_own_row();
  if (!row) return;
  auto* what = find_written(row->content);
  if (!what) return;
  what->was_deleted = true;
  app->chats().remove(chat, *row);
}

std::string SimPerson::unsent() const {
  std::string text;
  const auto describe = [&](const ChatId& id) {
    for (const auto& write : app->chats().outbox().pending(id)) {
      text += "\n  kind " + std::to_string(static_cast<int>(write.kind)) + " state " +
              std::to_string(static_cast<int>(write.state)) + " tries " + std::to_string(write.tries) + ' ' +
              write.text + (write.reason ? " because " + write.reason->message : "") + " in " + id.text;
    }
  };
  describe(chat);
  if (chats) {
    for (const auto& one : chats->items) describe(one.id);
  }
  return text;
}

void SimPerson::scroll_up() {
  if (conversation && conversation->has_older()) app->chats().load_older(chat);
}

void SimPerson::create_project() {
  app->project_form() = app::ProjectForm::create();
  app->project_form()->text.name = next_text();
  app->submit_project_form();
}

void SimPerson::change_project() {
  if (!projects || projects->items.empty()) return;
  app->project_form() = app::ProjectForm::edit(projects->items[random_.next() % projects->items.size()]);
  app->project_form()->text.description = next_text();
  app->submit_project_form();
}

void SimPerson::delete_project() {
  if (!projects || projects->items.empty()) return;
  app->remove_project(projects->items[random_.next() % projects->items.size()]);
}

void SimPerson::reload() {
  frame_.reset();
  chats = nullptr;
  projects = nullptr;
  conversation.reset();
  app.reset();
  open();
}

}  // namespace quern::test
