#include "serve/backend/interviews.hpp"

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "core/api/utf8.hpp"
#include "serve/backend/if_match.hpp"
#include "serve/backend/list_parameters.hpp"
#include "serve/backend/recording_type.hpp"
#include "serve/backend/upload_sink.hpp"
#include "serve/http/error_answer.hpp"
#include "serve/http/file_answer.hpp"
#include "serve/http/url.hpp"
#include "serve/transcripts/transcript_export.hpp"
#include "serve/transcripts/transcript_reader.hpp"

namespace quern::serve {
namespace {

Response no_such_interview() { return error_answer(404, "not_found", "no such interview"); }
Response no_such_project() { return error_answer(404, "not_found", "no such project"); }
Response no_content() { return {.status = 204, .headers = {{"cache-control", "no-store"}}}; }

Response answer_with(int status, const Interview& interview) {
  auto answer = json_answer(status, encode(interview));
  set_etag(answer, interview.version);
  return answer;
}

std::string without_extension(std::string_view filename) {
  const auto dot = filename.rfind('.');
  return std::string{dot == std::string_view::npos || dot == 0 ? filename : filename.substr(0, dot)};
}

// The first characters of a name that may be longer than a title.
std::string cut_title(std::string title) {
  std::size_t at = 0;
  for (std::int64_t count = 0; at < title.size() && count < max_interview_title_length; ++count) {
    at += std::max<std::size_t>(utf8_sequence(std::string_view{title}.substr(at)), 1);
  }
  title.resize(std::min(at, title.size()));
  return title;
}

bool is_sound_or_video(std::string_view content_type) {
  return content_type.starts_with("audio/") || content_type.starts_with("video/");
}

// 415 with the first bytes, before the rest is sent.
std::optional<Response> judge(Upload& upload, std::string_view first) {
  auto type = recording_type(first, upload.file.filename, upload.file.content_type);
  if (!type) return error_answer(415, "wrong_type", recording_types_text);
  upload.file.content_type = std::move(type->content_type);
  return std::nullopt;
}

std::string field_of(const Upload& upload, std::string_view name) {
  const auto found = upload.fields.find(name);
  return found == upload.fields.end() ? std::string{} : found->second;
}

Response as_file(const Interview& interview, const TranscriptFormat& format, std::string bytes) {
  Response answer{.status = 200, .headers = {{"cache-control", "no-store"}}, .body = std::move(bytes)};
  answer.headers.set("content-type", format.content_type);
  const auto name = safe_filename(interview.title + '.' + std::string{format.name});
  answer.headers.set("content-disposition", content_disposition(name, true));
  return answer;
}

}  // namespace

std::string status_event(const Interview& interview) {
  return encode(InterviewStatusEvent{.id = interview.id,
                                     .project_id = interview.project_id,
                                     .version = interview.version,
                                     .status = interview.status,
                                     .progress = interview.progress});
}

Response Interviews::list(Call& call) {
  const auto parameters = parse_list_parameters(call.request.query());
  if (!parameters) return error_answer(parameters.error());
  const ProjectId project{call.parameters[0]};
  const auto& owner = call.caller->user_id;
  if (!projects_.find(owner, project)) return no_such_project();
  return json_answer(
      200,
      encode(store_.list(owner, project,
                         {.search = parameters->search, .offset = parameters->offset, .limit = parameters->limit})));
}

BodyDecision Interviews::receive_upload(Call& call) {
  if (!projects_.find(call.caller->user_id, ProjectId{call.parameters[0]})) return {.refusal = no_such_project()};
  return UploadSink::open(call.request, files_, make_uuid(random_),
                          {.file_bytes = options_.file_bytes, .judge = judge});
}

Response Interviews::upload(Call& call) {
  const ProjectId project{call.parameters[0]};
  const auto& owner = call.caller->user_id;
  if (!projects_.find(owner, project)) return no_such_project();  // gone while its file came
  auto& sink = upload_of(call.request);
  const auto& [fields, file] = sink.upload();
  ReceivedRecording recording{.file_id = file.id,
                              .filename = file.filename,
                              .size = static_cast<std::int64_t>(file.size),
                              .content_type = file.content_type,
                              .title = field_of(sink.upload(), "title")};
  if (auto given = field_of(sink.upload(), "client_id"); !given.empty()) recording.client_id = std::move(given);
  auto created = create(owner, project, std::move(recording));
  if (created.is_new) sink.keep();
  return std::move(created.answer);
}

Interviews::Created Interviews::create(const UserId& owner, const ProjectId& project, ReceivedRecording recording) {
  auto& [file_id, filename, size, content_type, title, client_id] = recording;
  if (client_id) {
    client_id = to_lower(*client_id);
    if (!is_uuid(*client_id)) return {.answer = field_error_answer("client_id", "format", "must be a UUID")};
    if (const auto known = store_.find_by_client_id(owner, *client_id)) {
      return {.answer = answer_with(200, known->interview), .id = known->interview.id};
    }
  }
  if (find_invalid_utf8(title) != title.size() || count_code_points(title) > max_interview_title_length) {
    return {.answer = field_error_answer("title", "too_long", "must have at most 200 characters")};
  }
  const bool is_media = is_sound_or_video(content_type);
  if (!is_media && static_cast<std::uint64_t>(size) > options_.transcript_bytes) {
    return {.answer = error_answer(413, "too_large", "the transcript is too large")};
  }
  const auto now = clock_.wall_now();
  StoredInterview stored{.interview = {.id = InterviewId{make_uuid(random_)},
                                       .client_id = client_id,
                                       .version = 1,
                                       .project_id = project,
                                       .title = title.empty() ? cut_title(without_extension(filename)) : title,
                                       .status = InterviewStatus::uploaded,
                                       .file = {.name = filename, .size = size, .content_type = content_type},
                                       .created_at = now,
                                       .updated_at = now},
                         .owner = owner,
                         .file_id = file_id,
                         .kind = is_media ? RecordingKind::media : RecordingKind::transcript};
  store_.insert(stored);
  touch_project(owner, project);
  events_.add(owner, EventName::interview_status, status_event(stored.interview));
  if (on_waiting) on_waiting();
  return {.answer = answer_with(201, stored.interview), .id = stored.interview.id, .is_new = true};
}

Response Interviews::read(Call& call) {
  const auto stored = store_.find(call.caller->user_id, InterviewId{call.parameters[0]});
  return stored ? answer_with(200, stored->interview) : no_such_interview();
}

Response Interviews::update(Call& call) {
  const auto patch = decode_all<InterviewPatch>(call.request.body);
  if (!patch) return error_answer(patch.error());
  auto stored = store_.find(call.caller->user_id, InterviewId{call.parameters[0]});
  if (!stored) return no_such_interview();
  if (patch->title && *patch->title != stored->interview.title) {
    stored->interview.title = *patch->title;
    change(*stored);
  }
  return answer_with(200, stored->interview);
}

Response Interviews::remove(Call& call) {
  const InterviewId id{call.parameters[0]};
  const auto& owner = call.caller->user_id;
  const auto stored = store_.find(owner, id);
  if (!stored) return no_such_interview();
  if (on_removed) on_removed(id);
  store_.remove(owner, id);
  call.removed_files.push_back(stored->file_id);
  touch_project(owner, stored->interview.project_id);
  return no_content();
}

void Interviews::remove_of_project(Call& call, const ProjectId& project) {
  const auto& owner = call.caller->user_id;
  if (!projects_.find(owner, project)) return;
  for (const auto& stored : store_.of_project(owner, project)) {
    if (on_removed) on_removed(stored.interview.id);
    call.removed_files.push_back(stored.file_id);
  }
  for (const auto& upload : store_.uploads_of(project)) call.removed_files.push_back(upload.id);
}

Response Interviews::file(Call& call) {
  const auto stored = store_.find(call.caller->user_id, InterviewId{call.parameters[0]});
  if (!stored) return no_such_interview();
  auto bytes = files_.open(stored->file_id);
  if (!bytes) return storage_answer(bytes.error());
  const auto& file = stored->interview.file;
  return file_answer(
      call.request,
      {.bytes = *std::move(bytes), .etag = stored->file_id, .content_type = file.content_type, .filename = file.name});
}

Response Interviews::retry(Call& call) {
  auto stored = store_.find(call.caller->user_id, InterviewId{call.parameters[0]});
  if (!stored) return no_such_interview();
  if (stored->interview.status.value() != InterviewStatus::error) {
    return error_answer(409, "conflict", "only an interview that failed can be read again");
  }
  stored->interview.status = InterviewStatus::uploaded;
  stored->interview.error.reset();
  stored->attempts = 0;
  change(*stored);
  if (on_waiting) on_waiting();
  return answer_with(200, stored->interview);
}

Response Interviews::save_transcript(Call& call) {
  auto stored = store_.find(call.caller->user_id, InterviewId{call.parameters[0]});
  if (!stored) return no_such_interview();
  auto update = decode_all<TranscriptUpdate>(call.request.body);
  if (!update) return error_answer(update.error());
  auto& interview = stored->interview;
  if (interview.status.value() != InterviewStatus::done || !interview.result) {
    return error_answer(409, "conflict", "the interview is not read yet");
  }
  if (auto refused = check_if_match(call.request, interview.version)) return *std::move(refused);
  if (interview.result->transcript != update->paragraphs) {
    interview.result->transcript = std::move(update->paragraphs);
    describe_transcript(*interview.result);
    change(*stored);
  }
  return answer_with(200, interview);
}

// Which one, and as what; else why not.
struct Interviews::Export {
  const TranscriptFormat* format = nullptr;
  Interview interview;
  std::optional<Response> refusal;
};

Interviews::Export Interviews::find_export(Call& call) {
  const auto parameters = parse_query(call.request.query());
  if (!parameters) return {.refusal = error_answer(400, "bad_request", "the query does not decode")};
  std::string name = "txt";
  for (const auto& [key, value] : *parameters) {
    if (key == "format") name = value;
  }
  auto stored = store_.find(call.caller->user_id, InterviewId{call.parameters[0]});
  if (!stored) return {.refusal = no_such_interview()};
  const auto* format = find_transcript_format(name);
  if (!format) return {.refusal = error_answer(invalid_parameter("format", "must be txt, srt, vtt or docx"))};
  if (!stored->interview.result || stored->interview.result->transcript.empty()) {
    return {.refusal = error_answer(404, "not_found", "there is no transcript")};
  }
  return {.format = format, .interview = std::move(stored->interview)};
}

Task<std::optional<Response>> Interviews::prepare_export(std::shared_ptr<Call> call) {
  const auto wanted = find_export(*call);
  if (wanted.refusal || wanted.format->write) co_return wanted.refusal;
  auto json = encode(TitledTranscript{.title = wanted.interview.title, .result = *wanted.interview.result});
  const auto output =
      co_await tools_.run({.arguments = {"serve", "tool", "transcript-docx"}, .input = std::move(json)}, {});
  if (!output && output.error().is(ErrorKind::rate_limited)) co_return error_answer(output.error());
  if (!output || output->status != 0) co_return error_answer(500, "internal", "the document could not be written");
  co_return as_file(wanted.interview, *wanted.format, output->output);
}

Response Interviews::export_transcript(Call& call) {
  const auto wanted = find_export(call);
  if (wanted.refusal) return *wanted.refusal;
  auto text = wanted.format->write(*wanted.interview.result);
  if (!text) return error_answer(invalid_parameter("format", "the transcript has no times, which this format needs"));
  return as_file(wanted.interview, *wanted.format, *std::move(text));
}

// Its count of interviews changed.
void Interviews::touch_project(const UserId& owner, const ProjectId& id) {
  auto project = projects_.find(owner, id);
  if (!project) return;
  ++project->version;
  project->updated_at = clock_.wall_now();
  projects_.update(owner, *project);
  events_.add(owner, EventName::project_updated, encode(*project));
}

void Interviews::change(StoredInterview& stored) {
  ++stored.interview.version;
  stored.interview.updated_at = clock_.wall_now();
  store_.update(stored);
  events_.add(stored.owner, EventName::interview_status, status_event(stored.interview));
}

}  // namespace quern::serve
