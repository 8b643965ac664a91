// Resumes as the backend remembers them: every version whole.
#pragma once

#include <optional>

#include "core/api/page.hpp"
#include "core/api/resume.hpp"

namespace quern::serve {

class ResumeStore {
 public:
  virtual ~ResumeStore() = default;
  virtual std::optional<ResumeVersion> newest(const UserId& owner) = 0;
  virtual std::optional<ResumeVersion> find(const UserId& owner, std::int64_t version) = 0;
  virtual Page<ResumeVersionHead> list(const UserId& owner, std::int64_t offset,
                                       std::int64_t limit) = 0;  // newest first
  virtual void insert(const UserId& owner, const ResumeVersion& resume) = 0;
  virtual void forget_up_to(const UserId& owner, std::int64_t version) = 0;
};

}  // namespace quern::serve
