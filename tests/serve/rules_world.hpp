// The BFF and the backend without a socket: one fake clock, one seeded source of randomness, SQLite in memory. What a
// simulation runs, and what tests of minutes and days run.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>

#include "core/api/event.hpp"
#include "serve/bff/bff.hpp"
#include "serve/bff/embedded_backend.hpp"
#include "serve/store/memory_files.hpp"
#include "serve/store/sqlite_store.hpp"
#include "tests/serve/http_client.hpp"
#include "tests/support/fake_scheduler.hpp"
#include "tests/support/scripted_tools.hpp"
#include "tests/support/seeded_random.hpp"

namespace quern::test {

// Hashes nothing, at once; or, held, when the test says so.
class PlainHasher final : public serve::PasswordHasher {
 public:
  Task<Result<std::string>> hash(std::string password) override;
  Task<Result<bool>> verify(std::string password, std::string encoded) override;
  std::string decoy() const override { return scheme + "nobody's"; }
  bool needs_rehash(const std::string& encoded) const override { return !encoded.starts_with(scheme); }

  std::string scheme = "plain1:";
  bool is_held = false;
  bool is_full = false;
  int verified = 0;
  std::size_t waiting() const { return held_.size(); }
  void release();

 private:
  Task<Result<void>> turn();
  std::deque<Promise<void>> held_;
};

// The backend, with a network before it that may fail.
class FlakyBackend final : public serve::BackendClient {
 public:
  explicit FlakyBackend(serve::Backend& backend) : backend_(backend) {}
  Task<serve::Response> send(serve::Request request) override;
  Task<serve::BodyDecision> open_body(serve::Request head) override;
  Task<serve::SocketDecision> open_socket(serve::Request request) override;

  std::map<std::string, int> calls;  // by path
  int unreachable_calls = 0;         // so many that follow fail
  int lost_answers = 0;              // so many that follow are done, but their answer is lost
  bool is_held = false;              // refreshes wait for release()
  void release();

 private:
  serve::Backend& backend_;
  std::deque<Promise<void>> held_;
};

// A browser's end of a socket: keeps what it was sent. Closed by either side, its listener hears of it on a later turn.
class FakePeer final : public serve::SocketPeer, public std::enable_shared_from_this<FakePeer> {
 public:
  explicit FakePeer(Scheduler& clock) : clock_(clock) {}

  void send(std::shared_ptr<const std::string> text) override;
  void when_drained(UniqueFunction<void()> next) override;
  void close(int code, std::string reason) override;

  std::vector<std::string> frames;
  std::optional<int> closed;  // with which code
  bool is_stalled = false;    // it reads nothing: when_drained waits for read_on()
  std::size_t unread = 0;     // bytes since it last read
  void read_on();
  std::shared_ptr<serve::SocketListener> listener;

 private:
  Scheduler& clock_;
  UniqueFunction<void()> drained_;
};

// One socket of a browser, as a test uses it. Empty where the handshake was refused.
class TestSocket {
 public:
  TestSocket(int status, std::shared_ptr<FakePeer> peer, FakeScheduler& clock)
      : status(status),
        peer(std::move(peer)),
        clock_(clock) {}

  void say(std::string_view op);  // as text
  void resume(std::optional<std::int64_t> since = std::nullopt);
  void cut();                       // the connection is gone
  std::vector<std::string> take();  // the frames since the last take()
  // Of these, the events' names and seqs: "message.created 3", "pong".
  std::vector<std::string> take_heads();

  int status;  // 101, or the refusal's
  std::shared_ptr<FakePeer> peer;

 private:
  FakeScheduler& clock_;
};

class RulesWorld {
 public:
  explicit RulesWorld(serve::BackendOptions options = {}, const std::string& path = ":memory:");

  // One call as a page of ours would make it; runs what is posted until there is an answer.
  Answer call(std::string_view method, std::string_view target, std::string_view json = {}, const Fields& more = {});
  // The same, begun alone: `answer` is filled when there is one.
  void begin(std::shared_ptr<Answer> answer, std::string_view method, std::string_view target,
             std::string_view json = {}, const Fields& more = {});
  // A body that is taken as it comes, as a page of ours sends it (tests/serve/multipart_body.hpp makes forms); in pieces.
  Answer upload(std::string_view method, std::string_view target, std::string_view content_type, std::string_view body,
                const Fields& more = {});
  // Who would take it, for a test that sends less than all of it.
  serve::BodyDecision decide_body(std::string_view method, std::string_view target, std::string_view content_type,
                                  const Fields& more = {});
  // Straight to the backend.
  Answer call_backend(std::string_view method, std::string_view target, std::string_view json,
                      std::string_view bearer = {});

  // The socket of the browser that `cookie` is.
  TestSocket open_socket(const Fields& more = {}, std::string_view target = "/api/ws");
  TestSocket open_plain_stream(const Fields& more);  // of events, by a request without an Origin
  serve::SocketDecision decide_socket(const Fields& more = {},
                                      std::string_view target = "/api/ws");  // its handshake alone

  Answer sign_up(std::string_view email, std::string_view name = "Someone");
  Answer sign_in(std::string_view email, std::string_view password = "correct horse");
  void limit_calls(serve::RateOptions by_address, serve::RateOptions by_account);  // from now on
  void restart();  // the server, on the same data; its sockets are closed

  FakeScheduler clock;
  SeededRandom random{7};
  PlainHasher hasher;
  ScriptedTools tools;
  serve::MemoryFiles files;
  std::string cookie;  // the browser's; swap it to be another one
  std::string address = "192.0.2.1";
  std::string last_note;  // what the log would say of the last answer
  std::unique_ptr<serve::Database> database;
  std::unique_ptr<serve::SqliteStore> store;
  std::unique_ptr<serve::Backend> backend;
  std::unique_ptr<FlakyBackend> network;
  std::unique_ptr<serve::Bff> bff;

 private:
  serve::Request request(std::string_view method, std::string_view target, std::string_view json,
                         const Fields& more) const;
  serve::SocketDecision decide_socket(serve::Request asked);
  TestSocket connect(const serve::SocketDecision& decision);
  serve::BackendOptions options_;
  serve::BffOptions bff_options_{.origins = {"http://localhost:8080"}};
};

}  // namespace quern::test
