#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>

#include "simulator/audit.hpp"
#include "simulator/http_client.hpp"
#include "world/clock.hpp"

namespace choqr::simulator {

/// Tells the notices of a plan over several connections, each until the provider would stop caring, and keeps
/// what was answered. Lives on one io_context with one thread.
class Campaign {
public:
    /// All references outlive the campaign. `progress` is called with the number of finished jobs.
    Campaign(net::io_context& io, world::HttpClient& client, const Options& options, const Provider& provider,
             const Plan& plan, const std::vector<Stand>& stands, const world::Clock& clock,
             std::function<void(std::size_t done, std::size_t retries)> progress);

    /// Completes when every job has its end. After stop() it completes within one answer.
    net::awaitable<void> run();
    void stop();
    Tally take_tally() { return std::move(tally_); }

private:
    struct Ending {
        HttpReply reply;
        bool accepted = false;
    };
    net::awaitable<void> work(std::uint64_t worker);
    net::awaitable<void> perform(HttpConnection& connection, const Job& job, world::Random& random);
    /// Sends until there is an answer that is not "later", or the provider gives up.
    net::awaitable<Ending> send(HttpConnection& connection, const Job& job, const std::string& body,
                                world::Random& random);
    net::awaitable<void> sleep(std::chrono::milliseconds time);
    net::awaitable<void> wait_for_turn(std::size_t job);
    std::string body_of(const Job& job, world::Random& random) const;
    void note(const Job& job, const Ending& ending);

    net::io_context& io_;
    world::HttpClient& client_;
    const Options& options_;
    const Provider& provider_;
    const Plan& plan_;
    const std::vector<Stand>& stands_;
    const world::Clock& clock_;
    std::function<void(std::size_t, std::size_t)> progress_;
    std::chrono::steady_clock::time_point started_;
    std::size_t next_ = 0;
    std::size_t done_ = 0;
    std::size_t working_ = 0;
    bool stopped_ = false;
    net::steady_timer all_done_;
    Tally tally_;
};

}  // namespace choqr::simulator
