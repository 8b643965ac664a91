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
#include "serve/runtime/origin.hpp"
#include "serve/runtime/password_pool.hpp"
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
  Site(StaticSite& files, Bff& bff, LoopThread& loop) : files_(files), bff_(bff), loop_(loop) {}

  void handle(Request request, Answer answer) override {
    const auto path = request.path();
    if (path == "/healthz") {
      return answer(is_safe(request.method) ? json_answer(200, R"({"status":"ok"})") : no_route_answer({Method::get}));
    }
    if (path != "/api" && !path.starts_with("/api/")) return answer(files_.handle(request));
    loop_.post([this, request = std::move(request), answer = std::move(answer)]() mutable {
      answer_api(&bff_, std::move(request), std::move(answer)).detach();
    });
  }
  bool streams_body(Method method, std::string_view path) const override { return Bff::streams_body(method, path); }
  void open_body(Request head, BodyAnswer answer) override {
    loop_.post([this, head = std::move(head), answer = std::move(answer)]() mutable {
      answer_body(&bff_, std::move(head), std::move(answer)).detach();
    });
  }
  bool has_socket(std::string_view path) const override { return path == "/api/ws"; }
  void open_socket(Request request, SocketAnswer answer) override {
    loop_.post([this, request = std::move(request), answer = std::move(answer)]() mutable {
      answer_handshake(&bff_, &loop_, std::move(request), std::move(answer)).detach();
    });
  }

 private:
  StaticSite& files_;
  Bff& bff_;
  LoopThread& loop_;
};

// "https://quern.example" as "quern.example".
std::string host_of(const std::string& origin) { return origin.substr(origin.find("//") + 2); }

// This machine's names, and the address it listens on.
std::vector<std::string> local_hosts(const Options& options, std::uint16_t port) {
  std::vector<std::string> names{"127.0.0.1", "localhost", "[::1]"};
  const auto own = host_in_url(options.http.address);
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
  for (const auto& host : local_hosts(options, port)) origins.push_back("http://" + host);
  return origins;
}

BffOptions bff_options(const Options& options, std::uint16_t port) {
  BffOptions bff{.origins = own_origins(options, port), .secure = options.is_secure()};
  bff.sessions.refresh_margin = std::min(bff.sessions.refresh_margin, options.backend.tokens.access_lifetime / 4);
  return bff;
}

class RunningProgram final : public Program {
 public:
  RunningProgram(const Options& options, std::unique_ptr<HttpServer> http, DataFolder folder,
                 std::unique_ptr<Database> database, FileTable files)
      : folder_(std::move(folder)),
        people_files_(folder_.files()),
        http_(std::move(http)),
        database_(std::move(database)),
        store_(*database_, random_),
        pool_(loop_, random_, {.cost = options.password_cost}),
        tools_(loop_, options.tools),
        backend_(store_.backend(), people_files_, loop_, random_, pool_, tools_, options.backend),
        embedded_(backend_),
        bff_(store_.sessions, embedded_, loop_, random_, bff_options(options, http_->port())),
        files_(std::move(files)),
        site_(files_, bff_, loop_) {
    auto hosts = local_hosts(options, http_->port());
    for (const auto& origin : options.origins) hosts.push_back(host_of(origin));
    loop_.post([this] { backend_.sweep_files(); });
    loop_.settle();
    loop_.post([this] { sweep(); });
    http_->start(site_, std::move(hosts));
  }
  ~RunningProgram() override { stop(); }

  std::uint16_t port() const override { return http_->port(); }

  // The order matters: no new requests, no new hashes or tools; then the rules, which by then heard of every socket's end, store
  // what they still hold; then nothing runs, and only then may what it used go. Again is harmless: the loop takes no more.
  void stop() override {
    http_->stop();
    pool_.stop();
    tools_.stop();
    loop_.post([this] { backend_.stop(); });
    loop_.settle();
    loop_.stop();
    pool_.abandon();
    tools_.abandon();
  }

 private:
  void sweep() {
    for (const auto& failure : {backend_.sweep(), bff_.sweep()}) {
      if (failure) std::fprintf(stderr, "serve: cannot clean up its data: %s\n", failure->message.c_str());
    }
    loop_.after(std::chrono::hours{1}, [this] { sweep(); });
  }

  SystemRandom random_;
  DataFolder folder_;
  DiskFiles people_files_;            // before what still holds an upload when it goes:
  LoopThread loop_;                   // this, which goes before what posts to it,
  std::unique_ptr<HttpServer> http_;  // and this before what answers on its threads
  std::unique_ptr<Database> database_;
  SqliteStore store_;
  PasswordPool pool_;
  ToolPool tools_;
  Backend backend_;
  EmbeddedBackend embedded_;
  Bff bff_;
  StaticSite files_;
  Site site_;
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
  auto http = HttpServer::listen(options.http, log);
  if (!http) return fail(port_error(options, http.error()));
  auto folder = DataFolder::open(options.data);
  if (!folder) return fail(folder.error());
  auto database = Database::open(folder->database());
  if (!database) {
    return fail(ErrorKind::server, "cannot open " + folder->database() + ": " + database.error().message);
  }
  if (auto migrated = migrate(**database); !migrated) {
    return fail(ErrorKind::server, "cannot use " + folder->database() + ": " + migrated.error().message);
  }
  return std::make_unique<RunningProgram>(options, *std::move(http), *std::move(folder), *std::move(database),
                                          *std::move(files));
}

}  // namespace quern::serve
