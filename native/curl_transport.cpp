#include "native/curl_transport.hpp"

#include <algorithm>

namespace quern::native {
namespace {

using Answered = UniqueFunction<void(Result<HttpResponse>)>;

class HttpExchange final : public Exchange {
 public:
  HttpExchange(const std::string& origin, HttpRequest request, Answered answered)
      : request_(std::move(request)),
        answered_(std::move(answered)) {
    set_url(origin + request_.path);
    add_header("Origin: " + origin);
    for (const auto& [name, value] : request_.headers) add_header(name + ": " + value);
    set_method();
    auto* const curl = handle();
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");  // all it knows
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request_.timeout.count()));
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
  }

  bool on_done(CURLcode code) override {
    answered_(outcome(code));
    return false;
  }

 private:
  void set_method() {
    auto* const curl = handle();
    if (request_.method == HttpMethod::get) return;
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request_.body.data());
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, std::string(format_method(request_.method)).c_str());
    if (!find_header(request_.headers, "Content-Type")) add_header("Content-Type:");  // libcurl would say it is a form
  }

  Result<HttpResponse> outcome(CURLcode code) {
    if (is_too_large_) {
      return fail({.kind = ErrorKind::decode,
                   .status = response_.status,
                   .code = "too_large",
                   .message = "the answer is too large"});
    }
    if (code == CURLE_OPERATION_TIMEDOUT) return fail(ErrorKind::timeout, "no answer in time");
    if (code != CURLE_OK) return fail(ErrorKind::network, curl_easy_strerror(code));
    long status = 0;
    curl_easy_getinfo(handle(), CURLINFO_RESPONSE_CODE, &status);
    response_.status = static_cast<int>(status);
    return std::move(response_);
  }

  static std::size_t on_header(const char* data, std::size_t, std::size_t size, void* self) {
    auto& response = static_cast<HttpExchange*>(self)->response_;
    std::string_view line(data, size);
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    if (line.starts_with("HTTP/")) response.headers.clear();  // what came before was only on the way
    const auto colon = line.find(':');
    if (colon == line.npos) return size;
    auto value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    response.headers.emplace_back(line.substr(0, colon), value);
    return size;
  }

  static std::size_t on_body(const char* data, std::size_t, std::size_t size, void* self) {
    auto& exchange = *static_cast<HttpExchange*>(self);
    auto& body = exchange.response_.body;
    exchange.is_too_large_ = size > exchange.request_.max_response_bytes - body.size();
    if (exchange.is_too_large_) return CURL_WRITEFUNC_ERROR;
    body.append(data, size);
    return size;
  }

  HttpRequest request_;
  Answered answered_;
  HttpResponse response_;
  bool is_too_large_ = false;
};

}  // namespace

Task<Result<HttpResponse>> CurlTransport::send(HttpRequest request, StopToken stop) {
  if (stop.stop_requested()) co_return fail(Error::cancelled());
  const auto call = ++last_call_;
  auto answer = running_[call].future();
  // On the network's thread: what it captures is not touched there, but for the scheduler's one door.
  auto answered = [this, call, scheduler = &scheduler_](Result<HttpResponse> result) {
    scheduler->post_from_thread(
        [this, call, result = std::move(result)]() mutable { settle(call, std::move(result)); });
  };
  const auto exchange =
      network_.start(std::make_unique<HttpExchange>(origin_, std::move(request), std::move(answered)));
  const StopCallback on_stop(stop, [this, call, exchange] {
    network_.end(exchange);
    settle(call, fail(Error::cancelled()));
  });
  co_return co_await answer;
}

void CurlTransport::settle(std::uint64_t call, Result<HttpResponse> answer) {
  auto promise = running_.extract(call);  // taken out first: the waiter may send again
  if (promise) promise.mapped().resolve(std::move(answer));
}

}  // namespace quern::native
