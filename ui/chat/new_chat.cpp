#include "ui/chat/new_chat.hpp"

#include <algorithm>

#include "core/app/form_check.hpp"
#include "core/app/queries.hpp"
#include "ui/chat/chat_words.hpp"
#include "ui/shell/words.hpp"
#include "ui/widgets.hpp"

namespace quern::ui {
namespace {

using namespace std::chrono_literals;
using PeopleResult = query::QueryResult<Page<Person>>;

constexpr Duration typing_pause = 200ms;
constexpr float row_height = 56;
constexpr float rows_shown = 6;

struct State {
  bool is_open = false;
  std::string name;      // as typed
  std::string searched;  // what is asked for, after a pause
  std::optional<TimePoint> typed_at;
};
struct Kept : Remembered {
  static constexpr std::uint64_t tag = 0x4c;
  State now;
};

State& state_of(Ui& ui) { return ui.state<Kept>(static_cast<NodeId>(hash_of("new chat"))).now; }

// True when Enter asked for the first who was found.
bool name_field(Ui& ui, State& state) {
  const auto field = text_field(ui, ui.tr("new_chat.name"), state.name,
                                {.placeholder = ui.tr("new_chat.placeholder"), .enter_key_hint = "go"});
  if (field.is_changed) state.typed_at = ui.now;
  if (state.typed_at) {
    const auto passed = ui.now - *state.typed_at;
    if (passed >= typing_pause || field.is_submitted || state.name.empty()) {
      state.typed_at.reset();
      state.searched = app::trimmed(state.name);
    } else {
      ui.want_frame_in(typing_pause - passed);
    }
  }
  return field.is_submitted;
}

bool person_row(View& view, const Person& person, int position, int count) {
  Ui& ui = view.ui;
  const bool is_online = view.app.chats().is_online(person.id) || person.online;
  const auto seen = seen_words(ui, is_online, person.last_seen_at);
  const ListRow row(ui, {.name = person.display_name,
                         .description = seen,
                         .height = row_height,
                         .position = position,
                         .count = count,
                         .padding = 8});
  if (!row.is_visible()) return row.is_pressed();
  Rect inner = row.content();
  avatar(ui.at(centred(cut_left(inner, 36, 12), 36, 36)), person.display_name, person.id.text,
         {.size = 36, .is_online = is_online, .rim = ui.theme.surface_overlay});
  inner = centred(inner, inner.width, seen.empty() ? 20.f : 38.f);
  line_of_text(ui, person.display_name, type::body.semibold(), cut_top(inner, 20), ui.theme.text);
  if (!seen.empty())
    line_of_text(ui, seen, type::small, inner, is_online ? ui.theme.success_text : ui.theme.text_muted);
  return row.is_pressed();
}

void nobody(Ui& ui, const State& state) {
  const auto words = state.searched.empty() ? std::string(ui.tr("new_chat.nobody"))
                                            : ui.tr("new_chat.nothing", {{"search", state.searched}});
  ui.space(24);
  paragraph(ui, words, {.colour = ui.theme.text_muted, .align = Align::centre});
}

// Whom to write to, once somebody was chosen.
std::optional<Person> people(View& view, Rect place, const State& state, const PeopleResult& found, bool takes_first) {
  Ui& ui = view.ui;
  if (!found.has_data()) {
    if (found.is_error()) {
      const auto reason = reason_sentence(ui.language, found.error());
      if (error_panel(ui.at(place), {.title = ui.tr("new_chat.not_loaded"), .reason = reason})) found.refetch();
      return std::nullopt;
    }
    const Column column(ui, place);
    skeleton_rows(ui, static_cast<int>(rows_shown), row_height, 36);
    return std::nullopt;
  }
  const auto& page = *found;
  ScrollArea area(ui, ui.tr("new_chat.people"), place);
  if (page.items.empty()) {
    nobody(ui, state);
    return std::nullopt;
  }
  if (takes_first && !found.is_placeholder() && !state.typed_at) return page.items.front();
  const List list(ui, ui.tr("new_chat.people"));
  const auto count = static_cast<int>(page.items.size());
  std::optional<Person> chosen;
  for (const int i : VisibleRows(ui, count, row_height)) {
    const auto& person = page.items[static_cast<std::size_t>(i)];
    const ScopedId id(person.id.text);
    if (person_row(view, person, i, count)) chosen = person;
  }
  return chosen;
}

}  // namespace

void open_new_chat(Ui& ui) {
  state_of(ui) = State{.is_open = true};
  ui.want_frame();
}

void new_chat_dialog(View& view) {
  Ui& ui = view.ui;
  State& state = state_of(ui);
  if (!state.is_open) return;
  const Dialog dialog(ui, "new chat", ui.tr("chats.new"));
  const bool takes_first = name_field(ui, state);
  const auto found = use(view, app::queries::people_search(view.app.api(), state.searched));
  const float height = std::min(row_height * rows_shown, ui.screen.height - 240);
  const Rect place = ui.place(ui.available_width(), height, Fit::stretch);
  const auto chosen = people(view, inset(place, -8, 0), state, found, takes_first);
  if (chosen) {
    state.is_open = false;
    view.go(app::ChatPage{view.app.chats().open_with(*chosen).text});
  } else if (dialog.is_dismissed()) {
    state.is_open = false;
    dialog.give_focus_back();
  }
}

}  // namespace quern::ui
