#include "serve/backend/fold_case.hpp"
#include "serve/store/sqlite_store.hpp"

namespace quern::serve {
namespace {

#define PERSON_COLUMNS "SELECT id, display_name, avatar_url, last_seen_at FROM users WHERE "

Person read_person(const Query& row) {
  Person person{.id = UserId{row.text_at(0)}, .display_name = row.text_at(1), .avatar_url = row.optional_text_at(2)};
  if (const auto at = row.optional_number_at(3)) person.last_seen_at = to_time(*at);
  return person;
}

}  // namespace

Page<Person> SqlitePeople::search(const UserId& caller, const PersonListParams& params) {
  const auto search = search_form(params.search);
  Page<Person> page{.offset = params.offset, .limit = params.limit};
  auto count = database_.query("SELECT count(*) FROM users WHERE id <> ? AND instr(search_text, ?) > 0")
                   .text(caller.text)
                   .text(search);
  if (count.step()) page.total = count.number_at(0);
  auto rows =
      database_.query(PERSON_COLUMNS "id <> ? AND instr(search_text, ?) > 0 ORDER BY search_text, id LIMIT ? OFFSET ?")
          .text(caller.text)
          .text(search)
          .number(params.limit)
          .number(params.offset);
  while (rows.step()) page.items.push_back(read_person(rows));
  return page;
}

std::optional<Person> SqlitePeople::find(const UserId& id) {
  auto row = database_.query(PERSON_COLUMNS "id = ?").text(id.text);
  if (!row.step()) return std::nullopt;
  return read_person(row);
}

void SqlitePeople::set_last_seen(const UserId& id, WallTime at) {
  database_.query("UPDATE users SET last_seen_at = ? WHERE id = ?").number(to_number(at)).text(id.text).run();
}

}  // namespace quern::serve
