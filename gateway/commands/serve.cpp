#include "gateway/commands/serve.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <boost/algorithm/string/join.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

#include "gateway/application.hpp"
#include "gateway/commands/command_line.hpp"
#include "gateway/feed_checks.hpp"
#include "gateway/log.hpp"

namespace choqr::gateway {
namespace {

Config config_for(const CommandLine& options) {
    Config config;
    if (const auto file = options.value("config")) {
        std::ifstream stream{*file, std::ios::binary};
        if (!stream) throw CannotStart{*file + ": cannot be read"};
        const std::string text{std::istreambuf_iterator<char>{stream}, {}};
        config = read_config(text, *file);
    }
    if (const auto listen = options.value("listen")) {
        Endpoint endpoint;
        std::string why;
        if (!parse_endpoint(*listen, endpoint, why)) throw UsageError{"--listen: " + why};
        config.address = endpoint.address;
        config.port = endpoint.port;
    }
    return config;
}

void check_feeds(const Config& config, bool trial_ledger) {
    if (const auto refused = demo_wallet_refused(config, trial_ledger)) throw CannotStart{*refused};
    for (const auto& warning : feed_warnings(config))
        log(LogLevel::warning, warning.code, {{"feed", warning.feed}, {"sentence", warning.en}});
}

// Every connection is a descriptor, and the soft limit is often 1,024.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

sigset_t ending_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    return signals;
}

bool signal_within(const sigset_t& signals, long milliseconds) {
    const timespec limit{milliseconds / 1000, milliseconds % 1000 * 1'000'000};
    return sigtimedwait(&signals, nullptr, &limit) > 0;
}

void show_progress(std::string_view what, std::uint64_t done, std::uint64_t all) {
    if (::isatty(STDERR_FILENO) == 0 || all < 100'000) return;
    std::fprintf(stderr, "\r%.*s: %3llu %%%s", static_cast<int>(what.size()), what.data(),
                 static_cast<unsigned long long>(done * 100 / all), done == all ? "\n" : "");
}

constexpr int give_up_tenths = 60;      // Work in the background that has not ended by then is asked to.
constexpr int end_at_once_tenths = 80;  // Connections, too.
constexpr int last_tenths =
    97;  // Whatever still holds it: what was answered is on the disk, and a start recovers.
constexpr int last_answers_tenths = 4;  // After a failure, for "send it again" to leave; with the rest it is gone within a second.

[[noreturn]] void end_now() {
    log(LogLevel::error, "ended_by_force", {{"why", "something did not end within ten seconds"}});
    std::_Exit(1);
}

// Until a signal or a failure. Then what has begun is finished, within ten seconds; a second signal ends it
// at once.
int serve(Application& application, const sigset_t& signals) {
    while (!signal_within(signals, 100) && !application.failed()) continue;
    const bool failed = application.failed();
    log(LogLevel::info, failed ? "ending" : "stopping");
    application.stop();
    std::atomic<bool> ended{false};
    std::jthread joining{[&application, &ended] {
        application.join();
        ended = true;
    }};
    for (int tenths = 0; !ended.load(); ++tenths) {
        const bool asked_again = signal_within(signals, 100);
        const bool at_once =
            asked_again || (failed && tenths == last_answers_tenths);  // After a failure nothing can finish.
        if (at_once || tenths == give_up_tenths) application.give_up();
        if (at_once || tenths == end_at_once_tenths) application.stop_at_once();
        if (tenths >= last_tenths) end_now();
    }
    return failed || application.failed() ? 1 : 0;
}

}  // namespace

int run_serve(const std::vector<std::string>& arguments) {
    const CommandLine options{arguments, {"data", "listen", "config"}, {}};
    if (!options.words().empty()) throw UsageError{options.words().front() + ": choqr serve takes only options"};
    const auto path = options.required("data");
    const auto config = config_for(options);
    set_log_level(config.log_level);
    raise_descriptor_limit();
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // A file as large as it may be is a full disk, not the end.
    const auto signals = ending_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // Before any thread: only this one takes them.

    world::SystemRandom random;
    const world::SystemClock clock;
    Ledger::Options how;
    how.sequencing.queue_max = config.queue_max;
    how.progress = show_progress;
    Ledger ledger{path, random, clock, how};
    if (!ledger.shut().empty())
        log(LogLevel::warning, "shut_to_others",
            {{"data", path}, {"files", boost::algorithm::join(ledger.shut(), ", ")}});
    log(LogLevel::info, "ledger_open", {{"data", path}, {"recovery", ledger.recovery_note()}, {"start", ledger.start_note()}});
    if (ledger.book().is_trial())
        log(LogLevel::info, "trial_ledger", {{"sentence", "No money in this ledger is real."}});
    check_feeds(config, ledger.book().is_trial());
    Application application{ledger, config, clock, random};
    if (const auto started = application.start(); !started)
        throw CannotStart{config.address + ":" + std::to_string(config.port) + ": cannot listen there: " + started.error().message()};
    application.prepare_sandbox();
    log(LogLevel::info, "serving", {{"address", config.address}, {"port", std::to_string(application.port())}});
    return serve(application, signals);
}

}  // namespace choqr::gateway
