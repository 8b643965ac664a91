#include "serve/runtime/options.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <functional>
#include <map>

#include "serve/runtime/origin.hpp"

namespace quern::serve {
namespace {

constexpr std::string_view help =
    R"(serve: Quern's server. Serves the application, keeps its data, and is all that it needs.

  serve --web DIR [options]

  --web DIR          the folder of the page: index.html and what it loads
  --data DIR         where the data is kept ($XDG_DATA_HOME/quern, or ~/.local/share/quern)
  --port N           the port to listen on (8080; 0 takes any free one)
  --host ADDRESS     the address to listen on (127.0.0.1: this machine alone)
  --origin URL       how browsers reach it, if not at this machine: https://quern.example. May be given more than once.
                     With https:// cookies are Secure and browsers are told to stay with https.
  --connections-per-address N
                     how many connections one address may have (256; on this machine alone any number: a proxy may be it)
  --help, --version

For tests; the defaults are right otherwise:
  --password-cost low            cheap password hashes
  --access-token-ttl SECONDS     life of an access token (900)
  --registrations N              registrations from one address before they are slowed down (20)
  --login-tries N                wrong passwords for one account before they are slowed down (5)
  --head-deadline MS, --body-deadline MS, --idle-deadline MS, --write-deadline MS, --drain MS
                                 how long a client may take for a request's head, its body, until its next request,
                                 and to read a piece; how long running requests may take at the end
  --socket-silence MS            how long a socket may be silent; pinged half way (60000)
)";

Error wrong(std::string message) { return {.kind = ErrorKind::validation, .message = std::move(message)}; }

// Where a value goes. False when it is not one.
using Setter = std::function<bool(const std::string&)>;

Setter to_text(std::string& target) {
  return [&target](const std::string& value) {
    target = value;
    return !value.empty();
  };
}

template <class Number>
Setter to_number(Number& target, std::int64_t min, std::int64_t max) {
  return [&target, min, max](const std::string& value) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size() || number < min || number > max) return false;
    target = static_cast<Number>(number);
    return true;
  };
}

Setter to_milliseconds(Duration& target) {
  return [&target](const std::string& value) {
    std::int64_t number = 0;
    if (!to_number(number, 1, 86'400'000)(value)) return false;
    target = Duration{number};
    return true;
  };
}

std::map<std::string, Setter, std::less<>> setters_for(Options& options) {
  auto& accounts = options.backend.accounts;
  return {
      {"--web", to_text(options.web)},
      {"--data", to_text(options.data)},
      {"--host", to_text(options.http.address)},
      {"--port", to_number(options.http.port, 0, 65535)},
      {"--origin",
       [&options](const std::string& value) {
         auto origin = normalize_origin(value);
         if (origin) options.origins.push_back(*std::move(origin));
         return origin.has_value();
       }},
      {"--password-cost",
       [&options](const std::string& value) {
         if (value == "low") options.password_cost = {.memory_kib = 64, .passes = 1};
         return value == "low" || value == "normal";
       }},
      {"--access-token-ttl",
       [&options](const std::string& value) {
         std::int64_t seconds = 0;
         if (!to_number(seconds, 1, 86'400)(value)) return false;
         options.backend.tokens.access_lifetime = std::chrono::seconds{seconds};
         return true;
       }},
      {"--registrations", to_number(accounts.register_by_address.free_tries, 1, 1'000'000)},
      {"--login-tries", to_number(accounts.login_by_account.free_tries, 1, 1'000'000)},
      {"--head-deadline", to_milliseconds(options.http.head_deadline)},
      {"--body-deadline", to_milliseconds(options.http.body_deadline)},
      {"--idle-deadline", to_milliseconds(options.http.idle_deadline)},
      {"--write-deadline", to_milliseconds(options.http.write_deadline)},
      {"--drain", to_milliseconds(options.http.drain)},
      {"--socket-silence", to_milliseconds(options.http.sockets.silence)},
      {"--connections-per-address", to_number(options.http.connections_per_address, 1, 1'000'000)},
  };
}

std::string default_data_folder() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data) return std::string{data} + "/quern";
  if (const char* home = std::getenv("HOME"); home && *home) return std::string{home} + "/.local/share/quern";
  return {};
}

}  // namespace

bool Options::is_secure() const {
  return !origins.empty() &&
         std::ranges::all_of(origins, [](const std::string& origin) { return origin.starts_with("https://"); });
}

std::string_view help_text() { return help; }

Result<Options> parse_options(const std::vector<std::string>& arguments) {
  Options options;
  const auto setters = setters_for(options);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    auto name = arguments[i];
    if (name == "--help" || name == "-h") options.task = Options::Task::help;
    if (name == "--version") options.task = Options::Task::version;
    if (options.task != Options::Task::serve) return options;
    std::optional<std::string> value;
    if (const auto equals = name.find('='); equals != std::string::npos) {
      value = name.substr(equals + 1);
      name.resize(equals);
    }
    const auto setter = setters.find(name);
    if (setter == setters.end()) return fail(wrong("there is no option " + name + " (--help lists them)"));
    if (!value) {
      if (i + 1 == arguments.size()) return fail(wrong(name + " needs a value"));
      value = arguments[++i];
    }
    if (!setter->second(*value)) return fail(wrong(name + " cannot be " + *value + " (--help says what it takes)"));
  }
  const bool is_local = options.http.address.starts_with("127.") || options.http.address == "::1";
  if (!is_local && options.http.connections_per_address == 0) options.http.connections_per_address = 256;
  if (options.web.empty()) return fail(wrong("say where the page is: --web DIR"));
  if (options.data.empty()) options.data = default_data_folder();
  if (options.data.empty()) return fail(wrong("there is no home folder; say where to keep data: --data DIR"));
  return options;
}

}  // namespace quern::serve
