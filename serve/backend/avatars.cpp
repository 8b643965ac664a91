#include "serve/backend/avatars.hpp"

#include "core/api/encode.hpp"
#include "serve/backend/file_signature.hpp"
#include "serve/backend/upload_sink.hpp"
#include "serve/http/error_answer.hpp"

namespace quern::serve {
namespace {

constexpr std::string_view path_of_all = "/api/avatars/";
constexpr std::int64_t most_chats_told = 100;

Response no_such_avatar() { return error_answer(404, "not_found", "no such picture"); }
Response unreadable() { return field_error_answer("file", "unreadable", "is a picture that cannot be read"); }

std::optional<Response> judge(const Upload&, std::string_view first) {
  if (!picture_type(first).empty()) return std::nullopt;
  return error_answer(415, "wrong_type", "the picture must be PNG, JPEG, WebP or GIF");
}

}  // namespace

BodyDecision Avatars::receive(Call& call) {
  return UploadSink::open(call.request, files_, make_uuid(random_), {.file_bytes = max_avatar_bytes, .judge = &judge});
}

// The file is given by name; where there is no disk, by its bytes.
Result<ToolCommand> Avatars::command(const std::string& file_id) {
  ToolCommand command{.read_file = files_.path(file_id)};
  if (command.read_file.empty()) {
    const auto bytes = files_.open(file_id);
    if (!bytes) return fail(bytes.error());
    command.input.resize((*bytes)->size());
    if (const auto read = (*bytes)->read(0, command.input); !read) return fail(read.error());
  }
  const std::string source = command.read_file.empty() ? "pipe:0" : "/dev/fd/3";
  command.arguments = {"ffmpeg",
                       "-v",
                       "error",
                       "-nostdin",
                       "-max_pixels",
                       "50000000",
                       "-i",
                       source,
                       "-frames:v",
                       "1",
                       "-map_metadata",
                       "-1",
                       "-vf",
                       "crop=min(iw\\,ih):min(iw\\,ih),scale=256:256",
                       "-c:v",
                       "libwebp",
                       "-quality",
                       "80",
                       "-f",
                       "image2pipe",
                       "pipe:1"};
  command.limits.output_bytes = 1024 * 1024;
  return command;
}

Task<std::optional<Response>> Avatars::prepare(std::shared_ptr<Call> call) {
  auto made = command(upload_of(call->request).upload().file.id);
  if (!made) co_return storage_answer(made.error());
  auto output = co_await tools_.run(*std::move(made), {});
  if (!output) {
    if (output.error().is(ErrorKind::timeout) || output.error().code == "too_large") co_return unreadable();
    auto answer = output.error().status >= 400 ? error_answer(output.error())
                                               : error_answer(500, "internal", "the picture could not be read");
    answer.note = output.error().message;
    co_return answer;
  }
  // A reader that was broken into is not believed: what it wrote must at least be such a picture.
  if (output->status != 0 || picture_type(output->output) != "image/webp") {
    auto answer = unreadable();
    answer.note = "ffmpeg ended with " + std::to_string(output->status) + ' ' + output->error_text;
    co_return answer;
  }
  call->picture = std::move(output->output);
  co_return std::nullopt;
}

Response Avatars::set(Call& call) {
  const auto& caller = call.caller->user_id;
  auto account = accounts_.find_by_id(caller);
  if (!account) return error_answer(401, "unauthenticated", "this account is gone");
  const auto id = make_uuid(random_);
  store_.set(caller, id, call.picture);
  account->user.avatar_url = std::string{path_of_all} + id;
  accounts_.update(*account);
  tell_of(caller);
  return json_answer(200, encode(account->user));
}

Response Avatars::read(Call& call) {
  auto picture = store_.find(call.parameters[0]);
  if (!picture) return no_such_avatar();
  const auto etag = '"' + call.parameters[0] + '"';
  Response response{.status = 200,
                    .headers = {{"cache-control", "private, max-age=31536000, immutable"},
                                {"content-type", "image/webp"},
                                {"content-disposition", "inline; filename=\"avatar.webp\""}},
                    .body = *std::move(picture)};
  response.headers.set("etag", etag);
  return response;
}

// The chats they were active in last; in others it is seen when those are read again.
void Avatars::tell_of(const UserId& user) {
  for (const auto& chat : chats_.list(user, {.limit = most_chats_told}).items) {
    chats_.touch(chat.id);
    for (const auto& viewer : chats_.viewers(chat.id)) {
      if (const auto seen = chats_.find(viewer, chat.id)) events_.add(viewer, EventName::chat_updated, encode(*seen));
    }
  }
}

}  // namespace quern::serve
