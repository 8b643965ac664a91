#include "serve/runtime/tool_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "serve/runtime/sanitizers.hpp"
#include "serve/runtime/tool_sandbox.hpp"

namespace quern::serve {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t piece_size = 64 * 1024;
constexpr std::size_t longest_line = 4096;
constexpr std::size_t error_text_size = 4096;
constexpr std::uint64_t most_error_bytes = 64ULL * 1024 * 1024;  // a tool that says more on stderr is ended
constexpr const char* search_path = "/usr/local/bin:/usr/bin:/bin";

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { reset(); }
  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  void reset() {
    if (number_ >= 0) close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

struct Pipe {
  Descriptor read;
  Descriptor write;
};

Error cannot_start(std::string why) {
  return {.kind = ErrorKind::server, .status = 500, .code = "internal", .message = "cannot start a tool: " + why};
}

Error too_large(std::string message) {
  return {.kind = ErrorKind::validation, .status = 413, .code = "too_large", .message = std::move(message)};
}

Error too_slow() { return {.kind = ErrorKind::timeout, .message = "the file takes too long to read"}; }

// With a number that no child's own descriptor has.
Descriptor above_theirs(int number) {
  Descriptor given{number};
  if (number < 0 || number > 4) return given;
  return Descriptor{fcntl(number, F_DUPFD_CLOEXEC, 5)};
}

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return fail(cannot_start(std::strerror(errno)));
  return Pipe{above_theirs(ends[0]), above_theirs(ends[1])};
}

bool set_nonblocking(const Descriptor& descriptor) {
  return fcntl(descriptor.get(), F_SETFL, fcntl(descriptor.get(), F_GETFL) | O_NONBLOCK) == 0;
}

std::optional<std::string> find_program(const std::string& name, const ToolPlace& place) {
  if (name == "serve") return place.self;
  if (name.contains('/')) return name;
  for (std::string_view rest = search_path; !rest.empty();) {
    const auto end = rest.find(':');
    auto path = std::string{rest.substr(0, end)} + '/' + name;
    if (access(path.c_str(), X_OK) == 0) return path;
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return std::nullopt;
}

// All that the child needs, made before the fork: after it nothing may allocate.
struct Launch {
  std::string program;
  std::vector<std::string> environment;
  std::vector<char*> arguments;
  std::vector<char*> variables;
  std::array<std::pair<int, rlimit>, 5> limits{};
  std::array<int, 5> descriptors{};  // what becomes 0, 1, 2, 3, 4, and is none of them; the last two may be -1
  int status = -1;                   // where a failed start is told
  const char* folder = "/";
  pid_t parent = 0;
};

rlimit both(std::uint64_t value) { return {.rlim_cur = value, .rlim_max = value}; }

void set_limits(Launch& launch, const ToolCommand& command) {
  const auto& limits = command.limits;
  const auto cpu = static_cast<rlim_t>(limits.cpu.count());
  const bool is_measured = has_sanitizer && command.arguments[0] == "serve";  // maps terabytes before main()
  launch.limits = {{{RLIMIT_CPU, rlimit{.rlim_cur = cpu, .rlim_max = cpu + 1}},
                    {RLIMIT_AS, both(is_measured ? RLIM_INFINITY : limits.memory_bytes)},
                    {RLIMIT_FSIZE, both(limits.file_bytes)},
                    {RLIMIT_NOFILE, both(64)},
                    {RLIMIT_CORE, both(0)}}};
  if (command.confinement == Confinement::operators_own) launch.limits[3].second = both(1024);
}

void set_environment(Launch& launch, const ToolCommand& command, const ToolPlace& place) {
  launch.environment = {std::string{"PATH="} + search_path, "LANG=C.UTF-8", "HOME=" + place.folder};
  if (has_sanitizer) {
    launch.environment.push_back("ASAN_OPTIONS=detect_leaks=0:disable_coredump=0:hard_rss_limit_mb=" +
                                 std::to_string(command.limits.memory_bytes / (1024 * 1024)));
    // The runtime would ask for a limit that the filter refuses; and fontconfig, which it cannot see into, has a thread.
    launch.environment.push_back("TSAN_OPTIONS=disable_coredump=0:report_bugs=0");
  }
  for (auto& variable : launch.environment) launch.variables.push_back(variable.data());
  launch.variables.push_back(nullptr);
}

// In the child: system calls alone. Answers only when it failed.
void enter_child(const Launch& launch, const ToolSandbox& sandbox) {
  if (setpgid(0, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != launch.parent) return;
  for (int i = 0; i < 5; ++i) {
    const int from = launch.descriptors[static_cast<std::size_t>(i)];
    if (from < 0 ? close(i) != 0 && errno != EBADF : dup2(from, i) < 0) return;
  }
  if (syscall(SYS_close_range, 5U, ~0U, CLOSE_RANGE_CLOEXEC) != 0) return;
  sigset_t none;
  sigemptyset(&none);
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
  if (sigprocmask(SIG_SETMASK, &none, nullptr) != 0 || chdir(launch.folder) != 0) return;
  setpriority(PRIO_PROCESS, 0, 10);  // the server's own threads go first
  for (const auto& [what, limit] : launch.limits) {
    if (setrlimit(static_cast<__rlimit_resource_t>(what), &limit) != 0) return;
  }
  if (!sandbox.enter()) return;
  execve(launch.program.c_str(), launch.arguments.data(), launch.variables.data());
}

class Child {
 public:
  Child(const ToolCommand& command, const std::function<void(std::string)>& on_lines)
      : command_(command),
        on_lines_(on_lines) {}
  ~Child() { end(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  Result<void> start(const ToolPlace& place);
  Result<ToolOutput> run(int wake);

 private:
  Result<void> fork_and_exec(Launch& launch, const ToolSandbox& sandbox, const Descriptor& status_end);
  std::optional<Error> move_bytes(const std::array<pollfd, 5>& ready);
  void write_input();
  std::optional<Error> read_output();
  std::optional<Error> read_errors();
  void pass_lines(bool is_end);
  void end();
  Result<ToolOutput> finish();

  const ToolCommand& command_;
  const std::function<void(std::string)>& on_lines_;
  pid_t process_ = -1;
  Descriptor handle_;
  Descriptor input_;
  Descriptor output_pipe_;
  Descriptor error_pipe_;
  std::size_t written_ = 0;
  std::uint64_t error_bytes_ = 0;
  std::string line_;
  int wait_status_ = 0;
  ToolOutput result_;
};

Result<void> Child::start(const ToolPlace& place) {
  if (command_.arguments.empty()) return fail(cannot_start("no name"));
  const auto program = find_program(command_.arguments[0], place);
  if (!program) return fail(cannot_start("there is no " + command_.arguments[0]));
  Launch launch{.program = *program, .folder = place.folder.c_str(), .parent = getpid()};
  for (const auto& argument : command_.arguments) {
    launch.arguments.push_back(const_cast<char*>(argument.c_str()));  // NOLINT: execve only reads them
  }
  launch.arguments.push_back(nullptr);
  set_limits(launch, command_);
  set_environment(launch, command_, place);
  auto sandbox =
      ToolSandbox::make(command_, launch.program.c_str(), may_write_files(command_) ? place.folder : std::string{});
  if (!sandbox) return fail(sandbox.error());

  auto input = make_pipe();
  auto output = make_pipe();
  auto errors = make_pipe();
  auto status = make_pipe();
  if (!input || !output || !errors || !status) return fail(cannot_start("no more files can be open"));
  Descriptor file;
  if (!command_.read_file.empty()) {
    file = above_theirs(open(command_.read_file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open()) return fail(cannot_start("its file cannot be opened"));
  }
  Descriptor made;
  if (!command_.write_file.empty()) {
    made = above_theirs(open(command_.write_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!made.is_open()) return fail(cannot_start("its file cannot be made"));
  }
  launch.descriptors = {input->read.get(), output->write.get(), errors->write.get(), file.get(), made.get()};
  launch.status = status->write.get();
  input_ = std::move(input->write);
  output_pipe_ = std::move(output->read);
  error_pipe_ = std::move(errors->read);
  if (!set_nonblocking(input_) || !set_nonblocking(output_pipe_) || !set_nonblocking(error_pipe_)) {
    return fail(cannot_start("its pipes"));
  }
  if (command_.input.empty()) input_.reset();
  process_ = fork();
  if (process_ == 0) {
    enter_child(launch, *sandbox);
    const int reason = errno;
    [[maybe_unused]] const auto told = write(launch.status, &reason, sizeof reason);
    _exit(127);
  }
  if (process_ < 0) return fail(cannot_start(std::strerror(errno)));
  setpgid(process_, process_);  // here too: whoever comes first, the group is there before it is killed
  handle_ = Descriptor{static_cast<int>(syscall(SYS_pidfd_open, process_, 0))};
  status->write.reset();
  int reason = 0;
  if (read(status->read.get(), &reason, sizeof reason) > 0) return fail(cannot_start(std::strerror(reason)));
  return {};
}

Result<ToolOutput> Child::run(int wake) {
  const auto deadline = Clock::now() + command_.limits.wall;
  while (true) {
    const auto left = std::chrono::ceil<Duration>(deadline - Clock::now()).count();
    if (left <= 0) return fail(too_slow());
    std::array<pollfd, 5> watched{{{.fd = handle_.get(), .events = POLLIN, .revents = 0},
                                   {.fd = wake, .events = POLLIN, .revents = 0},
                                   {.fd = input_.get(), .events = POLLOUT, .revents = 0},
                                   {.fd = output_pipe_.get(), .events = POLLIN, .revents = 0},
                                   {.fd = error_pipe_.get(), .events = POLLIN, .revents = 0}}};
    const int count = poll(watched.data(), watched.size(), static_cast<int>(std::min<std::int64_t>(left, 60'000)));
    if (count < 0 && errno != EINTR) return fail(cannot_start(std::strerror(errno)));
    if (count <= 0) continue;
    if (watched[1].revents != 0) return fail(Error::cancelled());
    if (const auto wrong = move_bytes(watched)) return fail(*wrong);
    if (watched[0].revents != 0) return finish();
  }
}

std::optional<Error> Child::move_bytes(const std::array<pollfd, 5>& ready) {
  if (ready[2].revents != 0) write_input();
  if (ready[3].revents != 0) {
    if (auto wrong = read_output()) return wrong;
  }
  return ready[4].revents != 0 ? read_errors() : std::nullopt;
}

void Child::write_input() {
  const auto rest = std::string_view{command_.input}.substr(written_);
  const auto count = write(input_.get(), rest.data(), rest.size());
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count > 0) written_ += static_cast<std::size_t>(count);
  if (count < 0 || written_ == command_.input.size()) input_.reset();  // read to the end, or not wanted
}

std::optional<Error> Child::read_output() {
  std::array<char, piece_size> piece{};
  const auto count = read(output_pipe_.get(), piece.data(), piece.size());
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
  if (count <= 0) {
    output_pipe_.reset();
    return std::nullopt;
  }
  result_.output.append(piece.data(), static_cast<std::size_t>(count));
  if (result_.output.size() > command_.limits.output_bytes) return too_large("the file has too much in it");
  return std::nullopt;
}

std::optional<Error> Child::read_errors() {
  std::array<char, piece_size> piece{};
  const auto count = read(error_pipe_.get(), piece.data(), piece.size());
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
  if (count <= 0) {
    error_pipe_.reset();
    return std::nullopt;
  }
  const std::string_view bytes{piece.data(), static_cast<std::size_t>(count)};
  error_bytes_ += bytes.size();
  if (error_bytes_ > most_error_bytes) return too_large("the file makes its reader complain too much");
  auto& kept = result_.error_text;
  kept += bytes;
  if (kept.size() > error_text_size) kept.erase(0, kept.size() - error_text_size);
  if (command_.on_line) {
    line_ += bytes;
    pass_lines(false);
  }
  return std::nullopt;
}

// What a line is: ended by a line feed, or by a carriage return, with which a tool writes over its last one.
void Child::pass_lines(bool is_end) {
  std::string whole;
  std::size_t start = 0;
  for (std::size_t i = 0; i < line_.size(); ++i) {
    if (line_[i] != '\n' && line_[i] != '\r') continue;
    if (i > start) whole.append(line_, start, std::min(i - start, longest_line)) += '\n';
    start = i + 1;
  }
  line_.erase(0, start);
  if (is_end && !line_.empty()) whole += line_.substr(0, longest_line) + '\n';
  if (line_.size() > longest_line) line_.resize(longest_line);  // the rest of it is dropped as it comes
  if (!whole.empty()) on_lines_(std::move(whole));
}

// Kills the whole group while the child's number is still its own, then lets it go.
void Child::end() {
  if (process_ <= 0) return;
  kill(-process_, SIGKILL);
  kill(process_, SIGKILL);
  while (waitpid(process_, &wait_status_, 0) < 0 && errno == EINTR) {}
  process_ = -1;
}

// What it wrote before its end is still in the pipes; what others of its group would write is not waited for.
Result<ToolOutput> Child::finish() {
  end();
  for (std::size_t before = ~std::size_t{0}; output_pipe_.is_open() && before != result_.output.size();) {
    before = result_.output.size();
    if (const auto wrong = read_output()) return fail(*wrong);
  }
  for (std::uint64_t before = ~std::uint64_t{0}; error_pipe_.is_open() && before != error_bytes_;) {
    before = error_bytes_;
    if (const auto wrong = read_errors()) return fail(*wrong);
  }
  if (command_.on_line) pass_lines(true);
  if (WIFSIGNALED(wait_status_)) {
    const int number = WTERMSIG(wait_status_);
    if (number == SIGXCPU) return fail(too_slow());
    if (number == SIGXFSZ) return fail(too_large("the file makes its reader write too much"));
    result_.status = 128 + number;
  } else {
    result_.status = WEXITSTATUS(wait_status_);
  }
  if (result_.status == tool_out_of_memory && command_.arguments[0] == "serve") {
    return fail(too_large("the file takes too much memory to read"));
  }
  return std::move(result_);
}

}  // namespace

Result<ToolOutput> run_tool(const ToolCommand& command, const ToolPlace& place, int wake,
                            const std::function<void(std::string)>& on_lines) {
  Child child{command, on_lines};
  if (const auto started = child.start(place); !started) return fail(started.error());
  return child.run(wake);
}

}  // namespace quern::serve
