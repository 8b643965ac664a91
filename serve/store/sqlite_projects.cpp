#include "serve/backend/fold_case.hpp"
#include "serve/store/sqlite_store.hpp"

namespace quern::serve {
namespace {

#define IN_ORDER " ORDER BY updated_at DESC, version DESC, rowid DESC LIMIT ? OFFSET ?"
#define PROJECT_COLUMNS                                                        \
  "SELECT id, client_id, version, name, description, created_at, updated_at, " \
  "(SELECT count(*) FROM interviews WHERE project_id = projects.id) FROM projects WHERE "

Project read_project(const Query& row) {
  return {.id = ProjectId{row.text_at(0)},
          .client_id = row.optional_text_at(1),
          .version = row.number_at(2),
          .name = row.text_at(3),
          .description = row.text_at(4),
          .interview_count = row.number_at(7),
          .created_at = to_time(row.number_at(5)),
          .updated_at = to_time(row.number_at(6))};
}

std::optional<Project> first_project(Query query) {
  if (!query.step()) return std::nullopt;
  return read_project(query);
}

// A NUL between them, which no search can hold: none finds across.
std::string search_text(const Project& project) {
  return search_form(project.name) + '\0' + search_form(project.description);
}

}  // namespace

Page<Project> SqliteProjects::list(const UserId& owner, const ProjectListParams& params) {
  const auto search = search_form(params.search);
  Page<Project> page{.offset = params.offset, .limit = params.limit};
  // Without a search the texts are not looked at.
  auto rows = database_
                  .query(search.empty() ? PROJECT_COLUMNS "owner_id = ? AND ? = ''" IN_ORDER
                                        : PROJECT_COLUMNS "owner_id = ? AND instr(search_text, ?) > 0" IN_ORDER)
                  .text(owner.text)
                  .text(search)
                  .number(params.limit + 1)  // one more tells whether there are more
                  .number(params.offset);
  while (rows.step()) page.items.push_back(read_project(rows));
  const auto found = static_cast<std::int64_t>(page.items.size());
  if (found <= params.limit && (found > 0 || params.offset == 0)) {
    page.total = params.offset + found;
    return page;
  }
  if (found > params.limit) page.items.pop_back();
  auto count = database_.query("SELECT count(*) FROM projects WHERE owner_id = ? AND instr(search_text, ?) > 0")
                   .text(owner.text)
                   .text(search);
  if (count.step()) page.total = count.number_at(0);
  return page;
}

std::optional<Project> SqliteProjects::find(const UserId& owner, const ProjectId& id) {
  return first_project(database_.query(PROJECT_COLUMNS "id = ? AND owner_id = ?").text(id.text).text(owner.text));
}

std::optional<Project> SqliteProjects::find_by_client_id(const UserId& owner, std::string_view client_id) {
  return first_project(
      database_.query(PROJECT_COLUMNS "owner_id = ? AND client_id = ?").text(owner.text).text(client_id));
}

void SqliteProjects::insert(const UserId& owner, const Project& project) {
  database_
      .query(
          "INSERT INTO projects (id, owner_id, client_id, version, name, description, search_text, created_at, "
          "updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .text(project.id.text)
      .text(owner.text)
      .text(project.client_id)
      .number(project.version)
      .text(project.name)
      .text(project.description)
      .text(search_text(project))
      .number(to_number(project.created_at))
      .number(to_number(project.updated_at))
      .run();
}

void SqliteProjects::update(const UserId& owner, const Project& project) {
  database_
      .query(
          "UPDATE projects SET version = ?, name = ?, description = ?, search_text = ?, updated_at = ? "
          "WHERE id = ? AND owner_id = ?")
      .number(project.version)
      .text(project.name)
      .text(project.description)
      .text(search_text(project))
      .number(to_number(project.updated_at))
      .text(project.id.text)
      .text(owner.text)
      .run();
}

bool SqliteProjects::remove(const UserId& owner, const ProjectId& id) {
  database_.query("DELETE FROM projects WHERE id = ? AND owner_id = ?").text(id.text).text(owner.text).run();
  return database_.changes() > 0;
}

}  // namespace quern::serve
