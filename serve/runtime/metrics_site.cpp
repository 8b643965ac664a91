#include "serve/runtime/metrics_site.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "serve/http/error_answer.hpp"
#include "serve/http/router.hpp"
#include "serve/runtime/readiness.hpp"

namespace quern::serve {
namespace {

namespace fs = std::filesystem;
using Kind = Metrics::Kind;

double resident_bytes() {
  std::size_t whole = 0;
  std::size_t resident = 0;
  std::ifstream{"/proc/self/statm"} >> whole >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double open_files() {
  std::error_code error;
  double count = 0;
  for (auto entry = fs::directory_iterator{"/proc/self/fd", error}; !error && entry != fs::directory_iterator{};
       entry.increment(error)) {
    ++count;
  }
  return count;
}

double bytes_below(const std::string& folder) {
  std::error_code error;
  double bytes = 0;
  for (auto entry = fs::recursive_directory_iterator{folder, error};
       !error && entry != fs::recursive_directory_iterator{}; entry.increment(error)) {
    std::error_code gone;
    const auto size = entry->is_regular_file(gone) ? entry->file_size(gone) : 0;
    if (!gone) bytes += static_cast<double>(size);
  }
  return bytes;
}

double size_of(const std::string& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  return error ? 0 : static_cast<double>(size);
}

}  // namespace

void MetricsSite::handle(Request request, Answer answer) {
  if (request.path() != "/metrics") return answer(error_answer(404, "not_found", "there is /metrics here"));
  if (!is_safe(request.method)) return answer(no_route_answer({Method::get}));
  loop_.post([this, answer = std::move(answer)]() mutable {
    answer({.status = 200,
            .headers = {{"content-type", "text/plain; version=0.0.4; charset=utf-8"}, {"cache-control", "no-store"}},
            .body = metrics_.format(),
            .note = {},
            .route = "/metrics"});
  });
}

void read_process(Metrics& metrics) {
  const auto started = std::chrono::duration<double>{std::chrono::system_clock::now().time_since_epoch()}.count();
  metrics.read(Kind::gauge, "process_start_time_seconds", "When it started, since 1970", [started] { return started; });
  metrics.read(Kind::gauge, "process_resident_memory_bytes", "Memory it has", resident_bytes);
  metrics.read(Kind::counter, "process_cpu_seconds_total", "Time it used, of all threads", cpu_seconds);
  metrics.read(Kind::gauge, "process_open_fds", "Files and sockets it has open", open_files);
}

void read_folder(Metrics& metrics, const std::string& data) {
  metrics.read(Kind::gauge, "quern_disk_free_bytes", "Room where the data is",
               [data] { return static_cast<double>(free_room(data)); });
  metrics.read(Kind::gauge, "quern_database_bytes", "The database, with its log",
               [data] { return size_of(data + "/quern.db") + size_of(data + "/quern.db-wal"); });
  struct Counted {
    std::chrono::steady_clock::time_point at;
    double bytes = 0;
    bool is_known = false;
  };
  metrics.read(Kind::gauge, "quern_files_bytes", "Files of people", [data, last = Counted{}]() mutable {
    const auto now = std::chrono::steady_clock::now();
    if (!last.is_known || now - last.at > std::chrono::minutes{1}) last = {now, bytes_below(data + "/files"), true};
    return last.bytes;
  });
}

}  // namespace quern::serve
