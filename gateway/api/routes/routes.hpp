#pragma once

#include <vector>

#include "api/api.hpp"
#include "intake/feed.hpp"

// The routes by file, each with the ports that it uses: a route can reach nothing that does not stand here.
// A port is a reference to what outlives the Api; routes copy the struct. Who has them all is
// app/interior.cpp.
namespace choqr::journal {
class Checkpoints;
class VerifierKey;
}  // namespace choqr::journal
namespace choqr::keys {
class KeyRing;
}
namespace choqr::sandbox {
class Sandbox;
}
namespace choqr::world {
class Random;
}

namespace choqr::gateway {

class LineCuts;
class LiveScreens;
class Logos;
class Notices;
class OfferedAuthority;
class PublicIds;
class PublicRequestIds;

struct HealthPorts {
    Api& api;
    const journal::JournalFiles& journal;
    const reports::Reports& reports;
    const sequencer::Sequencer& sequencer;
    LiveScreens& live;
    const Background& background;
    const Metrics& metrics;
    const Watch& watch;
    const world::Clock& clock;
};
void add_health_routes(const HealthPorts& ports);

struct MarketPorts {
    Api& api;
    const reports::Reports& reports;
    const PublicIds& public_ids;
};
void add_market_routes(const MarketPorts& ports);

struct StallPorts {
    Api& api;
    const reports::Reports& reports;
    const PublicIds& public_ids;
    sequencer::Sequencer& sequencer;
    const world::Clock& clock;
};
void add_stall_routes(const StallPorts& ports);

struct ImportPorts {
    Api& api;
    const reports::Reports& reports;
    sequencer::Sequencer& sequencer;
    sandbox::Sandbox& sandbox;  ///< Where strangers' workbooks are read.
    const world::Clock& clock;
};
void add_import_routes(const ImportPorts& ports);

struct QrPorts {
    Api& api;
    const reports::Reports& reports;
    const PublicIds& public_ids;
    const world::Clock& clock;
};
void add_qr_routes(const QrPorts& ports);

struct QuickLinkPorts {
    Api& api;
    sandbox::Sandbox& sandbox;  ///< Where strangers' pictures are read (strangers_work.hpp).
    Refusals& refusals;
    const world::Clock& clock;
};
void add_quick_link_routes(const QuickLinkPorts& ports);

struct StandPorts {
    Api& api;
    const reports::Reports& reports;
    const PublicIds& public_ids;
    const Logos& logos;
    const world::Clock& clock;
    bool trial_ledger;  ///< No money in this ledger is real: every stand says so.
};
void add_stand_routes(const StandPorts& ports);

struct PaymentRequestPorts {
    Api& api;
    const reports::Reports& reports;
    const PublicRequestIds& public_ids;
    const world::Clock& clock;
};
void add_payment_request_routes(const PaymentRequestPorts& ports);

/// What customers ask, who are nobody to the gateway.
struct CustomerPorts {
    Api& api;
    const reports::Reports& reports;
    const PublicRequestIds& public_ids;
    const world::Clock& clock;
    bool trial_ledger;  ///< No money in this ledger is real: every receipt says so.
};
void add_customer_routes(const CustomerPorts& ports);

struct NoticePorts {
    Api& api;
    Notices& notices;
    const CurrentFeeds& feeds;
};
void add_notice_routes(const NoticePorts& ports);

/// Only where the configuration says "demo_wallet": true.
struct DemoPorts {
    Api& api;
    Notices& notices;
    const CurrentFeeds& feeds;
    world::Random& random;
    const world::Clock& clock;
    bool for_all;  ///< Else it pays for callers on this machine alone.
};
void add_demo_routes(const DemoPorts& ports);

/// Only where the demonstration's page is: a trial ledger with the demonstration wallet.
struct TrainingPorts {
    Api& api;
    LiveScreens& live;
    LineCuts& cuts;
    const world::Clock& clock;
};
void add_training_routes(const TrainingPorts& ports);

struct TransferPorts {
    Api& api;
    const reports::Reports& reports;
    const world::Clock& clock;
};
void add_transfer_routes(const TransferPorts& ports);
void add_claim_routes(const TransferPorts& ports);
/// A stall's own figures.
void add_sales_routes(const TransferPorts& ports);

struct EventPorts {
    Api& api;
    const journal::JournalFiles& journal;
    const book::Sealer& sealer;
};
void add_event_routes(const EventPorts& ports);

struct LivePorts {
    Api& api;
    const journal::JournalFiles& journal;
    LiveScreens& live;
    const LineCuts& cuts;
    following::Tail& following_live;
    const Principals& principals;
    const world::Clock& clock;
};
void add_live_routes(const LivePorts& ports);
void add_loudspeaker_routes(const LivePorts& ports);

struct ReportPorts {
    Api& api;
    const reports::Reports& reports;
    const world::Clock& clock;
    bool trial_ledger;  ///< Every paper says so.
};
void add_report_routes(const ReportPorts& ports);

struct TokenPorts {
    Api& api;
    const reports::Reports& reports;
    Principals& principals;
    const CurrentFeeds& feeds;
    const Accounts& accounts;
    world::Random& random;
    const world::Clock& clock;
    bool trial_ledger;  ///< Pages learn it with whose token they have.
};
void add_token_routes(const TokenPorts& ports);

struct PairingPorts {
    Api& api;
    const reports::Reports& reports;
    const journal::JournalFiles& journal;
    sequencer::Sequencer& sequencer;
    Principals& principals;
    const LiveScreens& live;
    following::Tail& following_live;
    Devices& devices;
    world::Random& random;
    const world::Clock& clock;
};
void add_pairing_routes(const PairingPorts& ports);
/// Displays, and volunteers for a day.
void add_market_device_routes(const PairingPorts& ports);

struct PayeePorts {
    Api& api;
    const reports::Reports& reports;
    sequencer::Sequencer& sequencer;
    const Accounts& accounts;  ///< People's names.
    const world::Clock& clock;
};
void add_payee_routes(const PayeePorts& ports);

/// What vendors agree to, and what they may ask of what is known of them.
struct ConsentPorts {
    Api& api;
    const reports::Reports& reports;
    const world::Clock& clock;
};
void add_consent_routes(const ConsentPorts& ports);

struct OwnerConsentPorts {
    Api& api;
    const reports::Reports& reports;
    sequencer::Sequencer& sequencer;
    const Devices& devices;
    world::Random& random;
    const world::Clock& clock;
};
void add_owner_consent_routes(const OwnerConsentPorts& ports);

struct OwnDataPorts {
    Api& api;
    const reports::Reports& reports;
    const PublicIds& public_ids;
    const Devices& devices;
    const world::Clock& clock;
};
void add_own_data_routes(const OwnDataPorts& ports);

struct ActPorts {
    Api& api;
    const reports::Reports& reports;
    const Accounts& accounts;
};
void add_act_routes(const ActPorts& ports);

struct PeoplePorts {
    Api& api;
    sequencer::Sequencer& sequencer;
    Principals& principals;
    const Devices& devices;
    People& people;
    world::Random& random;
    const world::Clock& clock;
    bool trial_ledger;
};
void add_people_routes(const PeoplePorts& ports);

struct LedgerPorts {
    Api& api;
    const journal::JournalFiles& journal;
    journal::Checkpoints& checkpoints;
    const std::vector<journal::VerifierKey>& witnesses;  ///< Whose cosignatures are kept.
    const reports::Reports& reports;
    const world::Clock& clock;
};
void add_ledger_routes(const LedgerPorts& ports);

struct DayPorts {
    Api& api;
    const reports::Reports& reports;
    const keys::KeyRing& keys;
    following::Tail& erasing;  ///< Who destroys erased vendors' keys.
    const world::Clock& clock;
};
void add_day_routes(const DayPorts& ports);

struct PagePorts {
    Api& api;
    world::Random& random;
    const world::Clock& clock;
    bool trial_ledger;  ///< Every page says so.
    bool has_demo;      ///< A trial ledger that is served with the demonstration wallet: it has its page.
};
void add_page_routes(const PagePorts& ports);

struct TrustPorts {
    Api& api;
    const OfferedAuthority& authority;
    const world::Clock& clock;
};
void add_trust_routes(const TrustPorts& ports);

/// Last: it describes all others.
struct OpenapiPorts {
    Api& api;
    const world::Clock& clock;
};
void add_openapi_route(const OpenapiPorts& ports);

}  // namespace choqr::gateway
