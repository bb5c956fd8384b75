#pragma once

#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "intake/feed.hpp"
#include "sequencer/sequencer.hpp"
#include "telemetry/metrics.hpp"
#include "telemetry/refusals.hpp"
#include "world/clock.hpp"

namespace choqr::gateway {

/// The door for what providers tell: from a request's bytes to the provider's own answer. Any thread; what it
/// is given outlives it.
class Notices {
public:
    Notices(sequencer::Sequencer& sequencer, const world::Clock& clock, Metrics& metrics, Refusals& refusals)
        : sequencer_{sequencer}, clock_{clock}, metrics_{metrics}, refusals_{refusals} {}

    /// On the awaiting coroutine's thread. A success is only answered once it is durable; in any doubt the
    /// provider is asked to send again, and the next copy finds `exists`. Of several notices in one request
    /// the least done decides, since a provider that is told "recorded" forgets all of them. `trial`: the
    /// demonstration wallet sends it. `feed` and the request's bytes last until it has answered.
    http::net::awaitable<connectors::ProviderAnswer> receive(const Feed& feed,
                                                             connectors::ProviderRequest request,
                                                             bool trial = false);

private:
    void count(const Feed& feed, std::string_view outcome);
    void refused(const Feed& feed, std::string_view why, std::string_view detail);
    connectors::NoticeOutcome told(const Feed& feed, const Result<book::Outcome>& result);
    http::net::awaitable<std::vector<Result<book::Outcome>>> submit(std::vector<book::Command> commands);

    sequencer::Sequencer& sequencer_;
    const world::Clock& clock_;
    Metrics& metrics_;
    Refusals& refusals_;
};

}  // namespace choqr::gateway
