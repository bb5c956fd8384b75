#include "sandbox/spawn.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <vector>

#include "sandbox/child.hpp"

namespace choqr::sandbox {
namespace {

Error system_error(int code) { return {code, boost::system::system_category()}; }

class FileActions {
public:
    FileActions() { ::posix_spawn_file_actions_init(&actions_); }
    ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;

    int only(int socket) {
        int error = ::posix_spawn_file_actions_adddup2(&actions_, socket, STDIN_FILENO);
        if (error == 0) error = ::posix_spawn_file_actions_adddup2(&actions_, socket, STDOUT_FILENO);
        if (error == 0)
            error = ::posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        if (error == 0) error = ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
        return error;
    }
    const posix_spawn_file_actions_t* get() const { return &actions_; }

private:
    posix_spawn_file_actions_t actions_;
};

class Attributes {
public:
    Attributes() {
        ::posix_spawnattr_init(&attributes_);
        sigset_t all, ending;
        sigfillset(&all);
        sigemptyset(&ending);
        for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGQUIT}) sigaddset(&ending, signal);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setsigmask(&attributes_, &ending);
        ::posix_spawnattr_setpgroup(&attributes_, 0);
        ::posix_spawnattr_setflags(&attributes_,
                                   POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    }
    ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;

    const posix_spawnattr_t* get() const { return &attributes_; }

private:
    posix_spawnattr_t attributes_;
};

int start(pid_t& process, const std::string& executable, const Limits& limits, int socket) {
    FileActions actions;
    if (const int error = actions.only(socket); error != 0) return error;
    const Attributes attributes;
    std::vector<std::string> words{"choqr", child_command};
    for (auto& word : words_of(limits)) words.push_back(std::move(word));
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    std::array<char*, 1> environment{nullptr};
    return ::posix_spawn(&process, executable.c_str(), actions.get(), attributes.get(), arguments.data(),
                         environment.data());
}

}  // namespace

Result<Spawned> spawn(const std::string& executable, const Limits& limits) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return system_error(errno);
    pid_t process = 0;
    const int error = start(process, executable, limits, ends[1]);
    ::close(ends[1]);
    if (error == 0) return Spawned{process, ends[0]};
    ::close(ends[0]);
    return system_error(error);
}

}  // namespace choqr::sandbox
