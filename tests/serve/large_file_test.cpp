// A large file goes up and comes down through the server's sockets, the form, the disk and back, in little memory. 32 MiB in
// the ordinary run; 512 MiB with QUERN_LONG=1.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "serve/backend/upload_sink.hpp"
#include "serve/crypto/crypto.hpp"
#include "serve/http/file_answer.hpp"
#include "serve/http/http_server.hpp"
#include "serve/runtime/disk_files.hpp"
#include "tests/serve/body_sinks.hpp"
#include "tests/serve/multipart_body.hpp"
#include "tests/serve/server_world.hpp"

#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define QUERN_KEEPS_FREED_MEMORY 1
#endif
#endif

namespace quern::test {
namespace {

std::uint64_t file_size() { return (std::getenv("QUERN_LONG") ? 512ULL : 32ULL) << 20; }

// MiB of this process in memory.
double resident() {
  std::ifstream status{"/proc/self/statm"};
  double pages = 0;
  status >> pages >> pages;
  return pages * 4096 / (1 << 20);
}

// The same bytes for the same place, and no others.
std::string bytes_at(std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(((offset + i) * 2'654'435'761U) >> 13);
  return bytes;
}

TEST(LargeFiles, GoUpAndComeDownInLittleMemory) {
  TemporaryFolder folder;
  serve::DiskFiles files{folder.path("files")};
  BodySinks rules;
  rules.make_sink = [&](const serve::Request& head) {
    return serve::UploadSink::open(head, files, "abcd-1", {.file_bytes = 1 << 30}).sink;
  };
  rules.on_received = [](const serve::Request& request) { serve::upload_of(request).keep(); };
  MemoryLog log;
  auto server = *serve::HttpServer::listen({}, log);
  server->start(rules, {"h"});
  const auto form = format_form({{"title", "Long"}}, {.bytes = "@"});
  const auto before = form.substr(0, form.find('@'));
  const auto after = form.substr(form.find('@') + 1);
  const auto memory = resident();

  Connection up{server->port()};
  up.write("POST /up HTTP/1.1\r\nHost: h\r\nContent-Type: " + std::string{form_type} +
           "\r\nContent-Length: " + std::to_string(before.size() + file_size() + after.size()) + "\r\n\r\n" + before);
  for (std::uint64_t sent = 0; sent < file_size(); sent += 1 << 20) {
    ASSERT_TRUE(up.write(bytes_at(sent, 1 << 20)));
  }
  up.write(after);
  ASSERT_EQ(up.read_answer().body, "/up received");
  const auto after_upload = resident();

  rules.source = *files.open("abcd-1");
  ASSERT_EQ(rules.source->size(), file_size());
  Connection down{server->port()};
  down.write("GET /file HTTP/1.1\r\nHost: h\r\n\r\n");
  std::string held;
  while (held.find("\r\n\r\n") == std::string::npos) held += *down.read_bytes(1);
  for (std::uint64_t read = 0; read < file_size(); read += 1 << 20) {
    ASSERT_EQ(down.read_bytes(1 << 20), bytes_at(read, 1 << 20));
  }
  const auto after_download = resident();
  server->stop();

  RecordProperty("upload_growth_mib", std::to_string(after_upload - memory));
  RecordProperty("download_growth_mib", std::to_string(after_download - memory));
  std::printf("resident: %.1f MiB, +%.1f after the upload, +%.1f after the download of %llu MiB\n", memory,
              after_upload - memory, after_download - memory, static_cast<unsigned long long>(file_size() >> 20));
#ifndef QUERN_KEEPS_FREED_MEMORY
  EXPECT_LT(after_upload - memory, 12);
  EXPECT_LT(after_download - memory, 12);
#endif
}

}  // namespace
}  // namespace quern::test
