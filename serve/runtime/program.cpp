#include "serve/runtime/program.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <thread>

#include "serve/bff/bff.hpp"
#include "serve/bff/embedded_backend.hpp"
#include "serve/crypto/crypto.hpp"
#include "serve/http/error_answer.hpp"
#include "serve/http/router.hpp"
#include "serve/runtime/data_folder.hpp"
#include "serve/runtime/disk_files.hpp"
#include "serve/runtime/loop_socket.hpp"
#include "serve/runtime/loop_thread.hpp"
#include "serve/runtime/metrics_site.hpp"
#include "serve/runtime/model_interviewer.hpp"
#include "serve/runtime/origin.hpp"
#include "serve/runtime/password_pool.hpp"
#include "serve/runtime/readiness.hpp"
#include "serve/runtime/tool_pool.hpp"
#include "serve/static/static_site.hpp"
#include "serve/store/sqlite_store.hpp"

namespace quern::serve {
namespace {

Task<void> answer_api(Bff* bff, Request request, Handler::Answer answer) {
  answer(co_await bff->handle(std::move(request)));
}

Task<void> answer_body(Bff* bff, Request head, Handler::BodyAnswer answer) {
  answer(co_await bff->open_body(std::move(head)));
}

Task<void> answer_handshake(Bff* bff, LoopThread* loop, Request request, Handler::SocketAnswer answer) {
  answer(on_loop(*loop, co_await bff->open_socket(std::move(request))));
}

// Which part answers. Files are answered on the socket's own thread, the API and its socket on the loop's.
class Site final : public Handler {
 public:
  Site(StaticSite& files, Bff& bff, LoopThread& loop, Readiness& readiness)
      : files_(files),
        bff_(bff),
        loop_(loop),
        readiness_(readiness) {}

  void handle(Request request, Answer answer) override {
    const auto path = request.path();
    if (path == "/healthz" || path == "/readyz") return answer_probe(request, std::move(answer));
    if (path != "/api" && !path.starts_with("/api/")) {
      auto response = files_.handle(request);
      response.route = "files";
      return answer(std::move(response));
    }
    const bool is_read = is_safe(request.method);
    Scheduler::Callback work = [this, request = std::move(request), answer = std::move(answer)]() mutable {
      answer_api(&bff_, std::move(request), std::move(answer)).detach();
    };
    if (is_read) {
      loop_.run_or_post(std::move(work));
    } else {
      loop_.post(std::move(work));
    }
  }
  bool streams_body(Method method, std::string_view path) const override { return Bff::streams_body(method, path); }
  void open_body(Request head, BodyAnswer answer) override {
    loop_.post([this, head = std::move(head), answer = std::move(answer)]() mutable {
      answer_body(&bff_, std::move(head), std::move(answer)).detach();
    });
  }
  bool has_socket(std::string_view path) const override { return path == "/api/ws"; }
  bool has_stream(std::string_view path) const override { return path == "/api/events"; }
  void open_socket(Request request, SocketAnswer answer) override {
    loop_.post([this, request = std::move(request), answer = std::move(answer)]() mutable {
      answer_handshake(&bff_, &loop_, std::move(request), std::move(answer)).detach();
    });
  }

 private:
  void answer_probe(const Request& request, Answer answer) {
    if (!is_safe(request.method)) return answer(no_route_answer({Method::get}));
    if (request.path() == "/readyz") return readiness_.ask(std::move(answer));
    auto response = json_answer(200, R"({"status":"ok"})");
    response.route = "/healthz";
    answer(std::move(response));
  }

  StaticSite& files_;
  Bff& bff_;
  LoopThread& loop_;
  Readiness& readiness_;
};

// "https://quern.example" as "quern.example".
std::string host_of(const std::string& origin) { return origin.substr(origin.find("//") + 2); }

// This machine's names, and the address it listens on.
std::vector<std::string> hosts_at(const std::string& address, std::uint16_t port) {
  std::vector<std::string> names{"127.0.0.1", "localhost", "[::1]"};
  const auto own = host_in_url(address);
  if (std::ranges::find(names, own) == names.end()) names.push_back(own);
  std::vector<std::string> hosts;
  for (const auto& name : names) {
    hosts.push_back(name + ':' + std::to_string(port));
    if (port == 80) hosts.push_back(name);
  }
  return hosts;
}

std::vector<std::string> own_origins(const Options& options, std::uint16_t port) {
  if (!options.origins.empty()) return options.origins;
  std::vector<std::string> origins;
  for (const auto& host : hosts_at(options.http.address, port)) origins.push_back("http://" + host);
  return origins;
}

BffOptions bff_options(const Options& options, std::uint16_t port) {
  BffOptions bff{.origins = own_origins(options, port), .secure = options.is_secure()};
  // Behind a proxy, or open to others, there are strangers; alone on this machine, tools and tests.
  const bool is_local =
      (options.http.address.starts_with("127.") || options.http.address == "::1") && options.trusted_proxies.empty();
  bff.calls_by_address.per_minute = options.calls_by_address.value_or(is_local ? 0 : 6'000);
  bff.calls_by_account.per_minute = options.calls_by_account.value_or(is_local ? 0 : 3'000);
  bff.sessions.refresh_margin = std::min(bff.sessions.refresh_margin, options.backend.tokens.access_lifetime / 4);
  return bff;
}

BackendOptions backend_options(const Options& options, Interviewer& model_interviewer) {
  auto backend = options.backend;
  if (!options.interviewer.url.empty()) backend.interviewer = &model_interviewer;
  return backend;
}

class RunningProgram final : public Program {
 public:
  RunningProgram(const Options& options, std::unique_ptr<Metrics> metrics, std::unique_ptr<HttpServer> http,
                 std::unique_ptr<HttpServer> metrics_http, DataFolder folder, std::unique_ptr<Database> database,
                 FileTable files)
      : drain_notice_(options.drain_notice),
        metrics_(std::move(metrics)),
        folder_(std::move(folder)),
        people_files_(folder_.files()),
        http_(std::move(http)),
        metrics_http_(std::move(metrics_http)),
        database_(std::move(database)),
        store_(*database_, random_),
        pool_(loop_, random_, {.cost = options.password_cost}),
        tools_(loop_, options.tools),
        completions_(loop_, options.interviewer),
        model_interviewer_(completions_),
        backend_(store_.backend(), people_files_, loop_, random_, pool_, tools_,
                 backend_options(options, model_interviewer_)),
        embedded_(backend_),
        bff_(store_.sessions, embedded_, loop_, random_, bff_options(options, http_->port())),
        files_(std::move(files)),
        readiness_(loop_, *database_, options.data, options.least_room),
        site_(files_, bff_, loop_, readiness_),
        metrics_site_(*metrics_, loop_) {
    read_metrics(options.data);
    auto hosts = hosts_at(options.http.address, http_->port());
    for (const auto& origin : options.origins) hosts.push_back(host_of(origin));
    loop_.post([this] { backend_.sweep_files(); });
    loop_.settle();
    loop_.post([this] {
      backend_.start();
      sweep();
    });
    http_->start(site_, std::move(hosts));
    if (metrics_http_) metrics_http_->start(metrics_site_, hosts_at(options.metrics_address, metrics_http_->port()));
  }
  ~RunningProgram() override { stop(); }

  std::uint16_t port() const override { return http_->port(); }
  std::uint16_t metrics_port() const override { return metrics_http_ ? metrics_http_->port() : 0; }

  // The order matters: who balances hears of it first; then no new requests, no new hashes or tools; then the rules, which
  // by then heard of every socket's end, store
  // what they still hold; then nothing runs, and only then may what it used go. Again is harmless: the loop takes no more.
  void stop() override {
    readiness_.drain();
    std::this_thread::sleep_for(std::exchange(drain_notice_, Duration{0}));
    http_->stop();
    if (metrics_http_) metrics_http_->stop();
    pool_.stop();
    tools_.stop();
    completions_.stop();
    loop_.post([this] { backend_.stop(); });
    loop_.settle();
    loop_.stop();
    pool_.abandon();
    tools_.abandon();
    completions_.abandon();
  }

 private:
  void sweep() {
    for (const auto& failure : {backend_.sweep(), bff_.sweep()}) {
      if (failure) std::fprintf(stderr, "serve: cannot clean up its data: %s\n", failure->message.c_str());
    }
    loop_.after(std::chrono::hours{1}, [this] { sweep(); });
  }

  void read_metrics(const std::string& data) {
    using enum Metrics::Kind;
    const auto seconds = [](std::chrono::nanoseconds time) { return std::chrono::duration<double>{time}.count(); };
    const auto count = [](auto number) { return static_cast<double>(number); };
    auto& metrics = *metrics_;
    metrics.read(gauge, "quern_connections", "Open connections, sockets too",
                 [this, count] { return count(http_->connections()); });
    metrics.read(gauge, "quern_sockets", "Open WebSockets of people",
                 [this, count] { return count(backend_.sockets()); });
    metrics.read(gauge, "quern_password_queue", "Password hashes that wait or run",
                 [this, count] { return count(pool_.waiting()); });
    metrics.read(gauge, "quern_loop_queue", "Callbacks that wait for the loop",
                 [this, count] { return count(loop_.stats().waiting); });
    metrics.read(counter, "quern_loop_turns_total", "Callbacks that ran",
                 [this, count] { return count(loop_.stats().turns); });
    metrics.read(counter, "quern_loop_wait_seconds_total", "Time that callbacks waited, in all",
                 [this, seconds] { return seconds(loop_.stats().waited); });
    metrics.read(counter, "quern_loop_busy_seconds_total", "Time in callbacks",
                 [this, seconds] { return seconds(loop_.stats().busy); });
    metrics.read(counter, "quern_sqlite_statements_total", "Statements",
                 [this, count] { return count(database_->stats().statements); });
    metrics.read(counter, "quern_sqlite_seconds_total", "Time in statements and commits",
                 [this, seconds] { return seconds(database_->stats().time); });
    metrics.read(counter, "quern_sqlite_commits_total", "Commits",
                 [this, count] { return count(database_->stats().commits); });
    metrics.read(counter, "quern_sqlite_commit_seconds_total", "Time in commits: mostly the disk's",
                 [this, seconds] { return seconds(database_->stats().commit_time); });
    metrics.read(counter, "quern_sqlite_failures_total", "Statements that failed",
                 [this, count] { return count(database_->stats().failures); });
    read_folder(metrics, data);
    read_process(metrics);
  }

  Duration drain_notice_;
  SystemRandom random_;
  std::unique_ptr<Metrics> metrics_;  // before who writes to it
  DataFolder folder_;
  DiskFiles people_files_;                    // before what still holds an upload when it goes:
  LoopThread loop_;                           // this, which goes before what posts to it,
  std::unique_ptr<HttpServer> http_;          // and this before what answers on its threads
  std::unique_ptr<HttpServer> metrics_http_;  // null without
  std::unique_ptr<Database> database_;
  SqliteStore store_;
  PasswordPool pool_;
  ToolPool tools_;
  Completions completions_;
  ModelInterviewer model_interviewer_;
  Backend backend_;
  EmbeddedBackend embedded_;
  Bff bff_;
  StaticSite files_;
  Readiness readiness_;
  Site site_;
  MetricsSite metrics_site_;
};

Error port_error(const Options& options, const Error& error) {
  const auto port = options.http.port;
  std::string message;
  if (error.is(ErrorKind::conflict)) {
    message = "port " + std::to_string(port) +
              " is taken by another program. Stop that one, or choose another port: --port " +
              std::to_string(port < 65535 ? port + 1 : 8080) + '.';
  } else {
    message = "cannot listen on " + options.http.address + " port " + std::to_string(port) + ": " + error.message + '.';
    if (port > 0 && port < 1024) message += " Ports below 1024 are the system's: choose one above with --port.";
  }
  return {.kind = error.kind, .message = message};
}

Error metrics_port_error(const Options& options, const Error& error) {
  return {.kind = error.kind,
          .message = "cannot listen for --metrics on " + options.metrics_address + " port " +
                     std::to_string(options.metrics_port) + ": " + error.message + '.'};
}

}  // namespace

Result<std::unique_ptr<Program>> Program::start(Options options, RequestLog& log) {
  umask(0077);  // the data is its owner's alone
  auto files = FileTable::load(options.web);
  if (!files) {
    return fail(files.error().kind, "the page is missing: " + files.error().message +
                                        ". Build it with ./dev build wasm, or say where it is with --web DIR.");
  }
  options.http.secure = options.is_secure();
  options.http.threads = std::clamp(std::thread::hardware_concurrency(), 2U, 8U);
  options.http.trusted_proxies = options.trusted_proxies;
  auto metrics = std::make_unique<Metrics>(log);
  auto http = HttpServer::listen(options.http, *metrics);
  if (!http) return fail(port_error(options, http.error()));
  std::unique_ptr<HttpServer> metrics_http;
  if (!options.metrics_address.empty()) {
    auto listening = HttpServer::listen(
        {.address = options.metrics_address, .port = options.metrics_port, .threads = 1, .max_connections = 16}, log);
    if (!listening) return fail(metrics_port_error(options, listening.error()));
    metrics_http = *std::move(listening);
  }
  auto folder = DataFolder::open(options.data);
  if (!folder) return fail(folder.error());
  auto database = Database::open(folder->database());
  if (!database) {
    return fail(ErrorKind::server, "cannot open " + folder->database() + ": " + database.error().message);
  }
  if (auto migrated = migrate(**database); !migrated) {
    return fail(ErrorKind::server, "cannot use " + folder->database() + ": " + migrated.error().message);
  }
  return std::make_unique<RunningProgram>(options, std::move(metrics), *std::move(http), std::move(metrics_http),
                                          *std::move(folder), *std::move(database), *std::move(files));
}

}  // namespace quern::serve
