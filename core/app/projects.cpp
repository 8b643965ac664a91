#include "core/app/projects.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/app/keys.hpp"

namespace quern::app {
namespace {

using ProjectsPage = Page<Project>;

// The lists a new project is the first of: those that search nothing, on their first page.
query::Key first_pages() { return {"projects", "list", query::KeyObject{{"search", ""}, {"offset", 0}}}; }

// Each leaves alone what it does not find, and gives the same for the same: they are patches, and are applied again and again.
ProjectsPage with_new_row(ProjectsPage page, const Project& row) {
  for (const auto& item : page.items)
    if (is_same_project(item, row)) return page;
  page.items.insert(page.items.begin(), row);
  ++page.total;
  if (std::ssize(page.items) > page.limit) page.items.pop_back();
  return page;
}

ProjectsPage without_row(ProjectsPage page, const Project& row) {
  const auto gone = std::erase_if(page.items, [&](const Project& item) { return is_same_project(item, row); });
  page.total -= static_cast<std::int64_t>(gone);
  return page;
}

template <class Change>
ProjectsPage with_changed_row(ProjectsPage page, const Project& row, const Change& change) {
  for (auto& item : page.items)
    if (is_same_project(item, row)) item = change(item);
  return page;
}

Project patched(Project project, const ProjectPatch& patch) {
  patch.apply_to(project);
  return project;
}

// The newer version wins, whatever order news arrives in.
Project newer(const Project& ours, const Project& news) { return news.version >= ours.version ? news : ours; }

ProjectPatch changes(const ProjectForm& form) {
  const auto text = form.trimmed_text();
  ProjectPatch patch;
  if (text.name != form.base.name) patch.name = text.name;
  if (text.description != form.base.description) patch.description = text.description;
  return patch;
}

std::string scope_of(const Project& project) { return "project " + row_identity(project); }

// After these nobody knows whether the write was stored, or the list showed what is no more: look.
bool asks_for_a_look(const Error& error) {
  return error.is_transient() || error.is(ErrorKind::not_found) || error.is(ErrorKind::conflict) ||
         error.is(ErrorKind::decode);
}

}  // namespace

bool is_same_project(const Project& a, const Project& b) {
  if (is_confirmed(a) && is_confirmed(b)) return a.id == b.id;
  return a.client_id && a.client_id == b.client_id;
}

const std::string& row_identity(const Project& project) {
  return project.client_id ? *project.client_id : project.id.text;
}

struct Projects::Window {
  Promise<void> promise;
  Future<void> end = promise.future();  // `cancelled`: taken back
  ToastId toast{};
  std::uint64_t mutation = 0;
};

Projects::Projects(Environment environment, Api api) : environment_(std::move(environment)), api_(api.with_retry(0)) {}

Projects::~Projects() { forget(); }

// A window that was still open answers `cancelled`: its row is not deleted.
void Projects::forget() {
  confirmed_.clear();
  running_ = 0;
  for (auto& waiter : std::exchange(settle_waiters_, {})) waiter.resolve(fail(Error::cancelled()));
  for (const auto& window : std::exchange(windows_, {})) window->promise.resolve(fail(Error::cancelled()));
}

template <class V, class T>
void Projects::run(query::MutationOptions<V, T> options, V variables) {
  ++running_;
  options.on_settled = [this](const Error*, const V&, query::MutationContext&) { ended(); };
  environment_.client.mutate(std::move(options), std::move(variables)).detach();
}

void Projects::create(ProjectForm form) {
  // One id a form: sent again after a refusal, it is still the same project.
  const bool is_again = !form.client_id.empty();
  if (!is_again) form.client_id = make_uuid(environment_.random);
  const auto text = form.trimmed_text();
  const auto now = environment_.scheduler.wall_now();
  const Project row{.client_id = form.client_id,
                    .name = text.name,
                    .description = text.description,
                    .created_at = now,
                    .updated_at = now};
  query::MutationOptions<Create, Project> options;
  options.fetch = [this](Create write, query::MutationContext context) { return send(std::move(write), context.stop); };
  options.optimistic = [](query::OptimisticPatches& patches, const Create& write) {
    patches.update<ProjectsPage>(first_pages(),
                                 [row = write.row](const ProjectsPage& page) { return with_new_row(page, row); });
  };
  options.on_success = [this](const Project& made, const Create& write, query::MutationContext&) {
    auto& client = environment_.client;
    confirmed_[made.client_id.value_or("")] = made.id;
    client.set_data(keys::project_detail(made.id), made);
    client.update_data<ProjectsPage>(first_pages(), [&](const ProjectsPage& page) { return with_new_row(page, made); });
    if (write.is_again) follow_with_an_edit(write.row, made);
    return written();
  };
  options.on_error = [this](const Error& error, const Create& write, query::MutationContext&) {
    refused(Notice::Id::project_not_created, write.row.name, error, write.form);
  };
  options.scope = scope_of(row);
  run(std::move(options), Create{std::move(form), row, is_again});
}

// The server had stored what was sent before, unheard, and knows it by its client_id: it answers with the text of then.
void Projects::follow_with_an_edit(const Project& asked, const Project& made) {
  auto form = ProjectForm::edit(made);
  form.text = {asked.name, asked.description};
  edit(std::move(form));
}

void Projects::edit(ProjectForm form) {
  auto patch = changes(form);
  if (patch == ProjectPatch{}) return;
  Project target{.id = form.id, .name = form.base.name};
  if (!form.client_id.empty()) target.client_id = form.client_id;
  query::MutationOptions<Edit, Project> options;
  options.fetch = [this](Edit write, query::MutationContext context) { return send(std::move(write), context.stop); };
  options.optimistic = [](query::OptimisticPatches& patches, const Edit& write) {
    const auto change = [patch = write.patch](const Project& project) { return patched(project, patch); };
    patches.update<ProjectsPage>(keys::project_lists(), [change, target = write.target](const ProjectsPage& page) {
      return with_changed_row(page, target, change);
    });
    if (is_confirmed(write.target)) patches.update<Project>(keys::project_detail(write.target.id), change);
  };
  options.on_success = [this](const Project& made, const Edit&, query::MutationContext&) {
    auto& client = environment_.client;
    const auto change = [&](const Project& project) { return newer(project, made); };
    const auto detail = keys::project_detail(made.id);
    if (!client.get_server_data<Project>(detail)) client.set_data(detail, made);
    client.update_data<Project>(detail, change);
    client.update_data<ProjectsPage>(keys::project_lists(),
                                     [&](const ProjectsPage& page) { return with_changed_row(page, made, change); });
    return written();  // and `projects.detail(id)` with them
  };
  options.on_error = [this](const Error& error, const Edit& write, query::MutationContext&) {
    const bool is_gone = error.is(ErrorKind::not_found);
    refused(Notice::Id::project_not_changed, write.target.name, error,
            is_gone ? ProjectForm::anew(write.form) : write.form);
  };
  options.scope = scope_of(target);
  run(std::move(options), Edit{std::move(form), std::move(target), std::move(patch)});
}

void Projects::remove(Project project) {
  const auto window = std::make_shared<Window>();
  windows_.push_back(window);
  const auto close = [this, window](Result<void> answer) {
    std::erase(windows_, window);
    window->promise.resolve(std::move(answer));
  };
  query::MutationOptions<Remove> options;
  options.fetch = [this](Remove write, query::MutationContext context) { return send(std::move(write), context.stop); };
  options.optimistic = [](query::OptimisticPatches& patches, const Remove& write) {
    patches.update<ProjectsPage>(
        keys::project_lists(), [target = write.target](const ProjectsPage& page) { return without_row(page, target); });
  };
  options.on_mutate = [](const Remove& write, query::MutationContext& context) { write.window->mutation = context.id; };
  options.on_success = [this](const query::None&, const Remove& write, query::MutationContext&) {
    taken(write.target);
    return written();
  };
  options.on_error = [this](const Error& error, const Remove& write, query::MutationContext&) {
    if (error.is(ErrorKind::not_found)) taken(write.target);  // another was first: it is what was wanted
    refused(Notice::Id::project_not_deleted, write.target.name, error, std::nullopt);
  };
  options.scope = scope_of(project);
  auto name = project.name;
  run(std::move(options), Remove{std::move(project), window});
  window->toast = environment_.toasts.show({.notice = {.id = Notice::Id::project_deleted, .subject = std::move(name)},
                                            .action = ToastAction::undo,
                                            .on_action =
                                                [this, close, window] {
                                                  take_back(*window);
                                                  close(fail(Error::cancelled()));
                                                },
                                            .on_end = [close] { close({}); }});
}

// At once, also where its turn has not come: behind a slow write of its row, or without a connection.
void Projects::take_back(const Window& window) {
  environment_.client.cancel_mutations(
      {.predicate = [id = window.mutation](const query::Mutation& mutation) { return mutation.id() == id; }});
}

Task<Result<Project>> Projects::send(Create write, StopToken stop) {
  return api_.create_project(
      {.name = write.row.name, .description = write.row.description, .client_id = write.row.client_id}, stop);
}

Task<Result<Project>> Projects::send(Edit write, StopToken stop) {
  const auto id = id_of(write.target);
  if (id.is_empty()) co_return fail(Error::cancelled());  // its creation was refused, and that was said
  co_return co_await api_.update_project(id, write.patch, stop);
}

Task<Result<void>> Projects::send(Remove write, StopToken stop) {
  const auto end = co_await write.window->end;
  if (!end) co_return fail(end.error());
  const auto id = id_of(write.target);
  if (id.is_empty()) co_return fail(Error::cancelled());
  co_return co_await api_.delete_project(id, stop);
}

query::Completion Projects::written() {
  environment_.on_written();
  return environment_.client.invalidate(keys::projects());
}

void Projects::taken(const Project& project) {
  auto& client = environment_.client;
  client.update_data<ProjectsPage>(keys::project_lists(),
                                   [&](const ProjectsPage& page) { return without_row(page, project); });
  const auto id = id_of(project);
  if (!id.is_empty()) client.remove({.key = keys::project_detail(id), .exact = true});
}

void Projects::refused(Notice::Id what, const std::string& name, const Error& error, std::optional<ProjectForm> form) {
  if (error.is(ErrorKind::cancelled)) return;
  if (asks_for_a_look(error)) (void)environment_.client.invalidate(keys::projects());
  if (what == Notice::Id::project_not_deleted && error.is(ErrorKind::not_found)) return;
  Notice notice{.id = what, .subject = name, .reason = error};
  if (!form) return void(environment_.toasts.show({.notice = std::move(notice), .is_error = true}));
  auto again = ProjectForm::again(std::move(*form), error);
  // The session ended: the login page is on its way, and behind it waits the form.
  if (error.is(ErrorKind::authentication) && environment_.reopen(again)) return;
  offer(std::move(notice), std::move(again));
}

// Chosen while another form is open, it stays: what was typed is always in one of the two.
void Projects::offer(Notice notice, ProjectForm form) {
  auto on_action = [this, notice, form = std::move(form)] {
    if (!environment_.reopen(form)) offer(notice, form);
  };
  environment_.toasts.show({.notice = std::move(notice),
                            .is_error = true,
                            .action = ToastAction::reopen,
                            .on_action = std::move(on_action)});
}

void Projects::send_waiting() {
  while (!windows_.empty()) environment_.toasts.close(windows_.front()->toast);
}

Task<Result<void>> Projects::settle() {
  if (running_ == 0) co_return Result<void>{};
  settle_waiters_.emplace_back();
  auto settled = settle_waiters_.back().future();
  co_return co_await settled;
}

void Projects::ended() {
  if (running_ == 0 || --running_ > 0) return;
  for (auto& waiter : std::exchange(settle_waiters_, {})) waiter.resolve({});
}

ProjectId Projects::id_of(const Project& project) const {
  if (is_confirmed(project)) return project.id;
  const auto found = confirmed_.find(project.client_id.value_or(""));
  return found == confirmed_.end() ? ProjectId{} : found->second;
}

}  // namespace quern::app
