#include "tests/sim/simulation.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;

// What the server says of a chat's messages, oldest first, read page by page.
std::vector<Message> read_messages(SimPerson& person, const ChatId& chat) {
  std::vector<Message> all;
  std::string cursor;
  while (true) {
    const auto answer = person.wire.ask("/api/messages?chat_id=" + chat.text + "&limit=50" + cursor);
    auto page = decode<MessagePage>(answer.body);
    if (!page) return {};
    for (auto& message : page->items) all.push_back(std::move(message));
    if (!page->has_older || all.empty()) break;
    cursor = "&before_id=" + all.back().id.text;
  }
  std::ranges::reverse(all);
  return all;
}

class Run {
 public:
  explicit Run(const SimulationOptions& options) : options_(options), random_(options.seed) {
    for (int i = 1; i <= options.people; ++i) {
      people_.push_back(std::make_unique<SimPerson>(server_, options.seed, i));
      server_.clock.advance(1s);  // the page is asked who is here
      people_.back()->sign_up();
      server_.clock.advance(1s);
    }
    for (const auto& person : people_) {
      person->wire.faults = Faults::bad();
      break_wire(person->wire, options.breakage, random_);
    }
  }

  SimulationReport go() {
    for (int i = 0; i < options_.steps; ++i) {
      act();
      server_.clock.advance(Duration{static_cast<Duration::rep>(below(1500))});
    }
    quieten();
    for (const auto& person : people_) compare(*person);
    check_messages();
    return std::move(report_);
  }

 private:
  std::uint64_t below(std::uint64_t limit) { return random_.next() % limit; }
  SimPerson& someone() { return *people_[below(people_.size())]; }

  void act() {
    auto& person = someone();
    const auto dice = below(100);
    if (dice < 40) return person.send();
    if (dice < 48) return person.edit_own();
    if (dice < 53) return person.delete_own();
    if (dice < 61) return open_chat(person);
    if (dice < 68) return person.open_some_chat();
    if (dice < 70) return person.go_to_list();
    if (dice < 74) return person.scroll_up();
    if (dice < 78) return person.create_project();
    if (dice < 81) return person.change_project();
    if (dice < 83) return person.delete_project();
    if (dice < 90) return plug(person);
    if (dice < 93) return wait();
    if (dice < 96) return look_away(person);
    if (dice < 98) return reload(person);
    restart();
  }

  void open_chat(SimPerson& person) {
    auto& other = someone();
    if (&other != &person && !other.id().is_empty()) person.open_chat_with(other);
  }
  void plug(SimPerson& person) {
    const bool is_in = !person.wire.is_in();
    person.wire.plug(is_in);
    if (below(3) > 0) person.app->on_online(is_in);  // the system may not notice
    ++report_.outages;
  }
  void wait() { server_.clock.advance(Duration{static_cast<Duration::rep>(below(90'000))}); }
  void look_away(SimPerson& person) {
    person.is_looking = !person.is_looking;
    person.app->on_focus(person.is_looking);
  }
  void reload(SimPerson& person) {
    person.reload();
    ++report_.reloads;
  }
  // Killed: what was answered is in the database, what ran is lost.
  void restart() {
    server_.restart();
    for (const auto& person : people_) person->wire.server_restarted();
    ++report_.restarts;
  }

  // The network is well, everybody is there, and time passes until nothing moves.
  void quieten() {
    for (const auto& person : people_) {
      person->wire.faults = {};
      person->wire.plug(true);
      person->is_looking = false;
      person->app->on_online(true);
      person->app->on_focus(true);
    }
    server_.clock.advance(3min);
  }

  void complain(const SimPerson& person, const std::string& what) {
    report_.faults.push_back(person.name + ": " + what);
  }

  // All that this person can see, against what the server says.
  void compare(SimPerson& person) {
    person.go_to_list();
    server_.clock.advance(1s);
    if (person.app->chats().has_unsent()) complain(person, "something is still not sent" + person.unsent());
    compare_lists(person);
    if (!person.chats) return;
    const auto chats = person.chats;  // the page changes under us
    for (const auto& chat : chats->items) compare_chat(person, chat.id);
  }

  void compare_lists(SimPerson& person) {
    if (!person.chats || !person.projects) return complain(person, "has no lists");
    compare_items(person, *person.chats, "/api/chats?offset=0&limit=100");
    compare_items(person, *person.projects, "/api/projects?offset=0&limit=100");
  }

  template <class T>
  void compare_items(const SimPerson& person, const Page<T>& seen, const std::string& target) {
    const auto told = decode<Page<T>>(person.wire.ask(target).body);
    if (!told) return complain(person, "the server does not answer " + target);
    if (seen.total != told->total || seen.items.size() != told->items.size())
      return complain(person, "has " + std::to_string(seen.items.size()) + " of " + std::to_string(told->total));
    for (std::size_t i = 0; i < seen.items.size(); ++i) {
      if (seen.items[i] != told->items[i])
        complain(person, "has\n  " + encode(seen.items[i]) + "\n  for\n  " + encode(told->items[i]));
    }
  }

  void compare_chat(SimPerson& person, const ChatId& chat) {
    const auto messages = read_messages(person, chat);
    chats_.emplace(chat.text, messages);
    person.app->router().go(app::ChatPage{chat.text});
    for (int pages = 0; pages < 50; ++pages) {
      server_.clock.advance(1s);
      if (!person.conversation || !person.conversation->has_older()) break;
      person.scroll_up();
    }
    const auto& seen = person.conversation;
    if (!seen) return complain(person, "has no conversation");
    if (seen->count() != messages.size()) {
      return complain(person, "sees " + std::to_string(seen->count()) + " rows of " + std::to_string(messages.size()));
    }
    for (std::size_t i = 0; i < messages.size(); ++i) compare_row(person, seen->at(i), messages[i]);
  }

  void compare_row(const SimPerson& person, const app::ConversationItem& row, const Message& message) {
    const bool is_same = !row.is_hole && row.number == message.number && row.content == message.content &&
                         row.is_deleted == message.deleted && row.delivery == app::Delivery::confirmed;
    if (!is_same) {
      complain(person, "row " + std::to_string(message.number) + " is '" + std::string{row.content} + "', not '" +
                           message.content + "'");
    }
  }

  // Every text once, in the order it was written, none lost.
  void check_messages() {
    for (const auto& [chat, messages] : chats_) check_order(messages);
    for (const auto& person : people_) {
      for (const auto& what : person->written) check_text(*person, what);
      report_.written += static_cast<int>(person->written.size());
    }
  }

  void check_order(const std::vector<Message>& messages) {
    std::map<std::string, long> last;  // by author
    std::int64_t number = 0;
    for (const auto& message : messages) {
      fingerprint(message.author_id.text + message.content);
      if (message.number != ++number) report_.faults.push_back("a number is missing at the server");
      if (message.deleted) continue;
      const auto place = std::stol(message.content.substr(message.content.find('-') + 1));
      if (auto& before = last[message.author_id.text]; place <= before) {
        report_.faults.push_back("out of order, or twice: " + message.content);
      } else {
        before = place;
      }
    }
  }

  void check_text(const SimPerson& person, const Written& what) {
    std::ptrdiff_t copies = 0;
    for (const auto& [chat, messages] : chats_) copies += std::ranges::count(messages, what.text, &Message::content);
    if (copies > 1) complain(person, "stored twice: " + what.text);
    if (copies == 0 && !what.was_deleted) complain(person, "lost: " + what.text);
    if (copies > 0 && what.was_deleted) complain(person, "not deleted: " + what.text);
  }

  void fingerprint(std::string_view text) {
    for (const char c : text)
      report_.fingerprint = (report_.fingerprint ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }

  SimulationOptions options_;
  SeededRandom random_;
  RulesWorld server_;
  std::vector<std::unique_ptr<SimPerson>> people_;
  std::map<std::string, std::vector<Message>> chats_;  // as the server has them at the end
  SimulationReport report_;
};

}  // namespace

SimulationReport simulate(const SimulationOptions& options) { return Run{options}.go(); }

}  // namespace quern::test
