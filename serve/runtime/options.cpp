#include "serve/runtime/options.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "serve/http/headers.hpp"
#include "serve/runtime/settings.hpp"

namespace quern::serve {
namespace {

constexpr std::string_view environment_prefix = "QUERN_SERVE_";

std::unexpected<Error> wrong(std::string message) {
  return fail(Error{.kind = ErrorKind::validation, .message = std::move(message)});
}

// What one of the three sources says, before it is put over the one below.
struct Layer {
  struct Entry {
    const Setting* setting;
    std::string value;
    std::string where;
  };
  std::vector<Entry> entries;
  std::string config;  // another file of settings, of the environment and the command line
  Options::Task task = Options::Task::serve;
};

// `port = 80`; a line that begins with # is a comment.
Result<Layer> read_file(const std::string& path) {
  std::ifstream file{path};
  if (!file) return wrong("cannot read the settings in " + path);
  Layer layer;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    const auto text = trim(line.ends_with('\r') ? std::string_view{line}.substr(0, line.size() - 1) : line);
    if (text.empty() || text.starts_with('#')) continue;
    const auto where = path + ':' + std::to_string(number);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return wrong(where + ": a line is `name = value`, not `" + line + '`');
    const auto name = trim(text.substr(0, equals));
    const auto* setting = find_setting(name);
    if (!setting) return wrong(where + ": there is no setting " + std::string{name} + " (serve --help lists them)");
    layer.entries.push_back({setting, std::string{trim(text.substr(equals + 1))}, where});
  }
  return layer;
}

Result<Layer> read_environment(const std::vector<std::string>& environment) {
  Layer layer;
  for (const auto& variable : environment) {
    if (!variable.starts_with(environment_prefix)) continue;
    const auto equals = variable.find('=');
    if (equals == std::string::npos) continue;
    const auto name = variable.substr(0, equals);
    if (name == "QUERN_SERVE_CONFIG") {
      layer.config = variable.substr(equals + 1);
      continue;
    }
    const auto all = settings();
    const auto setting = std::ranges::find_if(all, [&](const Setting& one) { return one.environment_name() == name; });
    if (setting == all.end()) return wrong("the environment has " + name + ", which is no setting (serve --help)");
    layer.entries.push_back({&*setting, variable.substr(equals + 1), name});
  }
  return layer;
}

Result<Layer> read_arguments(const std::vector<std::string>& arguments) {
  Layer layer;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    auto name = arguments[i];
    if (name == "--help" || name == "-h") layer.task = Options::Task::help;
    if (name == "--version") layer.task = Options::Task::version;
    if (layer.task == Options::Task::help || layer.task == Options::Task::version) return layer;
    if (name == "--check-config") {
      layer.task = Options::Task::check_config;
      continue;
    }
    std::optional<std::string> value;
    if (const auto equals = name.find('='); equals != std::string::npos) {
      value = name.substr(equals + 1);
      name.resize(equals);
    }
    const bool is_config = name == "--config";
    const auto* setting = name.starts_with("--") ? find_setting(std::string_view{name}.substr(2)) : nullptr;
    if (!setting && !is_config) return wrong("there is no option " + name + " (--help lists them)");
    if (!value) {
      if (i + 1 == arguments.size()) return wrong(name + " needs a value");
      value = arguments[++i];
    }
    if (is_config) {
      layer.config = *value;
    } else {
      layer.entries.push_back({setting, *std::move(value), name});
    }
  }
  return layer;
}

// A list is replaced by the layer above it, not added to; within a layer the last one counts, of lists all.
void put_over(Options& options, const Layer& layer) {
  std::map<std::string, GivenSetting, std::less<>> given;
  for (const auto& [setting, value, where] : layer.entries) {
    auto& here = given[std::string{setting->name}];
    if (setting->kind != Setting::Kind::list) here.values.clear();
    here.values.push_back(value);
    here.where = where;
  }
  for (auto& [name, here] : given) options.given.insert_or_assign(name, std::move(here));
}

// "--port cannot be x", "quern.conf:3: port cannot be x".
Result<void> apply(Options& options) {
  for (const auto& [name, given] : options.given) {
    const auto& setting = *find_setting(name);
    for (const auto& value : given.values) {
      if (setting.set(options, value)) continue;
      const bool in_file = given.where.find(':') != std::string::npos;
      const auto what = in_file ? given.where + ": " + name : given.where;
      const auto shown = setting.kind == Setting::Kind::secret ? std::string{"what it is"} : value;
      return wrong(what + " cannot be " + shown + " (--help says what it takes)");
    }
  }
  return {};
}

std::string default_data_folder() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data) return std::string{data} + "/quern";
  if (const char* home = std::getenv("HOME"); home && *home) return std::string{home} + "/.local/share/quern";
  return {};
}

std::string_view heading(Setting::Part part) {
  switch (part) {
    case Setting::Part::common: return "";
    case Setting::Part::limits: return "\nLimits:\n";
    case Setting::Part::tests: return "\nFor tests; the defaults are right otherwise:\n";
  }
  return "";
}

// Wrapped at 100 columns behind a margin of 30.
void append_wrapped(std::string& out, std::string_view text) {
  constexpr std::size_t margin = 30;
  constexpr std::size_t width = 88;
  std::size_t column = out.size() - (out.rfind('\n') + 1);
  if (column >= margin) {
    out += '\n';
    column = 0;
  }
  out.append(margin - column, ' ');
  column = margin;
  for (const auto word : split_list(text, ' ')) {
    if (column + word.size() > margin + width) {
      out += '\n' + std::string(margin, ' ');
      column = margin;
    }
    out += word;
    out += ' ';
    column += word.size() + 1;
  }
  out.back() = '\n';
}

}  // namespace

bool Options::is_secure() const {
  return !origins.empty() &&
         std::ranges::all_of(origins, [](const std::string& origin) { return origin.starts_with("https://"); });
}

std::string help_text() {
  std::string out =
      R"(serve: Quern's server. Serves the application, keeps its data, and is all that it needs.

  serve --web DIR [options]                 serve
  serve backup DIR [--data DIR]             copy all data into a new folder; also while it serves
  serve restore DIR [--data DIR]            put a copy back, where there is no data yet
  serve user list|add EMAIL|reset-password EMAIL [--data DIR]
                                            people; a password is asked for, or read from a pipe

Each option may also be a line `name = value` of the file given by --config (or QUERN_SERVE_CONFIG), and a variable
QUERN_SERVE_NAME of the environment (QUERN_SERVE_TRUSTED_PROXY for --trusted-proxy; of a list, one value). The environment
is over the file, and the command line over both.

  --config FILE               the file of settings
  --check-config              say what holds and where it is from, and end
  --help, --version
)";
  auto part = Setting::Part::common;
  for (const auto& setting : settings()) {
    if (setting.part != part) out += heading(part = setting.part);
    out += "  --" + std::string{setting.name} + ' ' + std::string{setting.takes};
    auto says = std::string{setting.help};
    if (!setting.otherwise.empty()) says += " (" + std::string{setting.otherwise} + ')';
    if (setting.kind == Setting::Kind::list) says += ". May be given more than once";
    append_wrapped(out, says);
  }
  return out;
}

Result<Options> parse_data_options(const Surroundings& surroundings) {
  const auto arguments = read_arguments(surroundings.arguments);
  if (!arguments) return fail(arguments.error());
  Options options{.task = arguments->task};
  if (options.task == Options::Task::help || options.task == Options::Task::version) return options;
  const auto environment = read_environment(surroundings.environment);
  if (!environment) return fail(environment.error());
  const auto& path = arguments->config.empty() ? environment->config : arguments->config;
  if (!path.empty()) {
    const auto file = read_file(path);
    if (!file) return fail(file.error());
    put_over(options, *file);
  }
  put_over(options, *environment);
  put_over(options, *arguments);
  if (auto applied = apply(options); !applied) return fail(applied.error());
  if (options.data.empty()) options.data = default_data_folder();
  if (options.data.empty()) return wrong("there is no home folder; say where to keep data: --data DIR");
  return options;
}

Result<Options> parse_options(const Surroundings& surroundings) {
  auto options = parse_data_options(surroundings);
  if (!options || options->task == Options::Task::help || options->task == Options::Task::version) return options;
  auto& http = options->http;
  const bool is_local = http.address.starts_with("127.") || http.address == "::1";
  if (!is_local && http.connections_per_address == 0) http.connections_per_address = 256;
  if (options->web.empty()) return wrong("say where the page is: --web DIR");
  if (!options->interviewer.url.empty() && options->interviewer.model.empty()) {
    return wrong("--interviewer-url needs --interviewer-model too");
  }
  return options;
}

std::string describe(const Options& options) {
  std::string out;
  for (const auto& setting : settings()) {
    const auto given = options.given.find(setting.name);
    const auto line = [&](std::string_view value, std::string_view where) {
      std::string text = std::string{setting.name} + " = " + std::string{value};
      if (text.size() < 48) text.resize(48, ' ');
      out += text + "  # " + std::string{where} + '\n';
    };
    if (given == options.given.end()) {
      line(setting.name == "data" ? std::string_view{options.data} : setting.otherwise, "default");
      continue;
    }
    for (const auto& value : given->second.values) {
      line(setting.kind == Setting::Kind::secret ? std::string_view{"(hidden)"} : value, given->second.where);
    }
  }
  return out;
}

}  // namespace quern::serve
