#include "serve/http/request_log.hpp"

#include <unistd.h>

#include <chrono>

#include "serve/http/json_text.hpp"

namespace quern::serve {

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
  out += ",\"duration_ms\":" + std::to_string(record.duration.count());
  out += ",\"bytes\":" + std::to_string(record.bytes);
  add("client", record.client_address);
  if (!record.note.empty()) add("note", record.note);
  out += '}';
  return out;
}

void DescriptorLog::write(const RequestRecord& record) {
  const auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  const auto line = format_record(record, now) + '\n';
  [[maybe_unused]] const auto written = ::write(descriptor_, line.data(), line.size());
}

}  // namespace quern::serve
