#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "access/principals.hpp"
#include "app/erasing.hpp"
#include "data_folder/ledger.hpp"
#include "following/tail.hpp"
#include "live/screens.hpp"
#include "telemetry/watch.hpp"

namespace choqr::gateway {

/// Whoever follows the ledger's journal, each with a tail of its own: none waits for another, and none hides
/// that another stands still. Built once the ledger has recovered, before its sequencer runs.
class Followers {
public:
    /// All outlive it.
    Followers(Ledger& ledger, LiveScreens& live, Principals& principals, StandPhotos& photos);
    ~Followers();

    struct Named {
        std::string_view name;  ///< "reports", "live", "access", "keys".
        following::Tail& tail;
        /// Without it the process must end, and its next start puts right what can be.
        bool is_vital = true;
    };
    const std::vector<Named>& all() const { return all_; }
    following::Tail& tail_of(std::string_view name) const;

    /// Each on a thread of its own. `failed` is called on it when one gives up.
    void start(const std::function<void(const Named& who, Error error)>& failed);
    void stop();
    /// Something was committed: cheap, never waits.
    void wake();
    /// One portion for each, in order, whatever becomes of the others: for a simulation, which has no
    /// threads. The number of records taken; the first error.
    Result<std::size_t> run_once();
    Result<void> catch_up();

    /// How each stands; the more often it is asked, the more exact the lags. `now` never steps.
    std::vector<Watch::Follower> look(std::chrono::nanoseconds now) const;

private:
    Erasing erasing_;
    following::Tail live_, access_, keys_;
    std::vector<Named> all_;
};

}  // namespace choqr::gateway
