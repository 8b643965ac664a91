// Ids, as every backend has them: opaque text. An int on the wire is printed; a project's id is no user's id.
#pragma once

#include <compare>
#include <string>
#include <utility>

namespace quern {

template <class Tag>
struct Id {
  std::string text;

  Id() = default;
  explicit Id(std::string id) : text(std::move(id)) {}
  bool is_empty() const { return text.empty(); }
  auto operator<=>(const Id&) const = default;
};

using AttachmentId = Id<struct AttachmentTag>;
using ChatId = Id<struct ChatTag>;
using InterviewId = Id<struct InterviewTag>;
using InterviewSessionId = Id<struct InterviewSessionTag>;
using MessageId = Id<struct MessageTag>;
using ProjectId = Id<struct ProjectTag>;
using SessionMessageId = Id<struct SessionMessageTag>;
using UserId = Id<struct UserTag>;

}  // namespace quern
