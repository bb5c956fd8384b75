#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "app/interior.hpp"
#include "config/config.hpp"
#include "data_folder/ledger.hpp"
#include "http/plain_port.hpp"
#include "sandbox/child_pool.hpp"
#include "telemetry/status_file.hpp"

namespace choqr::gateway {

/// The whole gateway over an open ledger: the interior with its threads and a server. What `choqr serve` runs
/// and what the tests start in their own process.
class Application {
public:
    /// `ledger`, `clock` and `random` outlive it. `program` is choqr itself, which a test that is none names.
    /// ConfigError (connectors) when a feed is unusable.
    Application(Ledger& ledger, const Config& config, const world::Clock& clock, world::Random& random,
                const std::string& program = sandbox::ChildPool::Options{}.executable);
    /// Stops at once what is still running.
    ~Application();

    /// Server::use(), and its local authority is handed out from now on.
    void use(std::shared_ptr<const http::TlsContext> context);
    /// Interior::use().
    void use(Feeds feeds) { interior_.use(std::move(feeds)); }
    void use(Voices voices) { interior_.use(std::move(voices)); }

    /// Starts the threads and listens. The error is the system's.
    Result<void> start();
    /// Config::redirect_from: nothing happens without one. After start().
    Result<void> start_plain_port();
    std::uint16_t port() const { return server_->port(); }

    /// The journal failed, so that nothing more can be recorded, or a follower has ended for good: the
    /// process must end, and its next start puts right what can be.
    bool failed() const { return journal_failed_.load() || follower_failed_.load(); }

    /// Starts the children that read pictures before anybody asks; what keeps them from it is then in the log
    /// from the start.
    void prepare_sandbox() { sandbox_.prepare(); }

    void stop() {
        interior_.api().begin_stop();
        sandbox_.stop();
        server_->stop();
        if (plain_server_) plain_server_->stop();
    }
    /// Work that still runs in the background is asked to give up: a stop does not wait for it.
    void give_up() {
        interior_.background().close();
        interior_.background().give_up();
    }
    void stop_at_once() {
        server_->stop_at_once();
        if (plain_server_) plain_server_->stop_at_once();
    }
    /// After stop(): waits for the connections, then ends the threads. What was answered is on disk.
    void join();

    Api& api() { return interior_.api(); }

private:
    void prepare_plain_port(const Config& config);
    void run_sequencer(std::stop_token stop);
    void publish_checkpoints(const std::stop_token& stop);
    void watch(const std::stop_token& stop);
    void look();
    void keep_last_seen(bool last);
    void tell_of(const Watch::Follower& follower);

    Ledger& ledger_;
    const world::Clock& clock_;
    Metrics metrics_;
    sandbox::ChildPool sandbox_;
    Interior interior_;
    const bool is_reached_by_https_;
    std::unique_ptr<http::Server> server_;
    std::unique_ptr<http::PlainPort> plain_port_;  ///< Null without Config::redirect_from.
    std::unique_ptr<http::Server> plain_server_;   ///< Of plain_port_.
    std::atomic<bool> journal_failed_{false};
    std::atomic<bool> follower_failed_{false};
    std::optional<StatusFile> status_;                        ///< The watching thread's.
    std::map<std::string, bool, std::less<>> told_behind_{};  ///< The watching thread's.
    std::jthread sequencer_thread_;
    std::jthread publisher_thread_;
    std::jthread watch_thread_;
};

}  // namespace choqr::gateway
