// What can be done to projects. Each change shows at once, as a layer over what the server said, and is lifted with a
// toast that says why when the server refuses.
// Shape   a row that is not confirmed yet has no id, only its client_id; what is done to it meanwhile waits behind its
//         creation (one scope a row).
// Errors  refusals become toasts, and what was typed a form again. Nothing is repeated by itself.
// Source  contract, section 5: invalidations; docs/decisions/0012-keys-in-app.md: the undo window.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/api/api.hpp"
#include "core/app/project_form.hpp"
#include "core/app/toasts.hpp"
#include "core/base/random.hpp"
#include "core/query/query_client.hpp"

namespace quern::app {

// One and the same project, also while one of the two is not confirmed.
bool is_same_project(const Project& a, const Project& b);
// What stays the same from a row's creation on: for widgets' ids.
const std::string& row_identity(const Project& project);
inline bool is_confirmed(const Project& project) { return !project.id.is_empty(); }

class Projects {
 public:
  struct Environment {
    Scheduler& scheduler;
    Random& random;
    query::QueryClient& client;
    Toasts& toasts;
    // A refused form is to be shown again. False: not now, another is open.
    std::function<bool(const ProjectForm& form)> reopen;
    std::function<void()> on_written;  // the server has something new
  };

  Projects(Environment environment, Api api);
  ~Projects();
  Projects(const Projects&) = delete;
  Projects& operator=(const Projects&) = delete;

  // The form is valid and was closed by its sender.
  void create(ProjectForm form);
  void edit(ProjectForm form);
  // Away at once; sent when the toast's life ends, unless it is taken back.
  void remove(Project project);

  // Ends all undo windows now: their requests go out before this returns, where there is a connection.
  void send_waiting();
  bool has_waiting() const { return !windows_.empty(); }
  bool has_unsent() const { return running_ > 0; }
  // Ends when every write has been answered; `cancelled` if the person leaves before.
  Task<Result<void>> settle();
  // The person left, and with them the cache and its writes.
  void forget();

 private:
  struct Window;  // the time a delete can be taken back
  struct Create {
    ProjectForm form;
    Project row;
    bool is_again;  // the same form was sent before
  };
  struct Edit {
    ProjectForm form;
    Project target;
    ProjectPatch patch;
  };
  struct Remove {
    Project target;
    std::shared_ptr<Window> window;
  };

  Task<Result<Project>> send(Create write, StopToken stop);
  Task<Result<Project>> send(Edit write, StopToken stop);
  Task<Result<void>> send(Remove write, StopToken stop);
  void follow_with_an_edit(const Project& asked, const Project& made);
  void take_back(const Window& window);
  query::Completion written();  // ends when what is shown has been read anew
  void taken(const Project& project);
  void refused(Notice::Id what, const std::string& name, const Error& error, std::optional<ProjectForm> form);
  void offer(Notice notice, ProjectForm form);  // as a toast that opens the form again
  template <class V, class T>
  void run(query::MutationOptions<V, T> options, V variables);
  void ended();
  // The id of a row, which its creation may have given it by now; empty where it was refused.
  ProjectId id_of(const Project& project) const;

  Environment environment_;
  Api api_;                                     // does not repeat calls
  std::map<std::string, ProjectId> confirmed_;  // by client_id: those made here
  std::vector<std::shared_ptr<Window>> windows_;
  std::size_t running_ = 0;
  std::vector<Promise<void>> settle_waiters_;
};

}  // namespace quern::app
