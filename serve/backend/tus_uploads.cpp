#include "serve/backend/tus_uploads.hpp"

#include <charconv>
#include <map>

#include "core/api/text_format.hpp"
#include "core/api/utf8.hpp"
#include "serve/backend/recording_type.hpp"
#include "serve/backend/tus_piece.hpp"
#include "serve/crypto/crypto.hpp"
#include "serve/http/error_answer.hpp"
#include "serve/http/file_answer.hpp"

namespace quern::serve {
namespace {

constexpr std::string_view protocol = "1.0.0";
constexpr std::size_t longest_metadata = 8 * 1024;
constexpr std::string_view piece_type = "application/offset+octet-stream";

std::unexpected<Error> refuse(int status, std::string code, std::string message) {
  return fail(
      Error{.kind = ErrorKind::validation, .status = status, .code = std::move(code), .message = std::move(message)});
}

std::optional<std::int64_t> parse_size(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

// "filename d29ybGQ=,purpose aW50ZXJ2aWV3"; nullopt for what does not decode, or is there twice.
using Metadata = std::map<std::string, std::string, std::less<>>;
std::optional<Metadata> parse_metadata(std::string_view text) {
  Metadata out;
  for (const auto pair : split_list(text)) {
    const auto space = pair.find(' ');
    auto value = space == std::string_view::npos ? std::string_view{} : trim(pair.substr(space + 1));
    while (value.ends_with('=')) value.remove_suffix(1);
    auto decoded = decode_base64(value);
    if (!decoded || find_invalid_utf8(*decoded) != decoded->size()) return std::nullopt;
    if (!out.emplace(std::string{pair.substr(0, space)}, *std::move(decoded)).second) return std::nullopt;
  }
  return out;
}

std::string take(const Metadata& metadata, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    if (const auto found = metadata.find(name); found != metadata.end()) return found->second;
  }
  return {};
}

// "Wed, 25 Nov 2026 14:00:00 GMT"
std::string format_http_date(WallTime time) {
  constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(time - day)};
  const auto two = [](auto number) {
    auto text = std::to_string(number);
    return text.size() < 2 ? '0' + text : text;
  };
  return std::string{days[std::chrono::weekday{day}.c_encoding()]} + ", " + two(static_cast<unsigned>(date.day())) +
         ' ' + std::string{months[static_cast<unsigned>(date.month()) - 1]} + ' ' +
         std::to_string(static_cast<int>(date.year())) + ' ' + two(clock.hours().count()) + ':' +
         two(clock.minutes().count()) + ':' + two(clock.seconds().count()) + " GMT";
}

Response with_protocol(Response response) {
  response.headers.set("tus-resumable", protocol);
  return response;
}

// 412 to a client of another version of the protocol.
std::optional<Response> check_protocol(const Request& request) {
  if (request.headers.get("tus-resumable") == protocol) return std::nullopt;
  auto answer = with_protocol(error_answer(412, "bad_request", "Tus-Resumable must be 1.0.0"));
  answer.headers.set("tus-version", protocol);
  return answer;
}

Response no_such_upload() { return with_protocol(error_answer(404, "not_found", "no such upload")); }

bool is_piece(const Request& request) {
  return equals_ignoring_case(trim(request.headers.get("content-type")), piece_type);
}

}  // namespace

Response TusUploads::describe(Call&) {
  Response answer = with_protocol({.status = 204});
  answer.headers.set("tus-version", protocol);
  answer.headers.set("tus-extension", "creation,creation-with-upload,expiration,termination");
  answer.headers.set("tus-max-size", std::to_string(interviews_.options().file_bytes));
  return answer;
}

Result<StoredUpload> TusUploads::parse_creation(const Call& call) {
  const auto& headers = call.request.headers;
  const auto length = parse_size(headers.get("upload-length"));
  if (!length) return refuse(400, "bad_request", "Upload-Length must be a number, known from the beginning");
  if (static_cast<std::uint64_t>(*length) > interviews_.options().file_bytes) {
    return refuse(413, "too_large", "the file is too large");
  }
  if (*length == 0) return refuse(415, "wrong_type", "the file is empty");
  const auto text = headers.get("upload-metadata");
  const auto metadata = text.size() > longest_metadata ? std::nullopt : parse_metadata(text);
  if (!metadata) return refuse(400, "bad_request", "Upload-Metadata does not decode");
  if (const auto purpose = take(*metadata, {"purpose"}); !purpose.empty() && purpose != "interview") {
    return refuse(422, "validation", "the purpose of an upload must be interview");
  }
  StoredUpload upload{.owner = call.caller->user_id,
                      .project_id = ProjectId{take(*metadata, {"project_id"})},
                      .length = *length,
                      .metadata = std::string{text},
                      .filename = safe_filename(take(*metadata, {"filename", "name"})),
                      .content_type = take(*metadata, {"content_type", "filetype", "type"}),
                      .title = take(*metadata, {"title"}),
                      .expires_at = clock_.wall_now() + options_.life};
  if (auto given = take(*metadata, {"client_id"}); !given.empty()) upload.client_id = to_lower(given);
  if (upload.client_id && !is_uuid(*upload.client_id)) return refuse(422, "validation", "client_id must be a UUID");
  if (count_code_points(upload.title) > max_interview_title_length) {
    return refuse(422, "validation", "title must have at most 200 characters");
  }
  return upload;
}

std::optional<Response> TusUploads::check_creation(const Call& call, const StoredUpload& upload) {
  if (!projects_.find(call.caller->user_id, upload.project_id)) {
    return with_protocol(error_answer(404, "not_found", "no such project"));
  }
  if (store_.count_uploads(call.caller->user_id) >= options_.at_once) {
    return with_protocol(retry_answer(429, "rate_limited", "too many uploads are under way", std::chrono::minutes{1}));
  }
  return std::nullopt;
}

BodyDecision TusUploads::receive_creation(Call& call) {
  if (auto refused = check_protocol(call.request)) return {.refusal = std::move(refused)};
  const auto upload = parse_creation(call);
  if (!upload) return {.refusal = with_protocol(error_answer(upload.error()))};
  if (auto refused = check_creation(call, *upload)) return {.refusal = std::move(refused)};
  const bool has_piece = is_piece(call.request);
  const auto most = has_piece ? static_cast<std::uint64_t>(upload->length) : 0;
  return {.sink = std::make_shared<TusPiece>(files_, TusPieceStart{.id = make_uuid(random_),
                                                                   .length = static_cast<std::uint64_t>(upload->length),
                                                                   .filename = upload->filename,
                                                                   .declared_type = upload->content_type,
                                                                   .is_new = true}),
          .limit = most};
}

Response TusUploads::create(Call& call) {
  auto upload = parse_creation(call);
  if (!upload) return with_protocol(error_answer(upload.error()));
  if (auto refused = check_creation(call, *upload)) return *std::move(refused);
  auto& piece = piece_of(call.request);
  upload->id = piece.id();
  store_.insert_upload(*upload);
  piece.keep();
  if (auto refused = complete(call, *upload)) return *std::move(refused);
  auto answer = with_state(201, *upload, piece.size());
  answer.headers.set("location", "/api/uploads/" + upload->id);
  return answer;
}

std::optional<StoredUpload> TusUploads::find(const Call& call) {
  return store_.find_upload(call.caller->user_id, call.parameters[0]);
}

std::uint64_t TusUploads::size_of(const std::string& id) const {
  const auto file = files_.open(id);
  return file ? (*file)->size() : 0;
}

// A whole upload that is none yet becomes its interview here: its last piece's step may have been lost with the server.
Response TusUploads::head(Call& call) {
  auto upload = find(call);
  if (!upload) return no_such_upload();
  if (auto refused = check_protocol(call.request)) return *std::move(refused);
  if (upload->expires_at <= clock_.wall_now())
    return with_protocol(error_answer(410, "expired", "the upload is too old"));
  if (upload->interview_id) return with_state(200, *upload, static_cast<std::uint64_t>(upload->length));
  const auto size = size_of(upload->id);
  if (size < static_cast<std::uint64_t>(upload->length)) return with_state(200, *upload, size);
  std::optional<Response> refused;
  const bool is_stored = step_([&] { refused = complete(call, *upload); });
  if (!is_stored) return with_protocol(error_answer(500, "internal", "the server could not store the upload"));
  for (const auto& id : std::exchange(call.removed_files, {})) files_.remove(id);
  return refused ? *std::move(refused) : with_state(200, *upload, size);
}

BodyDecision TusUploads::receive_piece(Call& call) {
  const auto upload = find(call);
  if (!upload) return {.refusal = no_such_upload()};
  if (auto refused = check_protocol(call.request)) return {.refusal = std::move(refused)};
  if (upload->expires_at <= clock_.wall_now()) {
    return {.refusal = with_protocol(error_answer(410, "expired", "the upload is too old"))};
  }
  if (!is_piece(call.request)) {
    return {.refusal = with_protocol(error_answer(415, "wrong_type", "a piece is application/offset+octet-stream"))};
  }
  const auto offset = parse_size(call.request.headers.get("upload-offset"));
  if (!offset) return {.refusal = with_protocol(error_answer(400, "bad_request", "Upload-Offset must be a number"))};
  const auto length = static_cast<std::uint64_t>(upload->length);
  const auto size = upload->interview_id ? length : size_of(upload->id);
  if (static_cast<std::uint64_t>(*offset) != size || upload->interview_id) {
    auto answer = with_protocol(error_answer(409, "conflict", "the upload goes on elsewhere"));
    answer.headers.set("upload-offset", std::to_string(size));
    return {.refusal = std::move(answer)};
  }
  return {.sink = std::make_shared<TusPiece>(files_, TusPieceStart{.id = upload->id,
                                                                   .offset = size,
                                                                   .length = length,
                                                                   .filename = upload->filename,
                                                                   .declared_type = upload->content_type}),
          .limit = length - size};
}

Response TusUploads::append(Call& call) {
  auto upload = find(call);
  if (!upload) return no_such_upload();  // ended meanwhile
  const auto size = piece_of(call.request).size();
  if (auto refused = complete(call, *upload)) return *std::move(refused);
  return with_state(204, *upload, size);
}

// Nothing where bytes are still missing, or the interview is made; else the refusal, and the upload is over.
std::optional<Response> TusUploads::complete(Call& call, StoredUpload& upload) {
  if (upload.interview_id || size_of(upload.id) < static_cast<std::uint64_t>(upload.length)) return std::nullopt;
  const auto file = files_.open(upload.id);
  std::string first(4096, '\0');
  const auto count = file ? (*file)->read(0, first) : Result<std::size_t>{fail(file.error())};
  if (!count) return with_protocol(storage_answer(count.error()));
  first.resize(*count);
  const auto over = [&](Response answer) {
    store_.remove_upload(upload.owner, upload.id);
    call.removed_files.push_back(upload.id);
    return with_protocol(std::move(answer));
  };
  const auto type = recording_type(first, upload.filename, upload.content_type);
  if (!type) return over(error_answer(415, "wrong_type", recording_types_text));
  auto created = interviews_.create(upload.owner, upload.project_id,
                                    {.file_id = upload.id,
                                     .filename = upload.filename,
                                     .size = upload.length,
                                     .content_type = type->content_type,
                                     .title = upload.title,
                                     .client_id = upload.client_id});
  if (!created.id) return over(std::move(created.answer));
  if (!created.is_new) call.removed_files.push_back(upload.id);
  upload.interview_id = created.id;
  store_.complete_upload(upload.id, *created.id);
  return std::nullopt;
}

Response TusUploads::remove(Call& call) {
  const auto upload = find(call);
  if (!upload) return no_such_upload();
  if (auto refused = check_protocol(call.request)) return *std::move(refused);
  store_.remove_upload(upload->owner, upload->id);
  if (!upload->interview_id) call.removed_files.push_back(upload->id);  // else it is the interview's
  return with_protocol({.status = 204});
}

Response TusUploads::with_state(int status, const StoredUpload& upload, std::uint64_t offset) const {
  Response answer = with_protocol({.status = status, .headers = {{"cache-control", "no-store"}}});
  answer.headers.set("upload-offset", std::to_string(offset));
  answer.headers.set("upload-length", std::to_string(upload.length));
  if (!upload.metadata.empty()) answer.headers.set("upload-metadata", upload.metadata);
  answer.headers.set("upload-expires", format_http_date(upload.expires_at));
  if (upload.interview_id) answer.headers.set("content-location", "/api/interviews/" + upload.interview_id->text);
  return answer;
}

std::vector<std::string> TusUploads::sweep() {
  std::vector<std::string> files;
  for (const auto& upload : store_.expired_uploads(clock_.wall_now())) {
    store_.remove_upload(upload.owner, upload.id);
    if (!upload.interview_id) files.push_back(upload.id);
  }
  return files;
}

}  // namespace quern::serve
