#include "sandbox/lock_down.hpp"

#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>

namespace choqr::sandbox {
namespace {

// The sanitizers keep the shadow of all memory, terabytes of addresses, and ask for the signals' stack at
// every end.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

std::string failure(std::string what, int error) { return std::move(what) + ": " + std::strerror(error); }

// What helps the rest of the machine, where it is allowed: the child is the first to give way, and the first
// to go when memory ends for all. Both are only ever made worse, which needs no privilege.
void stand_back() {
    std::ofstream{"/proc/self/oom_score_adj"} << "1000";
    [[maybe_unused]] const auto refused = ::setpriority(PRIO_PROCESS, 0, 5);
}

// The addresses that the program itself takes, libraries and all; nothing if the kernel does not say.
std::size_t own_bytes() {
    std::size_t pages = 0;
    std::ifstream{"/proc/self/statm"} >> pages;
    return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

struct Ceiling {
    __rlimit_resource resource;
    const char* name;
    rlim_t most;
};

// prlimit and not setrlimit: the older call is what service managers forbid.
std::string set_ceilings(const Limits& limits) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(limits.processor).count();
    const auto memory = own_bytes() + limits.memory_bytes;
    const std::array<Ceiling, 6> ceilings{
        {{RLIMIT_CPU, "RLIMIT_CPU",
          static_cast<rlim_t>(seconds + 1)},  // Behind the timer, and with what starting cost.
         {RLIMIT_AS, "RLIMIT_AS", sanitized ? RLIM_INFINITY : memory},
         {RLIMIT_NOFILE, "RLIMIT_NOFILE", 3},
         {RLIMIT_FSIZE, "RLIMIT_FSIZE", 0},
         {RLIMIT_NPROC, "RLIMIT_NPROC", 0},
         {RLIMIT_CORE, "RLIMIT_CORE", 0}}};
    for (const auto& [resource, name, most] : ceilings) {
        rlimit limit{};
        if (::prlimit(0, resource, nullptr, &limit) != 0) return failure(name, errno);
        limit.rlim_max = std::min(limit.rlim_max, most);
        limit.rlim_cur = std::min(limit.rlim_cur, limit.rlim_max);
        if (::prlimit(0, resource, &limit, nullptr) != 0) return failure(name, errno);
    }
    return {};
}

std::string set_own_flags() {
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return failure("PR_SET_PDEATHSIG", errno);
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failure("PR_SET_NO_NEW_PRIVS", errno);
    if (::prctl(PR_SET_DUMPABLE, 0) != 0) return failure("PR_SET_DUMPABLE", errno);
    return {};
}

// RLIMIT_CPU counts seconds. Nothing catches SIGPROF, and later nothing can: it kills.
std::string set_processor_timer(std::chrono::milliseconds processor) {
    itimerval timer{};
    timer.it_value = {processor.count() / 1000, processor.count() % 1000 * 1000};
    if (::setitimer(ITIMER_PROF, &timer, nullptr) != 0) return failure("ITIMER_PROF", errno);
    return {};
}

struct ReleaseFilter {
    void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, ReleaseFilter>;

// Memory and its locks; ending, in good order or by abort(); what it has used of the processor.
constexpr std::array plain_calls{SCMP_SYS(brk),        SCMP_SYS(munmap),       SCMP_SYS(mremap),
                                 SCMP_SYS(madvise),    SCMP_SYS(futex),        SCMP_SYS(clock_gettime),
                                 SCMP_SYS(getrandom),  SCMP_SYS(sched_yield),  SCMP_SYS(exit),
                                 SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask),
                                 SCMP_SYS(getpid),     SCMP_SYS(gettid),       SCMP_SYS(restart_syscall)};

int allow_calls(scmp_filter_ctx filter) {
    for (const int call : plain_calls)
        if (const int error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0); error != 0) return error;
    if (sanitized)
        if (const int error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(sigaltstack), 0); error != 0)
            return error;
    const scmp_arg_cmp not_executable = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)})
        if (const int error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, not_executable); error != 0)
            return error;
    struct Descriptor {
        int call;
        unsigned number;
    };
    constexpr std::array<Descriptor, 3> descriptors{
        {{SCMP_SYS(read), 0}, {SCMP_SYS(write), 1}, {SCMP_SYS(write), 2}}};
    for (const auto& [call, number] : descriptors) {
        const scmp_arg_cmp this_one = SCMP_A0(SCMP_CMP_EQ, number);
        if (const int error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, this_one); error != 0)
            return error;
    }
    const scmp_arg_cmp itself = SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid()));
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, itself);  // How abort() ends.
}

// SCMP_ACT_TRAP, because libseccomp cannot ask the kernel for SCMP_ACT_KILL_PROCESS where seccomp(2) is
// denied. Its SIGSYS kills as well: there is no handler, and installing one is not allowed.
std::string set_filter() {
    const Filter filter{seccomp_init(SCMP_ACT_TRAP)};
    if (!filter) return "seccomp: no filter can be made";
    if (const int error = allow_calls(filter.get()); error != 0) return failure("seccomp", -error);
    if (const int error = seccomp_load(filter.get()); error != 0) return failure("seccomp", -error);
    return {};
}

}  // namespace

std::string lock_down(const Limits& limits) {
    stand_back();
    if (::close_range(3, ~0U, 0) != 0) return failure("close_range", errno);
    if (auto why = set_ceilings(limits); !why.empty()) return why;
    if (auto why = set_own_flags(); !why.empty()) return why;
    if (auto why = set_processor_timer(limits.processor); !why.empty()) return why;
    return set_filter();
}

}  // namespace choqr::sandbox
