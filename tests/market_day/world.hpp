#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/interior.hpp"
#include "connectors/simwallet/simwallet.hpp"
#include "data_folder/ledger.hpp"
#include "simulation/seeds.hpp"
#include "work/strangers_work.hpp"
#include "world/clock.hpp"
#include "world/memory_directory.hpp"
#include "world/random.hpp"

namespace choqr::market_day {

using simulation::must;
using simulation::Violation;

/// One life of the gateway, without its sockets and threads: everything between a request and the disk is the
/// real thing.
class Gateway {
public:
    struct Start {
        const gateway::Ledger::Folder& place;
        world::Random& salts;
        const world::Clock& clock;
        gateway::Ledger::Options options;
    };
    /// Throws what a Ledger throws.
    explicit Gateway(const Start& start);

    struct Message {
        http::Method method = http::Method::post;
        std::string target;
        std::vector<std::pair<std::string, std::string>> fields;
        std::string body;
    };
    struct Reply {
        int status = 0;
        std::string body;      ///< Of a live stream: what it begins with.
        std::string fields{};  ///< Those of its own, "Name: value\r\n" each.
    };
    /// Through the router and the route. `answered` may be called at once, in a later poll(), or, if this
    /// life ends, never.
    void call(Message message, std::function<void(const Reply&)> answered);
    /// Lets all calls go on that can. What a route could not catch (SimulatedCrash) is thrown here.
    void poll();
    gateway::Followers& followers() { return interior_.followers(); }
    /// The journal failed: the process ends before its next answer.
    bool failed() const;

private:
    http::net::io_context io_;  // Last to end: the calls that wait belong to it.

public:
    gateway::Ledger ledger;

private:
    gateway::Metrics metrics_;
    sandbox::SimulatedSandbox sandbox_{gateway::do_strangers_work};
    gateway::Interior interior_;
    std::exception_ptr thrown_;
};

inline constexpr journal::Options small_segments{
    .segment_bytes = 20u << 10, .piece_bytes = 4u << 10, .threads = false};
inline constexpr const char* secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

Result<std::vector<book::RecordedEvent>> history_of(const journal::JournalFiles& journal,
                                                    const book::Sealer& sealer);

/// What the bank knows of one transfer, from its own side. The truth against which the ledger is held.
struct BankTransfer {
    connectors::SimwalletTransfer transfer;
    bool acknowledged = false;  ///< Answered with success at least once.
    Sequence acknowledged_as;   ///< What the answers said.
};

/// By what a statement's line is known: of the transfer "FT7" it is "line-FT7".
inline constexpr std::string_view line_prefix = "line-";

/// The bank's own name for what somebody told of: by notice or by a line.
std::string movement_of(const ProviderReference& reference);

/// What the rules of an opened ledger are held against. `heads`: every (size, root) that was ever committed
/// in front of somebody.
struct Rules {
    const std::vector<BankTransfer>& bank;
    const std::vector<journal::TreeHead>& heads;
    /// Sequences that were acknowledged to people, with the kind of event.
    const std::map<Sequence, std::size_t>& promised;
    /// Assignments that were acknowledged.
    const std::set<std::pair<TransferId, StallId>>& assigned;
};
/// NothingLost, OneCreditPerTransfer, HistoryOnlyGrows.
void check_journal(const Rules& rules, const std::vector<book::RecordedEvent>& history,
                   const journal::JournalFiles& journal);
/// Once every notice has been delivered: ConservationOfDong, per account and day, between the bank's books
/// and ours.
void check_conservation(const Rules& rules, const std::vector<book::RecordedEvent>& history);
/// OldAccountsAreWatched: money by account alone is at the one stall that has the account, or had it within
/// its market's watch period as it was set then; and money without a clue is on nobody's.
void check_accounts(const std::vector<book::RecordedEvent>& history);
/// NobodyAloneChangesAPayee: by the journal alone.
void check_payees(const std::vector<book::RecordedEvent>& history);
/// ConsentMovesNoMoney: what vendors say of themselves changes nothing of where money goes. NoStays: after a
/// no, only a phone that was there or the operator brings a yes.
void check_consents(const std::vector<book::RecordedEvent>& history);
/// ReplayEqualsLive: the live book and one that has just replayed the journal decide alike whatever is asked
/// of them.
void check_replay(gateway::Ledger& ledger, const std::vector<book::RecordedEvent>& history);
/// ReportsAgree: followed in portions and rebuilt at once, the projection is the same, and its sums are those
/// of the events.
void check_reports(const reports::Reports& reports, const std::vector<book::RecordedEvent>& history);

/// HistoryOnlyGrows for those outside: `latest` is proven to continue each of `earlier`, with nothing but the
/// proofs.
void check_checkpoints(const std::vector<journal::SignedCheckpoint>& earlier,
                       const journal::SignedCheckpoint& latest, gateway::Ledger& ledger);
/// NothingBeyond: whoever stands behind an event had, when it was recorded, a role that may do so at that
/// place, and had not been revoked or disabled. From the journal alone; what the house's own tables say is
/// not asked.
void check_actors(const std::vector<book::RecordedEvent>& history);
/// Erased: of a vendor who was erased no key is left, and no event under that key says anything personal.
void check_erased(gateway::Ledger& ledger, const std::vector<book::RecordedEvent>& history);

}  // namespace choqr::market_day
