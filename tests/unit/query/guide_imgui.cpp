// The view of the guide (docs/query.md), with Dear ImGui itself. Compiled, not run.
#include <imgui.h>

#include <string>
#include <vector>

#include "core/query/hooks.hpp"

namespace guide {

using namespace quern;
using namespace quern::query;

struct Project {
  int id = 0;
  std::string name;
  bool operator==(const Project&) const = default;
};
struct Rename {
  int id = 0;
  std::string name;
};
struct Api {};
QueryOptions<std::vector<Project>> project_list(Api& api, std::string search);
MutationOptions<Rename> rename_project(Api& api, QueryClient& client);
void project_window(Frame& frame, QueryClient& client, Api& api, std::string& search);
void draw_frame(Frame& frame, QueryClient& client, Api& api, std::string& search);

void project_window(Frame& frame, QueryClient& client, Api& api, std::string& search) {
  ImGui::Begin("Projects");
  const auto projects = use(frame, ImGui::GetID("list"), project_list(api, search));
  const auto rename = use_mutation(frame, ImGui::GetID("rename"), rename_project(api, client));

  if (projects.is_pending()) ImGui::TextUnformatted("Loading…");
  if (projects.is_error()) {  // above the old rows, which stay
    ImGui::TextUnformatted(projects.error().message.c_str());
    if (ImGui::Button("Try again")) projects.refetch();
  }
  if (projects.has_data()) {
    for (const auto& project : *projects) {
      ImGui::PushID(project.id);
      ImGui::TextUnformatted(project.name.c_str());
      ImGui::SameLine();
      if (ImGui::Button("Shout")) rename.mutate({project.id, project.name + "!"});
      ImGui::PopID();
    }
  }
  if (rename.is_error()) ImGui::TextUnformatted(rename.error().message.c_str());
  ImGui::End();
}

void draw_frame(Frame& frame, QueryClient& client, Api& api, std::string& search) {
  ImGui::NewFrame();
  frame.begin();
  project_window(frame, client, api, search);
  frame.end();
  ImGui::Render();
}

}  // namespace guide
