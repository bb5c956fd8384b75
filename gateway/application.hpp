#pragma once

#include <memory>
#include <string>
#include <thread>

#include "gateway/api.hpp"
#include "gateway/config.hpp"
#include "gateway/ledger.hpp"
#include "gateway/status_file.hpp"
#include "sandbox/child_pool.hpp"

namespace choqr::gateway {

/// What else follows from an event once the reports show it: an erased vendor's key is destroyed, revoked tokens end at once,
/// and the screens hear of it. Sets the follower's on_applied(); all of it outlives the follower's work.
struct Following {
    reports::Follower& follower;
    const reports::Reports& reports;
    keys::KeyRing& keys;
    TokenCache& tokens;
    LiveHub& live;
};
void follow(Following following);

/// The whole gateway over an open ledger: sequencer thread, follower thread, routes and server, wired together. What
/// `choqr serve` runs and what the tests start in their own process.
class Application {
public:
    /// `ledger`, `clock` and `random` outlive it. `program` is choqr itself, which a test that is none names.
    /// ConfigError (connectors) when a feed is unusable.
    Application(Ledger& ledger, const Config& config, const world::Clock& clock, world::Random& random,
                const std::string& program = sandbox::ChildPool::Options{}.executable);
    /// Stops at once what is still running.
    ~Application();

    /// Starts the threads and listens. The error is the system's.
    Result<void> start();
    std::uint16_t port() const { return server_->port(); }

    /// The journal failed, so that nothing more can be recorded, or the reports did, so that no screen hears
    /// of anything: the process must end, and its next start puts right what can be.
    bool failed() const { return journal_failed_.load() || reports_failed_.load(); }

    /// Starts the children that read pictures before anybody asks; what keeps them from it is then in the log
    /// from the start.
    void prepare_sandbox() { sandbox_.prepare(); }

    void stop() {
        api_->begin_stop();
        sandbox_.stop();
        server_->stop();
    }
    /// Work that still runs in the background is asked to give up: a stop does not wait for it.
    void give_up() {
        background_.close();
        background_.give_up();
    }
    void stop_at_once() { server_->stop_at_once(); }
    /// After stop(): waits for the connections, then ends the threads. What was answered is on disk.
    void join();

    Api& api() { return *api_; }

private:
    void run_sequencer(std::stop_token stop);
    void publish_checkpoints(const std::stop_token& stop);
    void watch(const std::stop_token& stop);
    void look();

    Ledger& ledger_;
    const world::Clock& clock_;
    TokenCache tokens_;
    LiveHub live_;
    Metrics metrics_;
    Refusals refusals_;
    Watch watch_;
    Background background_;
    sandbox::ChildPool sandbox_;
    std::unique_ptr<Services> services_;
    std::unique_ptr<Api> api_;
    std::unique_ptr<http::Server> server_;
    std::atomic<bool> journal_failed_{false};
    std::atomic<bool> reports_failed_{false};
    std::optional<StatusFile> status_;  ///< The watching thread's.
    std::jthread sequencer_thread_;
    std::jthread publisher_thread_;
    std::jthread watch_thread_;
};

}  // namespace choqr::gateway
