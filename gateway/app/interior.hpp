#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "access/devices.hpp"
#include "access/principals.hpp"
#include "api/api.hpp"
#include "api/offered_authority.hpp"
#include "app/followers.hpp"
#include "config/config.hpp"
#include "data_folder/ledger.hpp"
#include "intake/feed.hpp"
#include "intake/notices.hpp"
#include "live/line_cuts.hpp"
#include "live/screens.hpp"
#include "printing/logos.hpp"
#include "sandbox/sandbox.hpp"
#include "telemetry/metrics.hpp"
#include "telemetry/refusals.hpp"
#include "telemetry/watch.hpp"
#include "voices/recordings.hpp"
#include "voices/voices.hpp"
#include "work/background.hpp"

namespace choqr::gateway {

/// Everything of a gateway between its sockets and its ledger: who follows the ledger, what works beside it,
/// and every route with its ports. No thread but the background's: Application has the others and the server,
/// a simulation has neither.
class Interior {
public:
    /// What it stands on; all outlive it.
    struct Ground {
        Ledger& ledger;
        const world::Clock& clock;
        world::Random& random;
        Metrics& metrics;
        sandbox::Sandbox& sandbox;
        Background::Threads background = Background::Threads::some;
    };
    /// Of `config` it takes the feeds, the voices, the demonstration wallet and the witnesses. ConfigError
    /// (connectors) when a feed is unusable, std::runtime_error when a voice is.
    Interior(const Ground& ground, const Config& config);

    Api& api() { return api_; }
    Followers& followers() { return followers_; }
    Background& background() { return background_; }
    Devices& devices() { return devices_; }
    const Refusals& refusals() const { return refusals_; }
    OfferedAuthority& authority() { return authority_; }

    /// Calls from now on know these and no others, beside the voices that markets have taken into use
    /// themselves. Any thread.
    void use(Feeds feeds) { feeds_.replace(std::move(feeds)); }
    void use(Voices voices) { voices_.replace(std::move(voices)); }

    /// Is a follower behind, do reads wait? Pages and screens know from then on. One thread; the more often,
    /// the more exact.
    Watch::State look();

private:
    void add_routes(const Ground& ground, const Config& config);

    const world::Clock& clock_;
    Principals principals_;
    LiveScreens live_;
    LineCuts line_cuts_;
    Followers followers_;
    Refusals refusals_;
    Watch watch_;
    Background background_;
    Notices notices_;
    CurrentFeeds feeds_;
    CurrentVoices voices_;
    Recordings recordings_;
    const Logos logos_;
    const std::vector<journal::VerifierKey> witnesses_;
    OfferedAuthority authority_;
    Devices devices_;
    People people_;
    Api api_;
};

}  // namespace choqr::gateway
