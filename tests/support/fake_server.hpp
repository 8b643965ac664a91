// A whole server in memory, by the rules of the contract for auth, user, projects, chats and capabilities, as scripted as a test
// wishes: down, slow, refusing, forgetting sessions. Browsers of one server see each other's writes.
// Deterministic: ids count up, lists are latest first, time is the fake scheduler's.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/scheduler.hpp"
#include "core/net/http_transport.hpp"
#include "tests/support/fake_chats.hpp"

namespace quern::test {

struct FakeProject {
  int id = 0;
  int owner = 0;
  int version = 1;
  int interview_count = 0;
  std::string client_id, name, description;
  WallTime created_at{}, updated_at{};
};

struct FakeUser {
  int id = 0;
  std::string email, password, display_name, locale;
};

struct FakeAnswer {
  int status = 200;
  std::string body;
  HttpHeaders headers;
};

class FakeServer {
 public:
  explicit FakeServer(Scheduler& scheduler) : scheduler_(scheduler) {}

  int add_user(std::string email, std::string password, std::string display_name);
  std::string begin_session(int user);  // the cookie of who signed in on an earlier visit
  int add_project(int owner, std::string name, std::string description = "", int interview_count = 0);
  const FakeProject* find_project(std::string_view name) const;
  std::vector<std::string> project_names() const;  // latest first

  // --- how it behaves from now on
  bool loses_answers = false;           // a write is stored, and its answer gets lost
  bool is_down = false;                 // no answer: network errors
  Duration delay{0};                    // before each answer; 0 answers on the next turn
  Duration page_delay{0};               // of pages of messages, beside it
  std::deque<FakeAnswer> next_answers;  // these instead of its own, first come first served, refresh calls aside
  std::optional<FakeAnswer> always;     // this instead of its own, after those
  bool has_interviews = false;          // in the capabilities
  bool has_chats = false;               // likewise
  void expire_access() { access_expired_ = true; }  // 401 until a refresh
  void forget_sessions() { sessions_.clear(); }     // 401 for good

  // --- what it saw: "POST /api/projects", with bodies beside
  struct Seen {
    HttpMethod method;
    std::string path, body, idempotency_key;
  };
  std::vector<Seen> seen;
  std::size_t count(std::string_view method, std::string_view path_prefix) const;

 private:
  Scheduler& scheduler_;
  std::deque<FakeUser> users_;

 public:
  FakeChats chats{scheduler_, users_};  // and messages, and people

 private:
  friend class FakeBrowser;
  FakeAnswer answer(const HttpRequest& request, std::string& cookie);
  FakeAnswer answer_auth(const HttpRequest& request, std::string_view path, std::string& cookie);
  FakeAnswer answer_user(const HttpRequest& request, FakeUser& user);
  FakeAnswer answer_projects(const HttpRequest& request, std::string_view path, std::string_view query, int owner);
  FakeAnswer answer_project(const HttpRequest& request, std::string_view id, int owner);
  FakeAnswer sign_in(FakeUser& user, int status, std::string& cookie);
  FakeUser* find_user(const std::string& cookie);

  std::vector<FakeProject> projects_;
  std::map<std::string, int> sessions_;  // cookie → user id
  struct Kept {
    std::string request;
    FakeAnswer answer;
  };
  std::map<std::string, Kept> answers_by_key_;
  bool access_expired_ = false;
  int last_id_ = 0;
};

// One browser's way to the server: its cookie.
class FakeBrowser final : public HttpTransport {
 public:
  FakeBrowser(FakeServer& server, Scheduler& scheduler) : server_(server), scheduler_(scheduler) {}
  Task<Result<HttpResponse>> send(HttpRequest request, StopToken stop) override;
  std::string cookie;

 private:
  Task<Result<void>> turn(Duration delay, StopToken stop);  // an answer never comes inside send()

  FakeServer& server_;
  Scheduler& scheduler_;
};

}  // namespace quern::test
