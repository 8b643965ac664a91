#include "tests/sim/breakages.hpp"

#include "core/api/encode.hpp"
#include "core/api/event.hpp"

namespace quern::test {
namespace {

// The member's value in JSON text made by our own encoder: `"name":` and what follows up to a comma or a brace.
void replace_member(std::string& json, std::string_view name, std::string_view value) {
  const auto mark = '"' + std::string{name} + "\":";
  const auto at = json.find(mark);
  if (at == std::string::npos) return;
  const auto begin = at + mark.size();
  json.replace(begin, json.find_first_of(",}", begin) - begin, value);
}

std::string quoted_uuid(Random& random) { return '"' + make_uuid(random) + '"'; }

void use_new_keys(Wire& wire, Random& random) {
  wire.tampering.request = [&random](HttpRequest& request) {
    for (auto& [name, value] : request.headers) {
      if (name == "Idempotency-Key" || name == "idempotency-key") value = make_uuid(random);
    }
    if (request.method == HttpMethod::post) replace_member(request.body, "client_id", quoted_uuid(random));
  };
}

// Some events never come, and the numbers behind them close up: nobody can see the gap.
void lose_events(Wire& wire, Random& random) {
  wire.tampering.frame = [&random, lost = std::int64_t{0}](std::string text) mutable -> std::vector<std::string> {
    const auto frame = read_frame(text);
    if (!frame || !frame->seq) return {text};
    if (frame->event.starts_with("message") && random.next() % 10 == 0) {
      ++lost;
      return {};
    }
    if (frame->event == "resumed" || frame->event == "reset") lost = 0;
    replace_member(text, "seq", std::to_string(*frame->seq - lost));
    return {text};
  };
}

void lose_read_marks(Wire& wire) {
  wire.tampering.request = [](HttpRequest& request) {
    if (request.path.ends_with("/read")) replace_member(request.body, "number", "0");
  };
}

void shorten_pages(Wire& wire) {
  wire.tampering.response = [](const HttpRequest& request, HttpResponse& response) {
    if (!request.path.starts_with("/api/messages?") || response.status != 200) return;
    auto page = decode<MessagePage>(response.body);
    if (!page) return;
    std::erase_if(page->items, [](const Message& message) { return message.number % 7 == 3; });
    response.body = encode(*page);
  };
}

void stop_versions(Wire& wire) {
  wire.tampering.frame = [](std::string text) -> std::vector<std::string> {
    replace_member(text, "version", "1");
    return {text};
  };
}

void refuse_what_was_done(Wire& wire) {
  wire.tampering.response = [](const HttpRequest& request, HttpResponse& response) {
    if (request.method == HttpMethod::post && response.status == 500) response.status = 403;
  };
}

}  // namespace

std::string_view name_of(Breakage breakage) {
  constexpr std::array<std::string_view, breakages.size() + 1> names = {
      "none",       "new key each try",     "lost event",           "lost read marks",
      "short page", "versions stand still", "refusal that was done"};
  return names[static_cast<std::size_t>(breakage)];
}

void break_wire(Wire& wire, Breakage breakage, Random& random) {
  switch (breakage) {
    case Breakage::none: break;
    case Breakage::new_key_each_try: use_new_keys(wire, random); break;
    case Breakage::lost_event: lose_events(wire, random); break;
    case Breakage::lost_read_marks: lose_read_marks(wire); break;
    case Breakage::short_page: shorten_pages(wire); break;
    case Breakage::versions_stand_still: stop_versions(wire); break;
    case Breakage::refusal_that_was_done: refuse_what_was_done(wire); break;
  }
}

}  // namespace quern::test
