// What the application has to say, without the words: ui/ finds them in the person's language, again when it is switched.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/error.hpp"

namespace quern::app {

struct Notice {
  enum class Id : std::uint8_t {
    project_deleted,      // `subject` is its name; may be undone
    project_not_created,  // `subject` is the name it was to have, `reason` why
    project_not_changed,
    project_not_deleted,
    profile_not_saved,
    message_deleted,    // may be undone
    chat_not_created,   // `subject` is the other person's name
    writes_not_stored,  // what waits is lost with the page; `reason` is the storage's
    not_logged_out,
    unsent_at_log_out,  // leaving would lose what the server does not have
  };
  Id id;
  std::string subject;
  std::optional<Error> reason;
  bool operator==(const Notice&) const = default;
};

}  // namespace quern::app
