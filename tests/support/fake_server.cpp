#include "tests/support/fake_server.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/sleep.hpp"

namespace quern::test {
namespace {

using Json = nlohmann::json;

FakeAnswer json_answer(int status, const Json& body) { return {.status = status, .body = body.dump(), .headers = {}}; }

FakeAnswer refusal(int status, std::string_view type, std::string_view code, const Json& detail) {
  return json_answer(status, {{"detail", detail}, {"error_type", type}, {"error_code", code}});
}
FakeAnswer not_found() { return refusal(404, "not_found", "not_found", "not found"); }
FakeAnswer unauthenticated() { return refusal(401, "authentication_error", "unauthenticated", "no session"); }
FakeAnswer invalid(std::string_view field, std::string_view message) {
  return refusal(422, "validation_error", "validation",
                 Json::array({{{"type", "value_error"}, {"loc", Json::array({field})}, {"msg", message}}}));
}

Json to_json(const FakeUser& user, WallTime now) {
  Json json{{"id", std::to_string(user.id)},
            {"email", user.email},
            {"display_name", user.display_name},
            {"avatar_url", nullptr},
            {"created_at", format_iso8601(now)}};
  if (!user.locale.empty()) json["locale"] = user.locale;
  return json;
}

Json to_json(const FakeProject& project) {
  Json json{{"id", std::to_string(project.id)},
            {"version", project.version},
            {"name", project.name},
            {"description", project.description},
            {"interview_count", project.interview_count},
            {"created_at", format_iso8601(project.created_at)},
            {"updated_at", format_iso8601(project.updated_at)}};
  if (!project.client_id.empty()) json["client_id"] = project.client_id;
  return json;
}

std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out += static_cast<char>(std::stoi(std::string{text.substr(i + 1, 2)}, nullptr, 16));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::string parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
      return unescape(pair.substr(name.size() + 1));
  }
  return {};
}

int number(const std::string& text, int otherwise) { return text.empty() ? otherwise : std::stoi(text); }

}  // namespace

int FakeServer::add_user(std::string email, std::string password, std::string display_name) {
  users_.push_back({++last_id_, std::move(email), std::move(password), std::move(display_name), ""});
  return last_id_;
}

std::string FakeServer::begin_session(int user) {
  auto cookie = "session-" + std::to_string(++last_id_);
  sessions_[cookie] = user;
  return cookie;
}

int FakeServer::add_project(int owner, std::string name, std::string description, int interview_count) {
  const auto now = scheduler_.wall_now();
  projects_.insert(projects_.begin(),
                   {++last_id_, owner, 1, interview_count, "", std::move(name), std::move(description), now, now});
  return last_id_;
}

const FakeProject* FakeServer::find_project(std::string_view name) const {
  const auto found = std::ranges::find(projects_, name, &FakeProject::name);
  return found == projects_.end() ? nullptr : &*found;
}

std::vector<std::string> FakeServer::project_names() const {
  std::vector<std::string> names;
  for (const auto& project : projects_) names.push_back(project.name);
  return names;
}

std::size_t FakeServer::count(std::string_view method, std::string_view path_prefix) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      seen, [&](const Seen& one) { return format_method(one.method) == method && one.path.starts_with(path_prefix); }));
}

FakeUser* FakeServer::find_user(const std::string& cookie) {
  const auto session = sessions_.find(cookie);
  if (session == sessions_.end()) return nullptr;
  const auto found = std::ranges::find(users_, session->second, &FakeUser::id);
  return found == users_.end() ? nullptr : &*found;
}

FakeAnswer FakeServer::answer(const HttpRequest& request, std::string& cookie) {
  const std::string_view whole = request.path;
  const auto path = whole.substr(0, whole.find('?'));
  const auto query = path.size() < whole.size() ? whole.substr(path.size() + 1) : std::string_view{};
  const auto key = std::string{find_header(request.headers, "Idempotency-Key").value_or("")};
  seen.push_back({request.method, request.path, request.body, key});

  const bool is_refresh = path == "/api/auth/refresh";
  if (!is_refresh && !next_answers.empty()) {
    auto answer = std::move(next_answers.front());
    next_answers.pop_front();
    return answer;
  }
  if (!is_refresh && always) return *always;
  if (path == "/api/capabilities") {
    Json groups{
        {"auth", Json::array()}, {"user", Json::array({"edit"})}, {"projects", Json::array({"edit", "delete"})}};
    if (has_chats) groups["chats"] = Json::array({"read_marks", "edit", "delete"});
    if (has_interviews) groups["interviews"] = Json::array({"upload"});
    return json_answer(200, {{"name", "fake"}, {"version", "1"}, {"groups", groups}, {"limits", Json::object()}});
  }
  if (path.starts_with("/api/auth/")) return answer_auth(request, path.substr(10), cookie);
  auto* user = find_user(cookie);
  if (!user || access_expired_) return unauthenticated();
  if (request.method != HttpMethod::get && key.empty())
    return refusal(400, "validation_error", "bad_request", "no key");
  const auto what = std::string{format_method(request.method)} + ' ' + request.path + ' ' + request.body;
  if (const auto kept = answers_by_key_.find(key); !key.empty() && kept != answers_by_key_.end()) {
    if (kept->second.request == what) return kept->second.answer;
    return refusal(422, "validation_error", "idempotency_mismatch", "this key was used for something else");
  }
  auto answer = not_found();
  if (path == "/api/user/me") answer = answer_user(request, *user);
  if (path == "/api/projects" || path.starts_with("/api/projects/"))
    answer = answer_projects(request, path, query, user->id);
  for (const auto* group : {"/api/chats", "/api/messages", "/api/users"})
    if (path.starts_with(group)) answer = chats.answer(request, path, query, user->id);
  if (!key.empty()) answers_by_key_[key] = {what, answer};
  return answer;
}

FakeAnswer FakeServer::sign_in(FakeUser& user, int status, std::string& cookie) {
  cookie = begin_session(user.id);
  access_expired_ = false;
  return json_answer(status, {{"user", to_json(user, scheduler_.wall_now())}});
}

FakeAnswer FakeServer::answer_auth(const HttpRequest& request, std::string_view path, std::string& cookie) {
  const auto body = Json::parse(request.body, nullptr, false);
  if (path == "login") {
    const auto found = std::ranges::find(users_, body.value("email", ""), &FakeUser::email);
    if (found == users_.end() || found->password != body.value("password", ""))
      return refusal(401, "authentication_error", "invalid_credentials", "wrong email or password");
    return sign_in(*found, 200, cookie);
  }
  if (path == "register") {
    if (std::ranges::contains(users_, body.value("email", ""), &FakeUser::email))
      return refusal(409, "conflict", "email_taken", "this email is taken");
    if (body.value("password", "").size() < 8) return invalid("password", "too short");
    const auto id = add_user(body.value("email", ""), body.value("password", ""), body.value("display_name", ""));
    return sign_in(*std::ranges::find(users_, id, &FakeUser::id), 201, cookie);
  }
  if (path == "logout") {
    sessions_.erase(cookie);
    cookie.clear();
    return {.status = 204, .body = "", .headers = {}};
  }
  auto* user = find_user(cookie);
  if (!user) return unauthenticated();
  if (path == "refresh") {
    access_expired_ = false;
    return json_answer(200, {{"expires_in", 900}});
  }
  if (path != "me") return not_found();
  if (access_expired_) return unauthenticated();
  return json_answer(200, {{"user", to_json(*user, scheduler_.wall_now())}, {"expires_in", 900}});
}

FakeAnswer FakeServer::answer_user(const HttpRequest& request, FakeUser& user) {
  if (request.method == HttpMethod::patch) {
    const auto body = Json::parse(request.body, nullptr, false);
    user.display_name = body.value("display_name", user.display_name);
    user.locale = body.value("locale", user.locale);
  }
  return json_answer(200, to_json(user, scheduler_.wall_now()));
}

FakeAnswer FakeServer::answer_projects(const HttpRequest& request, std::string_view path, std::string_view query,
                                       int owner) {
  if (path.size() > 14) return answer_project(request, path.substr(14), owner);
  if (request.method == HttpMethod::post) {
    const auto body = Json::parse(request.body, nullptr, false);
    if (body.value("name", "").empty()) return invalid("name", "must not be empty");
    const auto client_id = body.value("client_id", "");
    const auto known = std::ranges::find_if(projects_, [&](const FakeProject& project) {
      return project.owner == owner && !client_id.empty() && project.client_id == client_id;
    });
    if (known != projects_.end()) return json_answer(200, to_json(*known));  // as it is: nothing of this body counts
    add_project(owner, body.value("name", ""), body.value("description", ""));
    projects_.front().client_id = client_id;
    return json_answer(201, to_json(projects_.front()));
  }
  const auto search = parameter(query, "search");
  const auto offset = number(parameter(query, "offset"), 0), limit = number(parameter(query, "limit"), 20);
  Json items = Json::array();
  int total = 0;
  for (const auto& project : projects_) {
    if (project.owner != owner) continue;
    if (!search.empty() && !project.name.contains(search) && !project.description.contains(search)) continue;
    if (total >= offset && total < offset + limit) items.push_back(to_json(project));
    ++total;
  }
  return json_answer(200, {{"items", items}, {"total", total}, {"offset", offset}, {"limit", limit}});
}

FakeAnswer FakeServer::answer_project(const HttpRequest& request, std::string_view id, int owner) {
  const auto found = std::ranges::find_if(projects_, [&](const FakeProject& project) {
    return project.owner == owner && std::to_string(project.id) == id;
  });
  if (found == projects_.end()) return not_found();
  if (request.method == HttpMethod::del) {
    projects_.erase(found);
    return {.status = 204, .body = "", .headers = {}};
  }
  if (request.method == HttpMethod::patch) {
    const auto body = Json::parse(request.body, nullptr, false);
    found->name = body.value("name", found->name);
    found->description = body.value("description", found->description);
    ++found->version;
    found->updated_at = scheduler_.wall_now();
    std::rotate(projects_.begin(), found, found + 1);
    return json_answer(200, to_json(projects_.front()));
  }
  return json_answer(200, to_json(*found));
}

Task<Result<void>> FakeBrowser::turn(Duration delay, StopToken stop) {
  if (delay > Duration{0}) co_return co_await sleep(scheduler_, delay, stop);
  Promise<void> promise;
  auto next = promise.future();
  scheduler_.post([promise = std::move(promise)]() mutable { promise.resolve({}); });
  co_return co_await next;
}

Task<Result<HttpResponse>> FakeBrowser::send(HttpRequest request, StopToken stop) {
  const bool is_page = request.method == HttpMethod::get && request.path.starts_with("/api/messages");
  const auto waited = co_await turn(server_.delay + (is_page ? server_.page_delay : Duration{0}), stop);
  if (!waited) co_return fail(waited.error());
  if (server_.is_down) {
    server_.seen.push_back({request.method, request.path, request.body, ""});
    co_return fail(ErrorKind::network, "no connection");
  }
  auto answer = server_.answer(request, cookie);
  if (server_.loses_answers && request.method != HttpMethod::get) co_return fail(ErrorKind::network, "lost");
  co_return HttpResponse{.status = answer.status, .headers = std::move(answer.headers), .body = std::move(answer.body)};
}

}  // namespace quern::test
