// A project: the folder recorded interviews live in.
// Source  contract, section 3, "projects".
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/page.hpp"

namespace quern {

struct Project {
  ProjectId id;
  std::optional<std::string> client_id;  // the uuid its maker gave it: tells an optimistic row from another's
  std::int64_t version = 0;              // grows by one with each change; the newer wins
  std::string name;
  std::string description;
  std::int64_t interview_count = 0;
  WallTime created_at{};
  WallTime updated_at{};
  bool operator==(const Project&) const = default;
};

// POST /api/projects
struct ProjectCreate {
  std::string name;
  std::string description;
  std::optional<std::string> client_id;
  bool operator==(const ProjectCreate&) const = default;
};

// PATCH /api/projects/:id: what is absent stays as it is.
struct ProjectPatch {
  std::optional<std::string> name;
  std::optional<std::string> description;
  bool operator==(const ProjectPatch&) const = default;

  void apply_to(Project& project) const;
};

// Which page of the projects: GET /api/projects?search=&offset=&limit=
struct ProjectListParams {
  std::string search;
  std::int64_t offset = 0;
  std::int64_t limit = default_page_limit;
  bool operator==(const ProjectListParams&) const = default;
};

inline constexpr std::int64_t max_project_name_length = 200;  // characters
inline constexpr std::int64_t max_project_description_length = 5000;

template <> struct Schema<Project> {
  static const schema::Table table;
};
template <> struct Schema<ProjectCreate> {
  static const schema::Table table;
};
template <> struct Schema<ProjectPatch> {
  static const schema::Table table;
};

}  // namespace quern
