#include "serve/http/request_parser.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <utility>

namespace quern::serve {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

Refusal refusal_for(const error_code& error) {
  if (error == http::error::header_limit) return {431, "the header is too large"};
  if (error == http::error::body_limit) return {413, "the body is too large"};
  return {400, "the request is malformed"};
}

}  // namespace

// Beast's grammar, with the callbacks ours: it tells the parts, we keep them and judge the head when it ends.
struct RequestParser::Machine final : http::basic_parser<true> {
  Machine(const ParserLimits& limits, const std::vector<std::string>& own_hosts)
      : hosts(own_hosts),
        limit(limits.body_bytes) {
    header_limit(limits.header_bytes);
    body_limit(boost::none);  // ours: the head decides on it
    eager(false);
  }

  void on_request_impl(http::verb, string_view method, string_view target, int version, error_code&) override {
    head.method = method;
    head.target = target;
    head.version = version;
  }
  void on_response_impl(int, string_view, int, error_code&) override {}  // asked for, never called
  void on_field_impl(http::field, string_view name, string_view value, error_code& error) override {
    if (head_done) return;  // a trailer
    if (!head.headers.add(name, value)) error = http::error::bad_field;
  }
  void on_header_impl(error_code& error) override {
    head_done = true;
    refusal = check_head(head, hosts);
    if (refusal) error = http::error::bad_field;
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(string_view bytes, error_code& error) override {
    if (bytes.size() > limit - received) {
      error = http::error::body_limit;
      return 0;
    }
    received += bytes.size();
    body.append(bytes);
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t size, string_view, error_code& error) override {
    if (size > limit - received) error = http::error::body_limit;
  }
  std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code& error) override {
    return on_body_impl(bytes, error);
  }
  void on_finish_impl(error_code&) override {}

  void check_length() {
    const auto length = content_length();
    if (!refusal && length && *length > limit) refusal = refusal_for(http::error::body_limit);
  }

  const std::vector<std::string>& hosts;
  RequestHead head;
  std::uint64_t limit;  // of the body
  std::uint64_t received = 0;
  std::string body;
  bool head_done = false;
  std::optional<Refusal> refusal;
};

RequestParser::RequestParser(ParserLimits limits, const std::vector<std::string>& hosts)
    : limits_(limits),
      hosts_(hosts),
      machine_(std::make_unique<Machine>(limits, hosts)) {}

RequestParser::~RequestParser() = default;

std::size_t RequestParser::feed(std::string_view bytes) {
  if (has_head()) machine_->check_length();
  std::size_t used = 0;
  while (used < bytes.size() && !machine_->is_done() && !machine_->refusal) {
    const bool had_head = has_head();
    error_code error;
    const auto rest = bytes.substr(used);
    const auto taken = machine_->put(boost::asio::const_buffer{rest.data(), rest.size()}, error);
    used += taken;
    if (error == http::error::need_more || (!error && taken == 0)) break;
    if (error && !machine_->refusal) machine_->refusal = refusal_for(error);
    if (!had_head && has_head()) break;  // the caller looks at the head before it sends or reads on
  }
  return used;
}

bool RequestParser::has_head() const { return machine_->head_done; }
bool RequestParser::is_complete() const { return machine_->is_done() && !machine_->refusal; }
const std::optional<Refusal>& RequestParser::refusal() const { return machine_->refusal; }
bool RequestParser::expects_continue() const { return machine_->head.headers.count("expect") > 0; }
bool RequestParser::keeps_alive() const { return has_head() && machine_->keep_alive(); }
const RequestHead& RequestParser::head() const { return machine_->head; }

void RequestParser::allow_body(std::uint64_t bytes) {
  machine_->limit = bytes;
  machine_->check_length();
}
std::string RequestParser::take_body() { return std::exchange(machine_->body, {}); }

Request RequestParser::take() {
  Request request{.method = *parse_method(machine_->head.method),
                  .target = std::move(machine_->head.target),
                  .headers = std::move(machine_->head.headers),
                  .body = std::move(machine_->body)};
  machine_ = std::make_unique<Machine>(limits_, hosts_);
  return request;
}

}  // namespace quern::serve
