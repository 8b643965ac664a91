#include "serve/static/static_site.hpp"

#include <algorithm>
#include <charconv>

#include "serve/http/byte_range.hpp"
#include "serve/http/error_answer.hpp"
#include "serve/http/url.hpp"

namespace quern::serve {
namespace {

// How much the client wants this encoding, 0 to 1000; `otherwise` when it says nothing of it.
int quality_of(std::string_view accepted, std::string_view encoding, int otherwise) {
  int quality = otherwise;
  for (const auto item : split_list(accepted)) {
    const auto parameters = item.find(';');
    const auto name = trim(item.substr(0, parameters));
    const bool is_any = name == "*";
    if (!is_any && !equals_ignoring_case(name, encoding)) continue;
    int found = 1000;
    if (parameters != std::string_view::npos) {
      auto rest = trim(item.substr(parameters + 1));
      if (rest.starts_with("q=")) {
        double value = 0;
        rest.remove_prefix(2);
        std::from_chars(rest.data(), rest.data() + rest.size(), value);
        found = value >= 0 ? static_cast<int>(std::min(value, 1.0) * 1000) : 0;  // NaN is not
      }
    }
    if (!is_any) return found;
    quality = found;
  }
  return quality;
}

struct Choice {
  const FileVariant* variant;
  std::string_view encoding;  // "" for the plain bytes
};

Choice choose(const StaticFile& file, const Request& request) {
  Choice choice{&file.identity, ""};
  if (request.headers.count("range") > 0) return choice;  // ranges are of the plain bytes
  const auto accepted = request.headers.get("accept-encoding");
  int best = 0;
  if (const int gzip = quality_of(accepted, "gzip", 0); file.gzip && gzip > best) {
    choice = {&*file.gzip, "gzip"};
    best = gzip;
  }
  if (const int brotli = quality_of(accepted, "br", 0); file.brotli && brotli > 0 && brotli >= best) {
    choice = {&*file.brotli, "br"};
  }
  return choice;
}

Response answer_file(const Request& request, const StaticFile& file) {
  const auto [variant, encoding] = choose(file, request);
  Response response{.status = 200, .headers = {{"content-type", file.content_type}, {"etag", variant->etag}}};
  response.headers.set("cache-control", file.is_immutable ? "public, max-age=31536000, immutable" : "no-cache");
  response.headers.set("accept-ranges", "bytes");
  if (file.brotli || file.gzip) response.headers.set("vary", "Accept-Encoding");
  if (is_known_to_client(request, variant->etag)) {
    response.status = 304;
    response.headers.remove("content-type");
    return response;
  }
  if (!encoding.empty()) response.headers.set("content-encoding", encoding);
  response.body = variant->body;
  return answer_range(request, std::move(response));
}

// "/", "/projects/7": decoded, without anything that only an attacker writes.
std::optional<std::string> safe_path(std::string_view path) {
  auto decoded = decode_percent(path);
  if (!decoded || decoded->find('\\') != std::string::npos) return std::nullopt;
  for (const auto segment : split_list(*decoded, '/')) {
    if (segment.starts_with('.')) return std::nullopt;
  }
  const bool has_control = std::ranges::any_of(*decoded, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  return has_control ? std::nullopt : decoded;
}

bool is_navigation(const Request& request) {
  return std::ranges::any_of(split_list(request.headers.get("accept")), [](std::string_view type) {
    return equals_ignoring_case(trim(type.substr(0, type.find(';'))), "text/html");
  });
}

}  // namespace

Response StaticSite::handle(const Request& request) const {
  if (!is_safe(request.method)) {
    auto refusal = error_answer(405, "bad_request", "files are only read");
    refusal.headers.set("allow", "GET, HEAD");
    return refusal;
  }
  const auto path = safe_path(request.path());
  if (!path) return error_answer(404, "not_found", "there is nothing here");
  if (const auto* file = files_.find(*path == "/" ? "/index.html" : *path)) return answer_file(request, *file);
  // What is here depends on Accept: a cache must not give a page's answer to a script, nor the other way round.
  const bool is_page = is_navigation(request);
  auto response = is_page ? answer_file(request, *files_.find("/index.html"))
                          : error_answer(404, "not_found", "there is nothing here");
  response.headers.set("vary", response.headers.count("vary") > 0 ? "Accept-Encoding, Accept" : "Accept");
  return response;
}

}  // namespace quern::serve
