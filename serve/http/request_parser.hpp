// Bytes of one connection in, requests out. Holds no socket, so a test or a fuzzer feeds it directly.
// Shape   feed() until has_head() (answer an Expect then), feed() on until is_complete(), take() the request, and so on
//         with the bytes that were left (feed() at least once behind the head, also with none: the body's length is judged
//         then). After a refusal the connection is over: what follows cannot be trusted.
// Limits  header 16 KiB, body by option; more is 431 and 413. A body that is taken as it comes has a limit of its own:
//         after has_head(), allow_body(), and take_body() after each feed().
// Trailers are read and dropped: they must not turn into headers after the head was checked.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "serve/http/head_check.hpp"

namespace quern::serve {

struct ParserLimits {
  std::uint32_t header_bytes = 16 * 1024;
  std::uint64_t body_bytes = 1024 * 1024;
};

class RequestParser {
 public:
  // `hosts` must outlive the parser.
  RequestParser(ParserLimits limits, const std::vector<std::string>& hosts);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // Reads on, and says how many of the bytes were used. The rest must come again, with more behind it.
  std::size_t feed(std::string_view bytes);

  bool has_head() const;
  bool is_complete() const;
  const std::optional<Refusal>& refusal() const;
  bool expects_continue() const;
  bool keeps_alive() const;
  const RequestHead& head() const;  // as far as it was read, for the log

  // Instead of the option's limit; refuses a body that says it is longer. Once, before any of it was fed.
  void allow_body(std::uint64_t bytes);
  std::string take_body();  // what came of it since the last time

  // Moves the complete request out and makes ready for the next.
  Request take();

 private:
  struct Machine;
  ParserLimits limits_;
  const std::vector<std::string>& hosts_;
  std::unique_ptr<Machine> machine_;
};

}  // namespace quern::serve
