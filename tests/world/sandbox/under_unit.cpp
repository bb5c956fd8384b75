// under_unit CALLS PROGRAM [WORD…]: becomes PROGRAM under what a hardened systemd unit lays on it: no new
// privileges, no capabilities, SystemCallFilter= as a list of allowed calls (CALLS, one a line; all others
// EPERM), MemoryDenyWriteExecute=, RestrictNamespaces=, RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX,
// LimitCORE=0, LimitNOFILE=.
#include <linux/capability.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

namespace {

void require(bool condition, const char* what) {
    if (condition) return;
    std::perror(what);
    std::exit(125);
}

void drop_capabilities() {
    for (int capability = 0; capability <= CAP_LAST_CAP; ++capability)
        ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct none[2]{};
    require(::syscall(SYS_capset, &header, none) == 0, "capset");
}

void set_limits() {
    const rlimit no_cores{0, 0};
    require(::setrlimit(RLIMIT_CORE, &no_cores) == 0, "LimitCORE");
    rlimit files{65'536, 65'536};
    if (::setrlimit(RLIMIT_NOFILE, &files) != 0)
        require(::getrlimit(RLIMIT_NOFILE, &files) == 0, "LimitNOFILE");
}

void allow_listed_calls(const char* file) {
    auto* const filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    std::ifstream list{file};
    int allowed = 0;
    for (std::string name; std::getline(list, name);) {
        const int call = seccomp_syscall_resolve_name(name.c_str());
        if (call != __NR_SCMP_ERROR && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0) ++allowed;
    }
    require(allowed > 200, file);
    require(seccomp_load(filter) == 0, "SystemCallFilter");
    seccomp_release(filter);
}

// Laid on top, as systemd does: of several filters the strictest answer holds.
void deny_executable_memory_and_namespaces() {
    auto* const filter = seccomp_init(SCMP_ACT_ALLOW);
    const auto deny = [filter](int call, const scmp_arg_cmp& when) {
        require(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 1, when) == 0, "rule");
    };
    constexpr scmp_datum_t both = PROT_EXEC | PROT_WRITE;
    deny(SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, both, both));
    deny(SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
    deny(SCMP_SYS(pkey_mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
    deny(SCMP_SYS(shmat), SCMP_A2(SCMP_CMP_MASKED_EQ, SHM_EXEC, SHM_EXEC));
    for (const scmp_datum_t space : {CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC,
                                     CLONE_NEWUTS, CLONE_NEWCGROUP}) {
        deny(SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, space, space));
        deny(SCMP_SYS(unshare), SCMP_A0(SCMP_CMP_MASKED_EQ, space, space));
    }
    require(seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0, "clone3");
    for (unsigned family = 0; family < 64; ++family) {
        if (family == AF_UNIX || family == AF_INET || family == AF_INET6) continue;
        const scmp_arg_cmp this_one = SCMP_A0(SCMP_CMP_EQ, family);
        require(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1, this_one) == 0,
                "family");
    }
    require(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "NoNewPrivileges");
    require(seccomp_load(filter) == 0, "MemoryDenyWriteExecute");
    seccomp_release(filter);
}

// What makes this unit hard for a child that would lock itself in.
void check_that_it_holds() {
    const rlimit limit{1, 1};
    require(::syscall(SYS_setrlimit, RLIMIT_CPU, &limit) != 0 && errno == EPERM, "setrlimit is allowed");
    require(::syscall(SYS_seccomp, 1, 0, nullptr) != 0 && errno == EPERM, "seccomp is allowed");
    require(::setpriority(PRIO_PROCESS, 0, 1) != 0 && errno == EPERM, "setpriority is allowed");
    require(::mmap(nullptr, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED,
            "executable memory is allowed");
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 3) return 125;
    set_limits();
    drop_capabilities();
    deny_executable_memory_and_namespaces();
    allow_listed_calls(arguments[1]);
    check_that_it_holds();
    ::execv(arguments[2], arguments + 2);
    require(false, arguments[2]);
}
