// Recorded interviews, and uploads of them in pieces, as the backend remembers them.
// Owner, errors  as in serve/backend/store.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/interview.hpp"

namespace quern::serve {

enum class RecordingKind : std::uint8_t { media, transcript };

struct StoredInterview {
  Interview interview;
  UserId owner;
  std::string file_id;  // in the FileStore
  RecordingKind kind = RecordingKind::media;
  int attempts = 0;  // how often reading it was begun
};

// An upload by tus: its bytes are the FileStore's, and how many there are is what that says.
struct StoredUpload {
  std::string id;  // of its file too
  UserId owner;
  ProjectId project_id;
  std::int64_t length = 0;
  std::string metadata;  // the Upload-Metadata as it came
  std::string filename;
  std::string content_type;  // as declared
  std::string title;
  std::optional<std::string> client_id;
  WallTime expires_at{};
  std::optional<InterviewId> interview_id;  // once it is whole
};

class InterviewStore {
 public:
  virtual ~InterviewStore() = default;
  // Newest first, without results.
  virtual Page<Interview> list(const UserId& owner, const ProjectId& project, const InterviewListParams& params) = 0;
  virtual std::optional<StoredInterview> find(const UserId& owner, const InterviewId& id) = 0;
  virtual std::optional<StoredInterview> find(const InterviewId& id) = 0;  // whoever's: for the worker
  virtual std::optional<StoredInterview> find_by_client_id(const UserId& owner, std::string_view client_id) = 0;
  virtual void insert(const StoredInterview& interview) = 0;
  virtual void update(const StoredInterview& interview) = 0;  // all but ids, owner, project, file and created_at
  virtual bool remove(const UserId& owner, const InterviewId& id) = 0;
  virtual std::optional<InterviewId> next_waiting() = 0;  // the oldest with status uploaded
  virtual std::vector<InterviewId> interrupted() = 0;     // with status processing
  virtual std::vector<StoredInterview> of_project(const UserId& owner, const ProjectId& project) = 0;
  virtual bool has_file(std::string_view file_id) = 0;

  virtual std::optional<StoredUpload> find_upload(const UserId& owner, std::string_view id) = 0;
  virtual void insert_upload(const StoredUpload& upload) = 0;
  virtual void complete_upload(std::string_view id, const InterviewId& interview) = 0;
  virtual bool remove_upload(const UserId& owner, std::string_view id) = 0;
  virtual std::int64_t count_uploads(const UserId& owner) = 0;                 // that are not whole
  virtual std::vector<StoredUpload> expired_uploads(WallTime now) = 0;         // whole ones too
  virtual std::vector<StoredUpload> uploads_of(const ProjectId& project) = 0;  // that are not whole
  virtual bool has_upload(std::string_view id) = 0;                            // that is not whole
};

}  // namespace quern::serve
