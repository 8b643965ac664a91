#include "serve/documents/zip_archive.hpp"

#include <zip.h>

namespace quern::serve {
namespace {

constexpr zip_int64_t max_entries = 5'000;

Error wrong(std::string message) {
  return {.kind = ErrorKind::validation, .status = 422, .code = "validation", .message = std::move(message)};
}

zip_t* as_zip(void* archive) { return static_cast<zip_t*>(archive); }

}  // namespace

Result<std::unique_ptr<ZipReader>> ZipReader::open(std::string_view bytes) {
  auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
  if (!source) return fail(wrong("the file cannot be read"));
  auto* archive = zip_open_from_source(source, ZIP_RDONLY, nullptr);
  if (!archive) {
    zip_source_free(source);
    return fail(wrong("the file is damaged"));
  }
  std::unique_ptr<ZipReader> reader{new ZipReader{archive}};
  if (zip_get_num_entries(archive, 0) > max_entries) return fail(wrong("the file has too many parts"));
  return reader;
}

ZipReader::~ZipReader() { zip_discard(as_zip(archive_)); }

bool ZipReader::has(const std::string& name) const { return zip_name_locate(as_zip(archive_), name.c_str(), 0) >= 0; }

Result<std::string> ZipReader::read(const std::string& name, std::size_t limit) {
  auto* file = zip_fopen(as_zip(archive_), name.c_str(), 0);
  if (!file) return fail(wrong("the file is damaged, or encrypted"));
  std::string out;
  std::string piece(64 * 1024, '\0');
  bool is_whole = false;
  while (true) {
    const auto count = zip_fread(file, piece.data(), piece.size());
    is_whole = count == 0;
    if (count <= 0) break;
    out.append(piece, 0, static_cast<std::size_t>(count));
    read_ += static_cast<std::size_t>(count);
    if (out.size() > limit || read_ > total_limit) break;
  }
  zip_fclose(file);
  if (out.size() > limit || read_ > total_limit) return fail(wrong("the file is too large unpacked"));
  if (!is_whole) return fail(wrong("the file is damaged"));
  return out;
}

Result<std::string> write_zip(const std::vector<std::pair<std::string, std::string>>& parts) {
  const auto failed = [] { return fail(ErrorKind::server, "the archive could not be written"); };
  auto* source = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  if (!source) return failed();
  zip_source_keep(source);  // it outlives the archive: the bytes are read from it
  const std::unique_ptr<zip_source_t, void (*)(zip_source_t*)> held{source, &zip_source_free};
  auto* archive = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  if (!archive) {
    zip_source_free(source);
    return failed();
  }
  constexpr time_t fixed_time = 315'532'800;  // 1980: the same resume gives the same bytes
  for (const auto& [name, bytes] : parts) {
    auto* part = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    const auto index = part ? zip_file_add(archive, name.c_str(), part, ZIP_FL_ENC_UTF_8) : -1;
    if (index < 0) {
      if (part) zip_source_free(part);
      zip_discard(archive);
      return failed();
    }
    zip_file_set_mtime(archive, static_cast<zip_uint64_t>(index), fixed_time, 0);
  }
  if (zip_close(archive) != 0) {
    zip_discard(archive);
    return failed();
  }
  if (zip_source_open(source) != 0) return failed();
  std::string out;
  std::string piece(64 * 1024, '\0');
  while (true) {
    const auto count = zip_source_read(source, piece.data(), piece.size());
    if (count <= 0) break;
    out.append(piece, 0, static_cast<std::size_t>(count));
  }
  zip_source_close(source);
  return out;
}

}  // namespace quern::serve
