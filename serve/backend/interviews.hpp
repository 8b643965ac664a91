// Recorded interviews of a project: uploaded, listed, renamed, deleted, their file given, their transcript corrected and
// exported, and read again after an error. Another's interview, or project, is as good as none: 404.
// Uploads  a form streamed to the disk; its type is judged by its first bytes (415), its size by InterviewOptions (413).
// Deleting takes the file away, after the commit. A project takes its interviews with it.
// Events   interview:status of a new one and of a retry; project:updated where the project's interview_count changed; the
//          worker's own are its own.
// Source   contract, section 3, "interviews".
#pragma once

#include <functional>
#include <memory>

#include "core/base/random.hpp"
#include "core/base/scheduler.hpp"
#include "serve/backend/call.hpp"
#include "serve/backend/event_log.hpp"
#include "serve/backend/file_store.hpp"
#include "serve/backend/interview_store.hpp"
#include "serve/backend/tool_runner.hpp"
#include "serve/http/body_sink.hpp"

namespace quern::serve {

struct InterviewOptions {
  std::uint64_t file_bytes = 512ULL * 1024 * 1024;
  std::uint64_t transcript_bytes = 16ULL * 1024 * 1024;  // of a file that is a transcript
};

// A file that has come, whichever way.
struct ReceivedRecording {
  std::string file_id;
  std::string filename;
  std::int64_t size = 0;
  std::string content_type;  // judged
  std::string title;         // as it was given: "" takes the file's name
  std::optional<std::string> client_id;
};

class Interviews {
 public:
  Interviews(Store store, FileStore& files, ToolRunner& tools, EventLog& events, Scheduler& clock, Random& random,
             InterviewOptions options)
      : store_(store.interviews),
        projects_(store.projects),
        files_(files),
        tools_(tools),
        events_(events),
        clock_(clock),
        random_(random),
        options_(options) {}

  Response list(Call& call);
  BodyDecision receive_upload(Call& call);
  Response upload(Call& call);
  Response read(Call& call);
  Response update(Call& call);
  Response remove(Call& call);
  Response file(Call& call);
  Response retry(Call& call);
  Response save_transcript(Call& call);
  // DOCX, by a child process; nothing of the others.
  Task<std::optional<Response>> prepare_export(std::shared_ptr<Call> call);
  Response export_transcript(Call& call);

  // What project deletion takes along, before the rows go.
  void remove_of_project(Call& call, const ProjectId& project);
  // 201 with a new interview, or 200 with the one that `client_id` made before: then the file is not wanted. 422 for a
  // title or client_id that is none.
  struct Created {
    Response answer;
    std::optional<InterviewId> id;  // nullopt: refused
    bool is_new = false;
  };
  Created create(const UserId& owner, const ProjectId& project, ReceivedRecording recording);

  std::function<void()> on_waiting;                    // something is to be read
  std::function<void(const InterviewId&)> on_removed;  // before its row goes
  const InterviewOptions& options() const { return options_; }

 private:
  struct Export;
  Export find_export(Call& call);
  void touch_project(const UserId& owner, const ProjectId& id);
  void change(StoredInterview& stored);

  InterviewStore& store_;
  ProjectStore& projects_;
  FileStore& files_;
  ToolRunner& tools_;
  EventLog& events_;
  Scheduler& clock_;
  Random& random_;
  InterviewOptions options_;
};

// As a list and the events of a change show it.
std::string status_event(const Interview& interview);

}  // namespace quern::serve
