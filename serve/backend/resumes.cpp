#include "serve/backend/resumes.hpp"

#include <charconv>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/backend/if_match.hpp"
#include "serve/backend/list_parameters.hpp"
#include "serve/http/error_answer.hpp"

namespace quern::serve {
namespace {

constexpr std::int64_t newest_kept = 500;

Response no_resume() { return error_answer(404, "not_found", "there is no resume yet"); }
Response no_such_version() { return error_answer(404, "not_found", "no such version"); }

Response answer_with(const ResumeVersion& resume) {
  auto answer = json_answer(200, encode(resume));
  set_etag(answer, resume.version);
  return answer;
}

}  // namespace

Response Resumes::read(Call& call) {
  const auto resume = store_.newest(call.caller->user_id);
  return resume ? answer_with(*resume) : no_resume();
}

Response Resumes::save(Call& call) {
  auto resume = decode_all<Resume>(call.request.body);
  if (!resume) return error_answer(resume.error());
  const auto& owner = call.caller->user_id;
  const auto before = store_.newest(owner);
  if (auto refused = check_if_match(call.request, before ? before->version : 0)) return *std::move(refused);
  return answer_with(append(owner, *resume));
}

ResumeVersion Resumes::append(const UserId& owner, const Resume& resume) {
  const auto before = store_.newest(owner);
  if (before && before->resume == resume) return *before;
  const ResumeVersion next{
      .version = before ? before->version + 1 : 1, .resume = resume, .created_at = clock_.wall_now()};
  store_.insert(owner, next);
  store_.forget_up_to(owner, next.version - newest_kept);
  events_.add(owner, EventName::resume_updated, encode(ResumeUpdated{.version = next.version}));
  return next;
}

Response Resumes::list(Call& call) {
  const auto parameters = parse_list_parameters(call.request.query());
  if (!parameters) return error_answer(parameters.error());
  return json_answer(200, encode(store_.list(call.caller->user_id, parameters->offset, parameters->limit)));
}

Response Resumes::read_version(Call& call) {
  const auto& given = call.parameters[0];
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), version);
  if (error != std::errc{} || end != given.data() + given.size()) return no_such_version();
  const auto resume = store_.find(call.caller->user_id, version);
  return resume ? answer_with(*resume) : no_such_version();
}

}  // namespace quern::serve
