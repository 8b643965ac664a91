#include "serve/runtime/tool_sandbox.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "serve/runtime/sanitizers.hpp"

namespace quern::serve {
namespace {

constexpr std::uint64_t read_rights = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t run_rights = read_rights | LANDLOCK_ACCESS_FS_EXECUTE;
constexpr std::uint64_t write_rights = read_rights | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
                                       LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE;
// All that the third version of Landlock knows (Linux 6.2); an older kernel is asked for what it has.
constexpr std::uint64_t all_rights = (LANDLOCK_ACCESS_FS_TRUNCATE << 1U) - 1;
constexpr std::uint64_t second_version_rights = LANDLOCK_ACCESS_FS_TRUNCATE - 1;
constexpr std::uint64_t first_version_rights = LANDLOCK_ACCESS_FS_REFER - 1;

void allow(int rules, const std::string& path, std::uint64_t rights, std::uint64_t handled) {
  const int at = open(path.c_str(), O_PATH | O_CLOEXEC);
  if (at < 0) return;  // what is not there needs no rule
  landlock_path_beneath_attr rule{.allowed_access = rights & handled, .parent_fd = at};
  syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  close(at);
}

// -1 where the kernel has no Landlock.
int file_rules(const ToolCommand& command, const char* program, const std::string& writable) {
  const auto version = syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return -1;
  landlock_ruleset_attr wanted{};
  wanted.handled_access_fs = version == 1 ? first_version_rights : version == 2 ? second_version_rights : all_rights;
  const auto handled = wanted.handled_access_fs;
  const int made = static_cast<int>(syscall(SYS_landlock_create_ruleset, &wanted, sizeof wanted.handled_access_fs, 0));
  if (made < 0) return -1;
  const int rules = fcntl(made, F_DUPFD_CLOEXEC, 5);  // 0 to 4 are the child's own
  close(made);
  for (const auto* path : {"/usr", "/lib", "/lib64", "/bin"}) allow(rules, path, run_rights, handled);
  for (const auto* path : {"/etc/fonts", "/etc/ld.so.conf.d", "/var/cache/fontconfig"}) {
    allow(rules, path, read_rights, handled);
  }
  constexpr std::uint64_t file_rights = LANDLOCK_ACCESS_FS_READ_FILE;  // a file has no entries to list
  for (const auto* path : {"/etc/ld.so.cache", "/etc/ld.so.preload", "/etc/localtime", "/dev/urandom"}) {
    allow(rules, path, file_rights, handled);
  }
  allow(rules, "/dev/null", file_rights | LANDLOCK_ACCESS_FS_WRITE_FILE, handled);
  allow(rules, program, file_rights | LANDLOCK_ACCESS_FS_EXECUTE, handled);
  if (has_sanitizer) allow(rules, "/proc", read_rights, handled);
  if (!command.read_file.empty()) allow(rules, command.read_file, file_rights, handled);
  if (!writable.empty()) allow(rules, writable, write_rights, handled);
  return rules;
}

using Filter = std::unique_ptr<void, decltype(&seccomp_release)>;

// Names with spaces between them.
bool refuse(const Filter& filter, std::string_view names) {
  while (!names.empty()) {
    const auto end = std::min(names.find(' '), names.size());
    const int number = seccomp_syscall_resolve_name(std::string{names.substr(0, end)}.c_str());
    names.remove_prefix(std::min(end + 1, names.size()));
    if (number == __NR_SCMP_ERROR) continue;  // not known here, so not callable either
    if (seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), number, 0) != 0) return false;
  }
  return true;
}

// Only where one of its arguments is so.
bool refuse_where(const Filter& filter, int call, scmp_arg_cmp condition) {
  return seccomp_rule_add_array(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 1, &condition) == 0;
}

scmp_arg_cmp masked(unsigned argument, scmp_datum_t mask, scmp_datum_t value) {
  return {.arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = value};
}

// Threads are of the process itself; anything else that clone makes is another process.
bool refuse_processes(const Filter& filter, const char* program) {
  const auto address = static_cast<scmp_datum_t>(reinterpret_cast<std::uintptr_t>(program));
  return refuse(filter, "fork vfork execveat") &&
         seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0 &&  // libc then asks clone
         refuse_where(filter, SCMP_SYS(clone), masked(0, CLONE_THREAD, 0)) &&
         refuse_where(filter, SCMP_SYS(execve), {.arg = 0, .op = SCMP_CMP_NE, .datum_a = address, .datum_b = 0});
}

constexpr std::string_view writing =
    "creat truncate rename renameat renameat2 unlink unlinkat link linkat symlink symlinkat mkdir mkdirat rmdir "
    "mknod mknodat chmod fchmod fchmodat fchmodat2 chown fchown fchownat lchown utime utimes futimesat utimensat "
    "setxattr lsetxattr fsetxattr";

bool refuse_writing(const Filter& filter) {
  if (!refuse(filter, writing)) return false;
  if (seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(openat2), 0) != 0) return false;
  struct Mode {
    scmp_datum_t mask;
    scmp_datum_t value;
  };
  for (const auto& [mask, value] : {Mode{O_ACCMODE, O_WRONLY}, Mode{O_ACCMODE, O_RDWR}, Mode{O_CREAT, O_CREAT}}) {
    if (!refuse_where(filter, SCMP_SYS(open), masked(1, mask, value)) ||
        !refuse_where(filter, SCMP_SYS(openat), masked(2, mask, value))) {
      return false;
    }
  }
  return true;
}

// Another process is no business of a reader: not to signal, not to look into. (abort() without tgkill ends by SIGSEGV.)
constexpr std::string_view never =
    "socket socketpair connect bind listen accept accept4 sendto sendmsg sendmmsg io_uring_setup io_uring_enter "
    "ptrace process_vm_readv process_vm_writev pidfd_open pidfd_getfd pidfd_send_signal kill tkill tgkill "
    "rt_sigqueueinfo rt_tgsigqueueinfo kcmp setpgid setsid setrlimit mount umount2 pivot_root chroot setns "
    "unshare open_tree move_mount fsopen fsconfig fsmount bpf perf_event_open userfaultfd keyctl add_key "
    "request_key personality init_module finit_module delete_module kexec_load kexec_file_load reboot swapon "
    "swapoff acct quotactl settimeofday clock_settime adjtimex clock_adjtime sethostname setdomainname iopl "
    "ioperm name_to_handle_at open_by_handle_at syslog vhangup fanotify_init shmget msgget semget mq_open "
    "lookup_dcookie memfd_secret";

Result<std::vector<sock_filter>> filter_of(const ToolCommand& command, const char* program) {
  const auto broken = [] { return fail(ErrorKind::server, "the filter of system calls cannot be made"); };
  const Filter filter{seccomp_init(SCMP_ACT_ALLOW), &seccomp_release};
  if (!filter || !refuse(filter, never) || !refuse_processes(filter, program) ||
      !refuse_where(filter, SCMP_SYS(prlimit64),
                    {.arg = 2, .op = SCMP_CMP_NE, .datum_a = 0, .datum_b = 0})) {  // it may read
    return broken();
  }
  if (!may_write_files(command) && !refuse_writing(filter)) return broken();
  std::size_t size = 0;
  if (seccomp_export_bpf_mem(filter.get(), nullptr, &size) != 0) return broken();
  std::vector<sock_filter> program_text(size / sizeof(sock_filter));
  if (seccomp_export_bpf_mem(filter.get(), program_text.data(), &size) != 0) return broken();
  return program_text;
}

}  // namespace

Result<ToolSandbox> ToolSandbox::make(const ToolCommand& command, const char* program, const std::string& writable) {
  ToolSandbox sandbox;
  if (command.confinement == Confinement::operators_own) return sandbox;
  auto filter = filter_of(command, program);
  if (!filter) return fail(filter.error());
  sandbox.filter_ = *std::move(filter);
  sandbox.files_ = file_rules(command, program, writable);
  return sandbox;
}

ToolSandbox::ToolSandbox(ToolSandbox&& other) noexcept
    : filter_(std::move(other.filter_)),
      files_(std::exchange(other.files_, -1)) {}

ToolSandbox::~ToolSandbox() {
  if (files_ >= 0) close(files_);
}

bool ToolSandbox::enter() const {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  if (files_ >= 0 && syscall(SYS_landlock_restrict_self, files_, 0) != 0) return false;
  if (filter_.empty()) return true;
  const sock_fprog text{.len = static_cast<unsigned short>(filter_.size()),
                        .filter = const_cast<sock_filter*>(filter_.data())};  // NOLINT: the call only reads it
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &text, 0, 0) == 0;
}

}  // namespace quern::serve
