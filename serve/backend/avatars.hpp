// A person's picture: taken in any of the common forms, made small and anew by ffmpeg in a child process, so that nothing of
// what was sent is ever shown to others but its colours.
// Shape   PUT a form with `file`: PNG, JPEG, WebP or GIF by its first bytes, at most 5 MiB. It is cut to its middle and
//         scaled to 256 by 256, as WebP. GET gives it for ever: a new one has another address.
// Told    chat.updated to everybody in a chat with them, for there their picture is.
// Errors  415 wrong_type, 413, 422 for a picture that cannot be read.
// Source  contract, section 3, "auth, user".
#pragma once

#include <memory>

#include "core/base/random.hpp"
#include "serve/backend/call.hpp"
#include "serve/backend/event_log.hpp"
#include "serve/backend/file_store.hpp"
#include "serve/backend/tool_runner.hpp"
#include "serve/http/body_sink.hpp"

namespace quern::serve {

inline constexpr std::uint64_t max_avatar_bytes = 5 * 1024 * 1024;

class Avatars {
 public:
  Avatars(Store store, FileStore& files, ToolRunner& tools, EventLog& events, Random& random)
      : store_(store.avatars),
        accounts_(store.accounts),
        chats_(store.chats),
        files_(files),
        tools_(tools),
        events_(events),
        random_(random) {}

  BodyDecision receive(Call& call);
  Task<std::optional<Response>> prepare(std::shared_ptr<Call> call);  // makes it small: the slow part
  Response set(Call& call);
  Response read(Call& call);

 private:
  Result<ToolCommand> command(const std::string& file_id);
  void tell_of(const UserId& user);
  AvatarStore& store_;
  AccountStore& accounts_;
  ChatStore& chats_;
  FileStore& files_;
  ToolRunner& tools_;
  EventLog& events_;
  Random& random_;
};

}  // namespace quern::serve
