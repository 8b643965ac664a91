#include "serve/http/response_head.hpp"

#include <array>

namespace quern::serve {
namespace {

std::string_view reason_of(int status) {
  switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 201: return "Created";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 507: return "Insufficient Storage";
    default: return "Status";
  }
}

}  // namespace

std::string format_head(const Response& response, HeadOptions options) {
  std::string out = options.version == 10 ? "HTTP/1.0 " : "HTTP/1.1 ";
  out += std::to_string(response.status);
  out += ' ';
  out += reason_of(response.status);
  out += "\r\n";
  for (const auto& [name, value] : response.headers) {
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
  }
  const bool has_length = options.has_length && response.status != 204 && response.status != 304;
  if (has_length && response.headers.count("content-length") == 0) {
    out += "content-length: " + std::to_string(response.body.size()) + "\r\n";
  }
  if (!options.keep_alive) {
    out += "connection: close\r\n";
  } else if (options.version == 10) {
    out += "connection: keep-alive\r\n";
  }
  out += "\r\n";
  return out;
}

std::string format_http_date(WallTime time) {
  static constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const auto iso = format_iso8601(time);  // has all the digits: "2026-03-15T10:20:30.125Z"
  std::string out{days[std::chrono::weekday{day}.c_encoding()]};
  out += ", " + iso.substr(8, 2) + ' ';
  out += months[static_cast<unsigned>(date.month()) - 1];
  out += ' ' + iso.substr(0, 4) + ' ' + iso.substr(11, 8) + " GMT";
  return out;
}

void add_security_headers(Response& response, bool secure) {
  using Field = std::pair<std::string_view, std::string_view>;
  static constexpr std::array<Field, 3> for_all = {{{"x-content-type-options", "nosniff"},
                                                    {"referrer-policy", "no-referrer"},
                                                    {"cross-origin-resource-policy", "same-origin"}}};
  static constexpr std::array<Field, 3> for_pages = {{
      {"content-security-policy",
       "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
       "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
       "form-action 'self'; frame-ancestors 'none'"},
      {"cross-origin-opener-policy", "same-origin"},
      {"permissions-policy",
       "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), "
       "microphone=(self), payment=(), usb=()"},
  }};
  if (response.status == 304) return;  // the fields of the stored answer stay; sent here, they would replace them
  Headers& headers = response.headers;
  for (const auto& [name, value] : for_all) headers.set(name, value);
  if (headers.get("content-type").starts_with("text/html") && headers.count("content-disposition") == 0) {
    for (const auto& [name, value] : for_pages) headers.set(name, value);
  } else if (headers.count("content-disposition") >
             0) {  // a file of people's: whatever it holds, it is no page of ours
    headers.set("content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'none'");
  } else {
    headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  }
  if (secure) headers.set("strict-transport-security", "max-age=31536000; includeSubDomains");
}

}  // namespace quern::serve
