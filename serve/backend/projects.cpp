#include "serve/backend/projects.hpp"

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/backend/list_parameters.hpp"
#include "serve/http/error_answer.hpp"

namespace quern::serve {
namespace {

Response no_such_project() { return error_answer(404, "not_found", "no such project"); }

}  // namespace

Response Projects::list(Call& call) {
  const auto parameters = parse_list_parameters(call.request.query());
  if (!parameters) return error_answer(parameters.error());
  const ProjectListParams wanted{
      .search = parameters->search, .offset = parameters->offset, .limit = parameters->limit};
  return json_answer(200, encode(store_.list(call.caller->user_id, wanted)));
}

Response Projects::create(Call& call) {
  const auto body = decode_all<ProjectCreate>(call.request.body);
  if (!body) return error_answer(body.error());
  const auto& owner = call.caller->user_id;
  auto client_id = body->client_id;
  if (client_id) {
    client_id = to_lower(*client_id);  // a UUID is one however it is spelled
    if (const auto known = store_.find_by_client_id(owner, *client_id)) return json_answer(200, encode(*known));
  }
  const auto now = clock_.wall_now();
  const Project project{.id = ProjectId{make_uuid(random_)},
                        .client_id = client_id,
                        .version = 1,
                        .name = body->name,
                        .description = body->description,
                        .created_at = now,
                        .updated_at = now};
  store_.insert(owner, project);
  auto json = encode(project);
  events_.add(owner, EventName::project_updated, json);
  return json_answer(201, std::move(json));
}

Response Projects::read(Call& call) {
  const auto project = store_.find(call.caller->user_id, ProjectId{call.parameters[0]});
  return project ? json_answer(200, encode(*project)) : no_such_project();
}

Response Projects::update(Call& call) {
  const auto patch = decode_all<ProjectPatch>(call.request.body);
  if (!patch) return error_answer(patch.error());
  const auto& owner = call.caller->user_id;
  const auto before = store_.find(owner, ProjectId{call.parameters[0]});
  if (!before) return no_such_project();
  auto project = *before;
  patch->apply_to(project);
  if (project != *before) {
    ++project.version;
    project.updated_at = clock_.wall_now();
    store_.update(owner, project);
    events_.add(owner, EventName::project_updated, encode(project));
  }
  return json_answer(200, encode(project));
}

Response Projects::remove(Call& call) {
  const ProjectId id{call.parameters[0]};
  if (!store_.remove(call.caller->user_id, id)) return no_such_project();
  events_.add(call.caller->user_id, EventName::project_deleted, encode(ProjectDeleted{.id = id}));
  return {.status = 204, .headers = {{"cache-control", "no-store"}}};
}

}  // namespace quern::serve
