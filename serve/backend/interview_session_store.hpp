// Interview sessions as the backend remembers them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/api/interview_session.hpp"
#include "core/api/page.hpp"

namespace quern::serve {

class InterviewSessionStore {
 public:
  virtual ~InterviewSessionStore() = default;
  virtual Page<InterviewSession> list(const UserId& owner, std::int64_t offset,
                                      std::int64_t limit) = 0;  // newest first
  virtual std::optional<InterviewSession> find(const UserId& owner, const InterviewSessionId& id) = 0;
  virtual std::optional<InterviewSession> find_by_client_id(const UserId& owner, std::string_view client_id) = 0;
  virtual void insert(const UserId& owner, const InterviewSession& session) = 0;
  virtual void update(const InterviewSession& session) = 0;  // version, status, progress, the resume, completed_at
  virtual bool remove(const UserId& owner, const InterviewSessionId& id) = 0;  // with its messages

  virtual std::vector<SessionMessage> messages(const InterviewSessionId& id) = 0;  // all, in order
  virtual Page<SessionMessage> message_page(const InterviewSessionId& id, std::int64_t offset, std::int64_t limit) = 0;
  // By the key its request came with; "" never finds any.
  virtual std::optional<SessionMessage> find_message(const InterviewSessionId& id, std::string_view key) = 0;
  virtual void insert_message(const SessionMessage& message, std::string_view key) = 0;
};

}  // namespace quern::serve
