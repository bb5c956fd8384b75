#include "app/serve.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <boost/algorithm/string/join.hpp>
#include <boost/asio/ip/address.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <thread>

#include "app/application.hpp"
#include "app/banks.hpp"
#include "app/certificate.hpp"
#include "app/renewal.hpp"
#include "app/start_config.hpp"
#include "telemetry/log.hpp"

namespace choqr::gateway {
namespace {

// Every connection is a descriptor, and the soft limit is often 1,024.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

sigset_t awaited_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);  // Not an end: "read anew".
    return signals;
}

// Nothing, if none came.
std::optional<int> signal_within(const sigset_t& signals, long milliseconds) {
    const timespec limit{milliseconds / 1000, milliseconds % 1000 * 1'000'000};
    const int got = sigtimedwait(&signals, nullptr, &limit);
    return got > 0 ? std::optional{got} : std::nullopt;
}

// One that ends it has come.
bool told_to_end(const sigset_t& signals, Renewal& renewal) {
    const auto got = signal_within(signals, 100);
    if (got && got != SIGHUP) return true;
    if (got)
        renewal.read();
    else
        renewal.look();
    return false;
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
constexpr int last_answers_tenths =
    4;  // After a failure, for "send it again" to leave; with the rest it is gone within a second.

// Before the ledger is opened: whoever mistyped a name hears it at once.
std::optional<Certificate> certificate_of(const Config& config, const world::Clock& clock) {
    if (config.tls.certificate.empty()) return std::nullopt;
    try {
        return std::optional<Certificate>{std::in_place, config.tls, clock};
    } catch (const http::TlsUnusable& error) {
        throw CannotStart{error.what()};
    }
}

void tell_of_serving(const Config& config, const Application& application) {
    log(LogLevel::info, "serving",
        {{"address", config.address},
         {"port", std::to_string(application.port())},
         {"protocol", config.tls.certificate.empty() ? "http" : "https"}});
    if (is_insecure_lan(config))
        log(LogLevel::warning, "insecure_lan",
            {{"sentence",
              "Everybody on this network can read tokens and take them: anything but a trial "
              "needs TLS (--tls-cert, --tls-key)."}});
}

[[noreturn]] void end_now() {
    log(LogLevel::error, "ended_by_force", {{"why", "something did not end within ten seconds"}});
    std::_Exit(1);
}

// Until a signal or a failure. `doing` is told at once, and waited for at last: the gateway, which it calls,
// answers it no more. Then what has begun is finished, within ten seconds; a second signal ends it at once.
int serve_until_told(Application& application, const sigset_t& signals, Renewal& renewal,
                     std::optional<std::jthread> doing) {
    while (!told_to_end(signals, renewal) && !application.failed()) continue;
    if (doing) doing->request_stop();
    const bool failed = application.failed();
    log(LogLevel::info, failed ? "ending" : "stopping");
    application.stop();
    std::atomic<bool> ended{false};
    std::jthread joining{[&application, &ended] {
        application.join();
        ended = true;
    }};
    for (int tenths = 0; !ended.load(); ++tenths) {
        const bool asked_again = signal_within(signals, 100).value_or(SIGHUP) != SIGHUP;
        const bool at_once =
            asked_again || (failed && tenths == last_answers_tenths);  // After a failure nothing can finish.
        if (at_once || tenths == give_up_tenths) application.give_up();
        if (at_once || tenths == end_at_once_tenths) application.stop_at_once();
        if (tenths >= last_tenths) end_now();
    }
    return failed || application.failed() ? 1 : 0;
}

// Listening on every address, it is reached on loopback.
std::string local_origin(const Config& config, std::uint16_t port) {
    const auto address = boost::asio::ip::make_address(config.address);
    const auto reached = !address.is_unspecified() ? address.to_string()
                         : address.is_v6()         ? std::string{"::1"}
                                                   : std::string{"127.0.0.1"};
    const auto host = reached.find(':') == std::string::npos ? reached : "[" + reached + "]";
    return (config.tls.certificate.empty() ? "http://" : "https://") + host + ":" + std::to_string(port);
}

// What goes wrong there is told, and the gateway serves on.
std::optional<std::jthread> begin_beside(const Beside& beside, const Config& config, std::uint16_t port) {
    if (!beside) return std::nullopt;
    return std::jthread{[beside, origin = local_origin(config, port)](const std::stop_token& stop) {
        try {
            beside(origin, stop);
        } catch (const std::exception& error) {
            if (!stop.stop_requested()) log(LogLevel::error, "beside_ended", {{"why", error.what()}});
        }
    }};
}

}  // namespace

int serve(const Arguments& arguments, const Beside& beside) {
    const auto path = arguments.required("--data");
    const auto config = start_config(arguments);
    set_log_level(config.log_level);
    raise_descriptor_limit();
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // A file as large as it may be is a full disk, not the end.
    const auto signals = awaited_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // Before any thread: only this one takes them.

    world::SystemRandom random;
    const world::SystemClock clock;
    auto certificate = certificate_of(config, clock);
    Ledger::Options how;
    how.sequencing.queue_max = config.queue_max;
    how.progress = show_progress;
    how.retention = reports::Retention{config.texts_kept};
    Ledger ledger{path, random, clock, how};
    if (!ledger.shut().empty())
        log(LogLevel::warning, "shut_to_others",
            {{"data", path}, {"files", boost::algorithm::join(ledger.shut(), ", ")}});
    log(LogLevel::info, "ledger_open",
        {{"data", path}, {"recovery", ledger.recovery_note()}, {"start", ledger.start_note()}});
    take_banks_of(path);
    const bool is_trial = ledger.book().is_trial();
    if (is_trial) log(LogLevel::info, "trial_ledger", {{"sentence", "No money in this ledger is real."}});
    check_config(config, is_trial);
    Application application{ledger, config, clock, random};
    if (certificate) application.use(certificate->context());
    if (const auto started = application.start(); !started)
        throw CannotStart{config.address + ":" + std::to_string(config.port) +
                          ": cannot listen there: " + started.error().message()};
    if (const auto started = application.start_plain_port(); !started)
        throw CannotStart{config.redirect_from->address + ":" + std::to_string(config.redirect_from->port) +
                          ": cannot listen there, to send pages on: " + started.error().message()};
    application.prepare_sandbox();
    tell_of_serving(config, application);
    Renewal renewal{arguments, config, certificate ? &*certificate : nullptr, is_trial, application};
    return serve_until_told(application, signals, renewal, begin_beside(beside, config, application.port()));
}

}  // namespace choqr::gateway
