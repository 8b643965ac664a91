#include "core/api/project.hpp"

namespace quern {
namespace {

constexpr schema::Field project_fields[] = {
    field<&Project::id>("id"),
    field<&Project::client_id>("client_id"),
    field<&Project::version>("version"),
    field<&Project::name>("name"),
    field<&Project::description>("description").or_default(),
    field<&Project::interview_count>("interview_count"),
    field<&Project::created_at>("created_at"),
    field<&Project::updated_at>("updated_at"),
};

constexpr schema::Field project_create_fields[] = {
    field<&ProjectCreate::name>("name").length(1, max_project_name_length),
    field<&ProjectCreate::description>("description").length(0, max_project_description_length).or_default(),
    field<&ProjectCreate::client_id>("client_id").format(uuid_format),
};

constexpr schema::Field project_patch_fields[] = {
    field<&ProjectPatch::name>("name").length(1, max_project_name_length).not_null(),
    field<&ProjectPatch::description>("description").length(0, max_project_description_length).not_null(),
};

}  // namespace

const schema::Table Schema<Project>::table{project_fields};
const schema::Table Schema<ProjectCreate>::table{project_create_fields};
const schema::Table Schema<ProjectPatch>::table{project_patch_fields};

void ProjectPatch::apply_to(Project& project) const {
  if (name) project.name = *name;
  if (description) project.description = *description;
}

}  // namespace quern
