#include "serve/http/connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "serve/http/error_answer.hpp"
#include "serve/http/socket_handshake.hpp"

namespace quern::serve {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto waiting = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t head_piece = 4 * 1024;
constexpr std::size_t body_piece = 64 * 1024;
constexpr std::size_t write_piece = 64 * 1024;
constexpr std::size_t disk_piece = 256 * 1024;
constexpr std::size_t longest_element = 32 * 1024;  // above the header's limit

// Of this second; made once in it by each thread.
const std::string& http_date_now() {
  thread_local std::chrono::sys_seconds made_at{};
  thread_local std::string text;
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  if (now != made_at || text.empty()) {
    text = format_http_date(now);
    made_at = now;
  }
  return text;
}

}  // namespace

Connection::Connection(tcp::socket socket, ServerState& server)
    : stream_(std::move(socket)),
      executor_(stream_.get_executor()),
      server_(server),
      parser_(server.options.limits, server.hosts) {
  error_code ignored;
  const auto peer = stream_.socket().remote_endpoint(ignored);
  if (!ignored) address_ = peer.address().to_string();
  if (auto normal = normalize_address(address_)) address_ = *std::move(normal);
  stream_.socket().set_option(tcp::no_delay{true}, ignored);
}

asio::awaitable<void> Connection::run() {
  bool first = true;
  while (co_await read_request(std::exchange(first, false))) {
    if (!co_await answer_request()) break;
  }
  if (!socket_) co_await close();
}

void Connection::drain() {
  asio::post(executor_, [self = shared_from_this()] {
    if (self->socket_) {
      self->socket_->close(close_code::going_away, "the server stops");
    } else if (self->is_idle_) {
      self->stream_.close();
    }
  });
}
void Connection::cut() {
  asio::post(executor_, [self = shared_from_this()] {
    if (self->socket_) {
      self->socket_->cut();
    } else {
      self->stream_.close();
    }
  });
}

asio::awaitable<bool> Connection::read_request(bool first) {
  const auto& options = server_.options;
  is_idle_ = buffer_.empty();
  if (is_idle_ && server_.draining) co_return false;
  stream_.expires_after(is_idle_ && !first ? options.idle_deadline : options.head_deadline);
  bool has_begun = !is_idle_;
  started_ = std::chrono::steady_clock::now();
  bool has_head = false;
  while (true) {
    const auto used = parser_.feed(buffer_);
    buffer_.erase(0, used);
    if (parser_.refusal()) break;
    if (!has_head && parser_.has_head()) {
      has_head = true;
      if (!co_await begin_body()) co_return false;
      if (parser_.refusal()) break;
      if (parser_.expects_continue() && buffer_.empty() && !co_await write_continue()) co_return false;
    }
    if (sink_ && !co_await pass_body_on()) co_return false;
    if (parser_.is_complete()) break;
    if (used > 0 && !buffer_.empty()) continue;
    if (buffer_.size() > longest_element) {
      co_await refuse({400, "a chunk's header is too long"});
      co_return false;
    }
    if (!co_await (has_head ? read_body() : read_some(head_piece))) co_return false;
    if (!has_begun) {
      has_begun = true;
      is_idle_ = false;
      started_ = std::chrono::steady_clock::now();
      stream_.expires_after(options.head_deadline);
    }
  }
  if (parser_.refusal()) {
    co_await refuse(*parser_.refusal());
    co_return false;
  }
  co_return true;
}

// Asks who takes the body, where it is taken as it comes.
asio::awaitable<bool> Connection::begin_body() {
  sink_ = nullptr;
  stream_.expires_after(server_.options.body_deadline);
  const auto& head = parser_.head();
  const auto method = *parse_method(head.method);
  const std::string_view path = std::string_view{head.target}.substr(0, head.target.find('?'));
  if (!server_.handler->streams_body(method, path)) {
    parser_.allow_body(server_.options.limits.body_bytes);
    co_return true;
  }
  stream_.expires_never();
  auto decision = co_await ask(&Handler::open_body, request_head());
  if (decision.refusal) {
    co_await refuse_body(*std::move(decision.refusal));
    co_return false;
  }
  sink_ = std::move(decision.sink);
  speed_.emplace(server_.options.body_speed);
  parser_.allow_body(decision.limit);
  co_return true;
}

Sender Connection::sender() const {
  return find_sender(address_, parser_.head().headers, server_.options.trusted_proxies);
}

Request Connection::request_head() {
  const auto& head = parser_.head();
  auto from = sender();
  request_id_ = from.request_id ? *std::move(from.request_id) : next_id();
  return {.method = *parse_method(head.method),
          .target = head.target,
          .headers = head.headers,
          .client_address = std::move(from.address),
          .id = request_id_};
}

// Nothing is read meanwhile: who sends faster than the disk writes waits.
asio::awaitable<bool> Connection::pass_body_on() {
  const auto piece = parser_.take_body();
  const bool is_last = parser_.is_complete();
  if (piece.empty() && !is_last) co_return true;
  stream_.expires_never();
  auto refusal = co_await on_disk<std::optional<Response>>([&sink = *sink_, &piece, is_last] {
    std::optional<Response> answer;
    if (!piece.empty()) answer = sink.write(piece);
    if (!answer && is_last) answer = sink.finish();
    return answer;
  });
  if (!refusal) co_return true;
  co_await refuse_body(*std::move(refusal));
  co_return false;
}

asio::awaitable<void> Connection::refuse_body(Response answer) {
  sink_ = nullptr;
  co_await send(std::move(answer), record_of_head(), {.version = parser_.head().version, .keep_alive = false}, false);
}

asio::awaitable<bool> Connection::read_some(std::size_t most) {
  const auto held = buffer_.size();
  buffer_.resize(held + most);
  const auto [error, count] = co_await stream_.async_read_some(asio::buffer(buffer_.data() + held, most), waiting);
  buffer_.resize(held + count);
  co_return !error;
}

asio::awaitable<bool> Connection::read_body() {
  if (!sink_) co_return co_await read_some(body_piece);
  const auto held = buffer_.size();
  const auto began = std::chrono::steady_clock::now();
  stream_.expires_after(server_.options.body_deadline);
  const bool has_more = co_await read_some(body_piece);
  if (has_more && speed_->note(std::chrono::steady_clock::now() - began, buffer_.size() - held)) co_return true;
  sink_ = nullptr;
  stream_.close();
  log_unfinished(has_more ? "the body came too slowly" : "the body broke off");
  co_return false;
}

void Connection::log_unfinished(std::string note) {
  auto record = record_of_head();
  record.status = 408;
  record.note = std::move(note);
  record.duration = age();
  server_.log.write(record);
}

RequestRecord Connection::record_of_head() const {
  const auto& head = parser_.head();
  return {.id = request_id_,
          .method = head.method,
          .path = head.target.substr(0, head.target.find('?')),
          .client_address = sender().address};
}

asio::awaitable<bool> Connection::write_continue() {
  static constexpr std::string_view line = "HTTP/1.1 100 Continue\r\n\r\n";
  stream_.expires_after(server_.options.body_deadline);
  const auto [error, count] = co_await asio::async_write(stream_, asio::buffer(line), waiting);
  co_return !error && count == line.size();
}

asio::awaitable<bool> Connection::answer_request() {
  const int version = parser_.head().version;
  const bool keeps_alive = parser_.keeps_alive();
  auto from = sender();
  auto request = parser_.take();
  if (buffer_.empty()) buffer_ = {};  // a large body's room is not kept for the next
  request.client_address = std::move(from.address);
  request.received = std::exchange(sink_, nullptr);
  request.id = request.received  ? std::exchange(request_id_, {})
               : from.request_id ? *std::move(from.request_id)
                                 : next_id();
  RequestRecord record{.id = request.id,
                       .method = std::string{format_method(request.method)},
                       .path = std::string{request.path()},
                       .client_address = request.client_address};
  if (version == 11 && is_handshake(request) && server_.handler->has_socket(request.path())) {
    co_return co_await answer_handshake(std::move(request), std::move(record), keeps_alive);
  }
  if (request.method == Method::get && server_.handler->has_stream(request.path())) {
    co_return co_await answer_stream(std::move(request), std::move(record),
                                     {.version = version, .keep_alive = keeps_alive});
  }
  const bool head_only = request.method == Method::head;
  auto response = co_await ask(&Handler::handle, std::move(request));
  const bool keep = keeps_alive && !server_.draining;
  co_return co_await send(std::move(response), std::move(record), {.version = version, .keep_alive = keep},
                          head_only) &&
      keep;
}

asio::awaitable<bool> Connection::answer_handshake(Request request, RequestRecord record, bool keeps_alive) {
  auto refusal = check_handshake(request);
  if (!refusal && !buffer_.empty()) refusal = error_answer(400, "bad_request", "bytes before the handshake's answer");
  if (!refusal && server_.draining) refusal = retry_answer(503, "internal", "the server stops", Duration{1'000});
  if (!refusal) {
    auto decision = co_await ask(&Handler::open_socket, request);
    if (!decision.refusal) co_return co_await run_socket(std::move(request), std::move(decision), std::move(record));
    refusal = std::move(decision.refusal);
  }
  const bool keep = keeps_alive && refusal->status != 400 && !server_.draining;
  co_return co_await send(*std::move(refusal), std::move(record), {.keep_alive = keep}, false) && keep;
}

// Always the connection's last work.
asio::awaitable<bool> Connection::run_socket(Request handshake, SocketDecision decision, RequestRecord record) {
  const auto socket = std::make_shared<WebSocket>(std::move(stream_), server_.options.sockets);
  socket_ = socket;
  if (!co_await socket->shake_hands(std::move(handshake))) co_return false;
  record.status = 101;
  record.route = "/api/ws";
  record.duration = age();
  server_.log.write(record);
  if (server_.draining) socket->close(close_code::going_away, "the server stops");
  log_end(std::move(record), co_await socket->run(std::move(decision)));
  co_return false;
}

asio::awaitable<bool> Connection::answer_stream(Request request, RequestRecord record, HeadOptions options) {
  std::optional<Response> refusal;
  if (server_.draining) refusal = retry_answer(503, "internal", "the server stops", Duration{1'000});
  if (!refusal) {
    auto decision = co_await ask(&Handler::open_socket, std::move(request));
    if (!decision.refusal) co_return co_await run_stream(std::move(decision), std::move(record), options);
    refusal = std::move(decision.refusal);
  }
  options.keep_alive = options.keep_alive && !server_.draining;
  co_return co_await send(*std::move(refusal), std::move(record), options, false) && options.keep_alive;
}

// Always the connection's last work. It ends where the connection does, so that every client and proxy sees where.
asio::awaitable<bool> Connection::run_stream(SocketDecision decision, RequestRecord record, HeadOptions options) {
  Response response{.headers = {{"content-type", "text/event-stream"},
                                {"cache-control", "no-store"},
                                {"x-accel-buffering", "no"}}};  // a proxy must not wait for more of it
  complete(response, record);
  const auto stream =
      std::make_shared<EventStream>(std::move(stream_), server_.options.sockets, server_.options.write_deadline);
  socket_ = stream;
  record.status = response.status;
  record.route = "/api/events";
  record.duration = age();
  server_.log.write(record);
  if (server_.draining) stream->close(close_code::going_away, "the server stops");
  auto head = format_head(response, {.version = options.version, .keep_alive = false, .has_length = false});
  log_end(std::move(record), co_await stream->run(std::move(head), std::move(decision)));
  co_return false;
}

void Connection::log_end(RequestRecord record, const SocketEnd& end) {
  record.close_code = end.code;
  record.bytes = end.bytes_sent;
  record.bytes_received = end.bytes_received;
  record.duration = age();
  server_.log.write(record);
}

template <class Reply>
asio::awaitable<Reply> Connection::ask(void (Handler::*question)(Request, UniqueFunction<void(Reply)>),
                                       Request request) {
  return asio::async_initiate<const asio::use_awaitable_t<>, void(Reply)>(
      [this, question](auto resume, Request asked) {
        auto shared = std::make_shared<decltype(resume)>(std::move(resume));
        (server_.handler->*question)(std::move(asked), [shared, executor = executor_](Reply answer) {
          asio::post(executor, [shared, answer = std::move(answer)]() mutable { (*shared)(std::move(answer)); });
        });
      },
      asio::use_awaitable, std::move(request));
}

template <class Result>
asio::awaitable<Result> Connection::on_disk(UniqueFunction<Result()> work) {
  return asio::async_initiate<const asio::use_awaitable_t<>, void(Result)>(
      [this](auto resume, UniqueFunction<Result()> job) {
        asio::post(server_.disk, [resume = std::move(resume), job = std::move(job), executor = executor_]() mutable {
          asio::post(executor, [resume = std::move(resume), result = job()]() mutable { resume(std::move(result)); });
        });
      },
      asio::use_awaitable, std::move(work));
}

asio::awaitable<void> Connection::refuse(Refusal refusal) {
  sink_ = nullptr;
  const auto code = refusal.status == 413 || refusal.status == 431 ? "too_large" : "bad_request";
  const auto& head = parser_.head();
  RequestRecord record{.id = next_id(),
                       .method = head.method.substr(0, 16),
                       .path = head.target.substr(0, head.target.find('?')).substr(0, 256),
                       .client_address = sender().address,
                       .note = refusal.reason};
  co_await send(error_answer(refusal.status, code, refusal.reason), std::move(record), {.keep_alive = false},
                head.method == "HEAD");
}

void Connection::complete(Response& response, const RequestRecord& record) const {
  add_security_headers(response, server_.options.secure);
  response.headers.set("x-request-id", record.id);
  response.headers.add("date", http_date_now());
}

asio::awaitable<bool> Connection::send(Response response, RequestRecord record, HeadOptions options, bool head_only) {
  complete(response, record);
  const bool may_have_body = response.status != 204 && response.status != 304;
  if (head_only && may_have_body && response.headers.count("content-length") == 0) {
    response.headers.set("content-length", std::to_string(response.body.size()));
  }
  const auto head = format_head(response, options);
  const auto body = may_have_body && !head_only ? response.body : Body{};
  const bool sent = body.source() ? co_await write_source(head, body) : co_await write(head, body.view());
  record.status = response.status;
  record.route = response.route;
  if (record.note.empty()) record.note = response.note;
  record.bytes = body.size();
  record.duration = age();
  server_.log.write(record);
  co_return sent;
}

// As much at once as the socket takes. The deadline begins anew with every 64 KiB that are gone: a floor on the reader's
// speed.
asio::awaitable<bool> Connection::write(std::string_view head, std::string_view body) {
  std::array<asio::const_buffer, 2> left{asio::buffer(head), asio::buffer(body)};
  stream_.expires_after(server_.options.write_deadline);
  for (std::size_t gone = 0; left[0].size() + left[1].size() > 0;) {
    const auto [error, count] = co_await stream_.async_write_some(left, waiting);
    if (error) co_return false;
    const auto of_head = std::min(count, left[0].size());
    left[0] += of_head;
    left[1] += count - of_head;
    gone += count;
    if (gone < write_piece) continue;
    gone = 0;
    stream_.expires_after(server_.options.write_deadline);
  }
  co_return true;
}

// A file, read a piece at a time when the last one is out. One that fails in the middle breaks the connection: that is how
// the client can tell.
asio::awaitable<bool> Connection::write_source(std::string_view head, Body body) {
  std::string piece;
  std::uint64_t done = 0;
  do {
    const auto wanted = std::min<std::uint64_t>(disk_piece, body.size() - done);
    auto read = co_await on_disk<Result<std::size_t>>([&] {
      piece.resize(wanted);
      return body.source()->read(body.offset() + done, piece);
    });
    if (!read || *read != wanted) {
      stream_.close();
      co_return false;
    }
    if (!co_await write(std::exchange(head, {}), piece)) co_return false;
    done += wanted;
  } while (done < body.size());
  co_return true;
}

// Half closes, and reads off for a moment what the client was still sending: closing over unread bytes would reset
// the connection, and the client would lose the answer.
asio::awaitable<void> Connection::close() {
  error_code ignored;
  stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  const auto end = std::chrono::steady_clock::now() + server_.options.linger;
  buffer_.resize(body_piece);
  while (!ignored && std::chrono::steady_clock::now() < end) {
    stream_.expires_after(std::chrono::seconds{1});
    if (std::get<0>(co_await stream_.async_read_some(asio::buffer(buffer_), waiting))) break;
  }
  stream_.close();
}

}  // namespace quern::serve
