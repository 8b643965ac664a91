#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/backend/fold_case.hpp"
#include "serve/store/sqlite_store.hpp"

namespace quern::serve {
namespace {

#define HEAD_COLUMNS                                                                                          \
  "SELECT id, project_id, owner_id, client_id, version, title, status, progress, error, file_id, file_name, " \
  "file_size, content_type, duration_ms, kind, attempts, created_at, updated_at"
#define INTERVIEW_COLUMNS HEAD_COLUMNS ", result FROM interviews WHERE "
#define UPLOAD_COLUMNS                                                                                        \
  "SELECT id, owner_id, project_id, length, metadata, filename, content_type, title, client_id, expires_at, " \
  "interview_id FROM uploads WHERE "

constexpr double whole = 1000;  // of a progress

std::optional<std::int64_t> to_stored(const std::optional<double>& progress) {
  if (!progress) return std::nullopt;
  return static_cast<std::int64_t>(*progress * whole);
}

StoredInterview read_head(const Query& row) {
  StoredInterview out{.owner = UserId{row.text_at(2)},
                      .file_id = row.text_at(9),
                      .kind = row.text_at(14) == "media" ? RecordingKind::media : RecordingKind::transcript,
                      .attempts = static_cast<int>(row.number_at(15))};
  auto& interview = out.interview;
  interview = {.id = InterviewId{row.text_at(0)},
               .client_id = row.optional_text_at(3),
               .version = row.number_at(4),
               .project_id = ProjectId{row.text_at(1)},
               .title = row.text_at(5),
               .error = row.optional_text_at(8),
               .file = {.name = row.text_at(10),
                        .size = row.number_at(11),
                        .content_type = row.text_at(12),
                        .duration_ms = row.optional_number_at(13)},
               .created_at = to_time(row.number_at(16)),
               .updated_at = to_time(row.number_at(17))};
  interview.status.assign(row.text_at(6), EnumNames<InterviewStatus>::names);
  if (const auto progress = row.optional_number_at(7)) interview.progress = static_cast<double>(*progress) / whole;
  return out;
}

std::optional<StoredInterview> first_interview(Query query) {
  if (!query.step()) return std::nullopt;
  auto interview = read_head(query);
  if (const auto json = query.optional_text_at(18)) {
    if (auto result = decode<InterviewResult>(*json)) interview.interview.result = *std::move(result);
  }
  return interview;
}

StoredUpload read_upload(const Query& row) {
  StoredUpload upload{.id = row.text_at(0),
                      .owner = UserId{row.text_at(1)},
                      .project_id = ProjectId{row.text_at(2)},
                      .length = row.number_at(3),
                      .metadata = row.text_at(4),
                      .filename = row.text_at(5),
                      .content_type = row.text_at(6),
                      .title = row.text_at(7),
                      .client_id = row.optional_text_at(8),
                      .expires_at = to_time(row.number_at(9))};
  if (auto interview = row.optional_text_at(10)) upload.interview_id = InterviewId{*std::move(interview)};
  return upload;
}

std::vector<StoredUpload> all_uploads(Query rows) {
  std::vector<StoredUpload> uploads;
  while (rows.step()) uploads.push_back(read_upload(rows));
  return uploads;
}

std::optional<std::string> result_text(const Interview& interview) {
  if (!interview.result) return std::nullopt;
  return encode(*interview.result);
}

std::string_view kind_text(RecordingKind kind) { return kind == RecordingKind::media ? "media" : "transcript"; }

}  // namespace

Page<Interview> SqliteInterviews::list(const UserId& owner, const ProjectId& project,
                                       const InterviewListParams& params) {
  const auto search = search_form(params.search);
  Page<Interview> page{.offset = params.offset, .limit = params.limit};
  auto count =
      database_
          .query("SELECT count(*) FROM interviews WHERE project_id = ? AND owner_id = ? AND instr(search_text, ?) > 0")
          .text(project.text)
          .text(owner.text)
          .text(search);
  if (count.step()) page.total = count.number_at(0);
  auto rows = database_
                  .query(HEAD_COLUMNS
                         " FROM interviews WHERE project_id = ? AND owner_id = ? AND instr(search_text, ?) > 0 "
                         "ORDER BY created_at DESC, rowid DESC LIMIT ? OFFSET ?")
                  .text(project.text)
                  .text(owner.text)
                  .text(search)
                  .number(params.limit)
                  .number(params.offset);
  while (rows.step()) page.items.push_back(read_head(rows).interview);
  return page;
}

std::optional<StoredInterview> SqliteInterviews::find(const UserId& owner, const InterviewId& id) {
  return first_interview(database_.query(INTERVIEW_COLUMNS "id = ? AND owner_id = ?").text(id.text).text(owner.text));
}

std::optional<StoredInterview> SqliteInterviews::find(const InterviewId& id) {
  return first_interview(database_.query(INTERVIEW_COLUMNS "id = ?").text(id.text));
}

std::optional<StoredInterview> SqliteInterviews::find_by_client_id(const UserId& owner, std::string_view client_id) {
  return first_interview(
      database_.query(INTERVIEW_COLUMNS "owner_id = ? AND client_id = ?").text(owner.text).text(client_id));
}

void SqliteInterviews::insert(const StoredInterview& stored) {
  const auto& interview = stored.interview;
  database_
      .query(
          "INSERT INTO interviews (id, project_id, owner_id, client_id, version, title, search_text, status, progress, "
          "error, file_id, file_name, file_size, content_type, duration_ms, kind, attempts, created_at, updated_at, "
          "result) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .text(interview.id.text)
      .text(interview.project_id.text)
      .text(stored.owner.text)
      .text(interview.client_id)
      .number(interview.version)
      .text(interview.title)
      .text(search_form(interview.title))
      .text(interview.status.text())
      .number(to_stored(interview.progress))
      .text(interview.error)
      .text(stored.file_id)
      .text(interview.file.name)
      .number(interview.file.size)
      .text(interview.file.content_type)
      .number(interview.file.duration_ms)
      .text(kind_text(stored.kind))
      .number(stored.attempts)
      .number(to_number(interview.created_at))
      .number(to_number(interview.updated_at))
      .text(result_text(interview))
      .run();
}

void SqliteInterviews::update(const StoredInterview& stored) {
  const auto& interview = stored.interview;
  database_
      .query(
          "UPDATE interviews SET version = ?, title = ?, search_text = ?, status = ?, progress = ?, error = ?, "
          "duration_ms = ?, attempts = ?, updated_at = ?, result = ? WHERE id = ?")
      .number(interview.version)
      .text(interview.title)
      .text(search_form(interview.title))
      .text(interview.status.text())
      .number(to_stored(interview.progress))
      .text(interview.error)
      .number(interview.file.duration_ms)
      .number(stored.attempts)
      .number(to_number(interview.updated_at))
      .text(result_text(interview))
      .text(interview.id.text)
      .run();
}

bool SqliteInterviews::remove(const UserId& owner, const InterviewId& id) {
  database_.query("DELETE FROM interviews WHERE id = ? AND owner_id = ?").text(id.text).text(owner.text).run();
  return database_.changes() > 0;
}

std::optional<InterviewId> SqliteInterviews::next_waiting() {
  auto row = database_.query("SELECT id FROM interviews WHERE status = 'uploaded' ORDER BY updated_at, rowid LIMIT 1");
  if (!row.step()) return std::nullopt;
  return InterviewId{row.text_at(0)};
}

std::vector<InterviewId> SqliteInterviews::interrupted() {
  std::vector<InterviewId> ids;
  auto rows = database_.query("SELECT id FROM interviews WHERE status = 'processing' ORDER BY updated_at, rowid");
  while (rows.step()) ids.emplace_back(rows.text_at(0));
  return ids;
}

std::vector<StoredInterview> SqliteInterviews::of_project(const UserId& owner, const ProjectId& project) {
  std::vector<StoredInterview> all;
  auto rows = database_.query(HEAD_COLUMNS " FROM interviews WHERE project_id = ? AND owner_id = ?")
                  .text(project.text)
                  .text(owner.text);
  while (rows.step()) all.push_back(read_head(rows));
  return all;
}

bool SqliteInterviews::has_file(std::string_view file_id) {
  return database_.query("SELECT 1 FROM interviews WHERE file_id = ?").text(file_id).step();
}

std::optional<StoredUpload> SqliteInterviews::find_upload(const UserId& owner, std::string_view id) {
  auto row = database_.query(UPLOAD_COLUMNS "id = ? AND owner_id = ?").text(id).text(owner.text);
  if (!row.step()) return std::nullopt;
  return read_upload(row);
}

void SqliteInterviews::insert_upload(const StoredUpload& upload) {
  database_
      .query(
          "INSERT INTO uploads (id, owner_id, project_id, length, metadata, filename, content_type, title, client_id, "
          "expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .text(upload.id)
      .text(upload.owner.text)
      .text(upload.project_id.text)
      .number(upload.length)
      .text(upload.metadata)
      .text(upload.filename)
      .text(upload.content_type)
      .text(upload.title)
      .text(upload.client_id)
      .number(to_number(upload.expires_at))
      .run();
}

void SqliteInterviews::complete_upload(std::string_view id, const InterviewId& interview) {
  database_.query("UPDATE uploads SET interview_id = ? WHERE id = ?").text(interview.text).text(id).run();
}

bool SqliteInterviews::remove_upload(const UserId& owner, std::string_view id) {
  database_.query("DELETE FROM uploads WHERE id = ? AND owner_id = ?").text(id).text(owner.text).run();
  return database_.changes() > 0;
}

std::int64_t SqliteInterviews::count_uploads(const UserId& owner) {
  auto row =
      database_.query("SELECT count(*) FROM uploads WHERE owner_id = ? AND interview_id IS NULL").text(owner.text);
  return row.step() ? row.number_at(0) : 0;
}

std::vector<StoredUpload> SqliteInterviews::expired_uploads(WallTime now) {
  return all_uploads(database_.query(UPLOAD_COLUMNS "expires_at <= ?").number(to_number(now)));
}

std::vector<StoredUpload> SqliteInterviews::uploads_of(const ProjectId& project) {
  return all_uploads(database_.query(UPLOAD_COLUMNS "project_id = ? AND interview_id IS NULL").text(project.text));
}

bool SqliteInterviews::has_upload(std::string_view id) {
  return database_.query("SELECT 1 FROM uploads WHERE id = ? AND interview_id IS NULL").text(id).step();
}

}  // namespace quern::serve
