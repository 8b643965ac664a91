#include "serve/http/request_log.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "serve/http/json_text.hpp"

namespace quern::serve {
namespace {

constexpr std::size_t most_waiting = 1024;  // lines
constexpr std::chrono::milliseconds last_wait{500};
constexpr std::chrono::milliseconds pause{10};

WallTime now() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

void write_whole(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      pollfd writable{.fd = descriptor, .events = POLLOUT, .revents = 0};
      ::poll(&writable, 1, -1);
    } else if (errno != EINTR) {
      return;  // nobody will read it
    }
  }
}

std::string format_dropped(std::size_t count) {
  return "{\"time\":\"" + format_iso8601(now()) + R"(","note":"the log was full","dropped":)" + std::to_string(count) +
         "}\n";
}

}  // namespace

std::string format_record(const RequestRecord& record, WallTime time) {
  std::string out = "{\"time\":\"" + format_iso8601(time) + '"';
  const auto add = [&out](std::string_view name, std::string_view value) {
    out += ",\"";
    out += name;
    out += "\":";
    append_json_string(out, value);
  };
  add("id", record.id);
  add("method", record.method);
  add("path", record.path);
  out += ",\"status\":" + std::to_string(record.status);
  out += ",\"duration_ms\":" + std::to_string(std::chrono::duration_cast<Duration>(record.duration).count());
  out += ",\"bytes\":" + std::to_string(record.bytes);
  if (record.close_code) {
    out += ",\"bytes_received\":" + std::to_string(record.bytes_received);
    out += ",\"closed\":" + std::to_string(*record.close_code);
  }
  add("client", record.client_address);
  if (!record.note.empty()) add("note", record.note);
  out += '}';
  return out;
}

struct DescriptorLog::Queue {
  explicit Queue(int target) : descriptor(target) {}

  void add(std::string line) {
    {
      const std::scoped_lock lock{mutex};
      if (lines.size() >= most_waiting) {
        ++dropped;
        return;
      }
      lines.push_back(std::move(line));
      if (lines.size() > 1) return;  // the first has woken the thread
    }
    changed.notify_all();
  }

  void run() {
    std::unique_lock lock{mutex};
    while (true) {
      changed.wait(lock, [this] { return is_ending || !lines.empty(); });
      if (lines.empty()) break;
      const auto batch = std::exchange(lines, {});
      const auto lost = std::exchange(dropped, 0);
      lock.unlock();
      std::string text;
      for (const auto& line : batch) text += line;
      if (lost > 0) text += format_dropped(lost);
      write_whole(descriptor, text);
      lock.lock();
      changed.wait_for(lock, pause, [this] { return is_ending; });  // the next lines gather
    }
    has_ended = true;
    changed.notify_all();
  }

  // False when it is still writing after `at_most`.
  bool end(std::chrono::milliseconds at_most) {
    std::unique_lock lock{mutex};
    is_ending = true;
    changed.notify_all();
    return changed.wait_for(lock, at_most, [this] { return has_ended; });
  }

  const int descriptor;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> lines;
  std::size_t dropped = 0;  // since the last batch was taken
  bool is_ending = false;
  bool has_ended = false;
};

DescriptorLog::DescriptorLog(int descriptor) : queue_(std::make_shared<Queue>(descriptor)) {
  std::thread{[queue = queue_] { queue->run(); }}.detach();
}

DescriptorLog::~DescriptorLog() { queue_->end(last_wait); }

void DescriptorLog::write(const RequestRecord& record) { queue_->add(format_record(record, now()) + '\n'); }

}  // namespace quern::serve
