// Any bytes as a form, in one piece and cut at any place: the same parts, and no more of them than its limits say.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "serve/http/multipart.hpp"

namespace {

using namespace quern::serve;

std::string read(std::string_view bytes, std::size_t piece) {
  MultipartParser parser{"B", {.parts = 8}};
  std::string told;
  int parts = 0;
  bool is_open = false;
  while (!bytes.empty()) {
    parser.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    while (const auto event = parser.next()) {
      switch (event->kind) {
        case PartEvent::Kind::head:
          if (is_open || ++parts > 8 || event->head.name.empty()) std::abort();
          is_open = true;
          told += "\n[" + event->head.name + '|' + event->head.filename.value_or("-") + '|' + event->head.content_type +
                  ']';
          break;
        case PartEvent::Kind::data:
          if (!is_open || event->data.empty()) std::abort();
          told += event->data;
          break;
        case PartEvent::Kind::end:
          if (!is_open) std::abort();
          is_open = false;
          told += "\n.";
          break;
      }
    }
  }
  if (parser.is_done() && (is_open || parser.refusal())) std::abort();
  // Data before a refusal is told as far as it came, which depends on the cuts.
  return parser.refusal() ? "refused" : told + (parser.is_done() ? "!" : "");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const auto whole = read(bytes, size + 1);
  const auto cut = read(bytes, 1);
  if (whole != cut) std::abort();
  return 0;
}
