// A program whose children do to the sandbox what a decoder that a picture has overcome would do. With
// REFUSED it stands under a filter that denies what the lock needs, as an old or locked kernel would; with
// GREETS_ONLY it ends as soon as it has greeted, as if the kernel had made room.
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "sandbox/child.hpp"
#include "world/processor_budget.hpp"

using namespace choqr::sandbox;

namespace {

std::string born_with;  // What there was before anything was given up: descriptors and environment.

std::string look_around() {
    std::string seen;
    std::size_t descriptors = 0;
    for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator{"/proc/self/fd"})
        ++descriptors;
    seen = std::to_string(descriptors - 1) + " descriptors, ";  // One is the listing's own.
    std::size_t names = 0;
    while (environ != nullptr && environ[names] != nullptr) ++names;
    return seen + std::to_string(names) + " names";
}

std::string spin() {
    volatile bool forever = true;
    while (forever) continue;
    return {};
}

std::string hang() {  // Reads what nobody will send.
    char byte = 0;
    [[maybe_unused]] const auto got = ::read(0, &byte, 1);
    return {};
}

std::string hog() {  // Asks only: touching that much can take a machine all the processor there is.
    std::vector<std::unique_ptr<char[]>> all;
    for (;;) all.emplace_back(new char[std::size_t{16} << 20]);
}

std::string tell(long outcome) { return outcome < 0 ? "refused" : "done"; }

std::string fork_once() {
    const auto child = ::fork();
    if (child == 0) ::_exit(0);
    return tell(child);
}

std::string run_other() {
    char name[] = "/bin/true";
    char* const words[] = {name, nullptr};
    return tell(::execv(name, words));
}

std::string make_executable() {
    void* const page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return tell(::mprotect(page, 4096, PROT_READ | PROT_EXEC));
}

std::string lie_about_length() {
    const unsigned size = 1'000'000;
    [[maybe_unused]] const auto put = ::write(1, &size, sizeof size);
    ::_exit(0);
}

std::string kill_parent() { return tell(::kill(::getppid(), SIGTERM)); }

std::string outlive_timer() {
    ::signal(SIGPROF, SIG_IGN);
    return spin();
}

const std::map<std::string, std::function<std::string(const Assignment&)>, std::less<>> deeds{
    {"echo", [](const Assignment& job) { return std::string{job.bytes}; }},
    {"count", [](const Assignment& job) { return std::to_string(job.bytes.size()); }},
    {"born_with", [](const Assignment&) { return born_with; }},
    {"budget",
     [](const Assignment& job) {
         const choqr::world::ProcessorBudget budget{job.processor / 2};
         while (budget.left().count() > 0) continue;
         return std::string{"stopped in time"};
     }},
    {"crash",
     [](const Assignment&) -> std::string {
         *static_cast<volatile int*>(nullptr) = 1;
         return {};
     }},
    {"abort", [](const Assignment&) -> std::string { std::abort(); }},
    {"throw", [](const Assignment&) -> std::string { throw std::runtime_error{"no"}; }},
    {"exit", [](const Assignment&) -> std::string { ::_exit(0); }},
    {"spin", [](const Assignment&) { return spin(); }},
    {"hang", [](const Assignment&) { return hang(); }},
    {"hog", [](const Assignment&) { return hog(); }},
    {"long_answer", [](const Assignment&) { return std::string(std::size_t{2} << 20, 'x'); }},
    {"lie_about_length", [](const Assignment&) { return lie_about_length(); }},
    {"open", [](const Assignment&) { return tell(::open("/etc/passwd", O_RDONLY)); }},
    {"create",
     [](const Assignment&) { return tell(::open("/tmp/choqr-was-here", O_WRONLY | O_CREAT, 0600)); }},
    {"socket", [](const Assignment&) { return tell(::socket(AF_INET, SOCK_STREAM, 0)); }},
    {"write_elsewhere", [](const Assignment&) { return tell(::write(7, "x", 1)); }},
    {"duplicate", [](const Assignment&) { return tell(::dup(0)); }},
    {"fork", [](const Assignment&) { return fork_once(); }},
    {"exec", [](const Assignment&) { return run_other(); }},
    {"executable_memory", [](const Assignment&) { return make_executable(); }},
    {"kill_parent", [](const Assignment&) { return kill_parent(); }},
    {"outlive_timer", [](const Assignment&) { return outlive_timer(); }},
};

[[maybe_unused]] void deny_filters() {
    auto* const filter = seccomp_init(SCMP_ACT_ALLOW);
    const scmp_arg_cmp set_seccomp = SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP);
    seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prctl), 1, set_seccomp);
    seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(seccomp), 0);
    if (seccomp_load(filter) != 0) std::abort();
    seccomp_release(filter);
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> words{arguments + 1, arguments + count};
    if (words.empty() || words.front() != child_command) return 2;
    born_with = look_around();
#ifdef REFUSED
    deny_filters();
#endif
#ifdef GREETS_ONLY
    return ::write(STDOUT_FILENO, "R", 1) == 1 ? 0 : 1;
#endif
    live_as_child({words.begin() + 1, words.end()},
                  [](const Assignment& job) { return deeds.find(job.kind)->second(job); });
}
