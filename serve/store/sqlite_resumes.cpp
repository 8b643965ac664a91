#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/store/sqlite_store.hpp"

namespace quern::serve {
namespace {

std::optional<ResumeVersion> first_version(Query query) {
  if (!query.step()) return std::nullopt;
  auto resume = decode<Resume>(query.text_at(1));
  if (!resume) return std::nullopt;  // only what decoded was written
  return ResumeVersion{
      .version = query.number_at(0), .resume = *std::move(resume), .created_at = to_time(query.number_at(2))};
}

}  // namespace

std::optional<ResumeVersion> SqliteResumes::newest(const UserId& owner) {
  return first_version(
      database_.query("SELECT version, resume, created_at FROM resumes WHERE user_id = ? ORDER BY version DESC LIMIT 1")
          .text(owner.text));
}

std::optional<ResumeVersion> SqliteResumes::find(const UserId& owner, std::int64_t version) {
  return first_version(
      database_.query("SELECT version, resume, created_at FROM resumes WHERE user_id = ? AND version = ?")
          .text(owner.text)
          .number(version));
}

Page<ResumeVersionHead> SqliteResumes::list(const UserId& owner, std::int64_t offset, std::int64_t limit) {
  Page<ResumeVersionHead> page{.offset = offset, .limit = limit};
  auto count = database_.query("SELECT count(*) FROM resumes WHERE user_id = ?").text(owner.text);
  if (count.step()) page.total = count.number_at(0);
  auto rows =
      database_
          .query("SELECT version, created_at FROM resumes WHERE user_id = ? ORDER BY version DESC LIMIT ? OFFSET ?")
          .text(owner.text)
          .number(limit)
          .number(offset);
  while (rows.step()) page.items.push_back({.version = rows.number_at(0), .created_at = to_time(rows.number_at(1))});
  return page;
}

void SqliteResumes::insert(const UserId& owner, const ResumeVersion& resume) {
  database_.query("INSERT INTO resumes (user_id, version, resume, created_at) VALUES (?, ?, ?, ?)")
      .text(owner.text)
      .number(resume.version)
      .text(encode(resume.resume))
      .number(to_number(resume.created_at))
      .run();
}

void SqliteResumes::forget_up_to(const UserId& owner, std::int64_t version) {
  database_.query("DELETE FROM resumes WHERE user_id = ? AND version <= ?").text(owner.text).number(version).run();
}

}  // namespace quern::serve
