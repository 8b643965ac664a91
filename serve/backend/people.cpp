#include "serve/backend/people.hpp"

#include "core/api/encode.hpp"
#include "serve/backend/list_parameters.hpp"
#include "serve/http/error_answer.hpp"

namespace quern::serve {

Response People::list(Call& call) {
  const auto parameters = parse_list_parameters(call.request.query());
  if (!parameters) return error_answer(parameters.error());
  const PersonListParams wanted{.search = parameters->search, .offset = parameters->offset, .limit = parameters->limit};
  auto page = store_.search(call.caller->user_id, wanted);
  for (auto& person : page.items) person.online = realtime_.is_online(person.id);
  return json_answer(200, encode(page));
}

Response People::read(Call& call) {
  auto person = store_.find(UserId{call.parameters[0]});
  if (!person) return error_answer(404, "not_found", "nobody has this id");
  person->online = realtime_.is_online(person->id);
  return json_answer(200, encode(*person));
}

}  // namespace quern::serve
