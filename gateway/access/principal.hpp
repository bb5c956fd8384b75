#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "access/capability.hpp"
#include "base/ids.hpp"
#include "book/commands.hpp"

namespace choqr::gateway {

/// Where a market lies. What it shows must outlive it.
struct MarketPlace {
    MarketId id;
    std::string_view province{}, commune{};
};
/// Where a stall, or a collection point, lies.
struct StallPlace {
    StallId id;
    MarketPlace market;
    std::string_view zone{};
    bool is_collection_point = false;
};
MarketPlace place_of(const merchants::Market& market);
StallPlace place_of(const merchants::Stall& stall, const merchants::Market& market);

/// The places at which somebody's capabilities hold: province › commune › market › zone › stall. What lies
/// outside is answered as if it were not there.
struct Scope {
    /// Of the markets that it holds, which stalls are reached.
    enum class Stalls { all, collection_points, none };

    bool everywhere = false;
    std::string province{}, commune{};  ///< As folded_name() makes them, which is how they are compared.
    std::optional<MarketId> market{};
    std::string zone{};  ///< The same of the market; empty: all of it.
    std::optional<StallId> stall{};
    std::optional<FeedId> feed{};
    Stalls stalls = Stalls::all;

    /// Whether it depends on where a market lies, and not on which one it is.
    bool is_by_area() const { return !province.empty(); }
};

/// Who calls: a value, made of events and of no database's row. Its name is what the audit trail keeps and
/// what idempotency is bound to.
struct Principal {
    enum class Kind { person, device, program, provider };

    TokenId id;
    Kind kind = Kind::program;
    book::Role role = book::Role::board;  ///< As it is shown; what it may do stands in `capabilities`.
    Scope scope{};
    Capabilities capabilities{};
    std::string label{};
    book::Area area{};                    ///< As it was said.
    std::optional<MarketId> device_of{};  ///< Of a display, or a volunteer's phone: where it is listed.
    std::optional<Instant> ends_at{};     ///< From then on it may nothing.
    bool is_limited = false;              ///< To less than its role may.
    bool from_this_machine_only = false;  ///< The operator's emergency door.

    std::string name() const { return id.text(); }
    bool may(Capability capability) const { return capabilities.has(capability); }
    bool has_ended(Instant now) const { return ends_at && *ends_at <= now; }

    bool reaches_everything() const { return scope.everywhere; }
    /// A market as such: what it is called, and its numbers.
    bool reaches(const MarketPlace& market) const;
    /// One stall.
    bool reaches(const StallPlace& stall) const;
    /// All of a market, told by its id alone: nobody does who is of a zone, a commune or a province.
    bool reaches_all_of(MarketId market) const;
};

/// Whether it is one that `choqr init` or `choqr operator-token` left in the ledger's folder: the door for
/// the day on which nobody gets in, for whoever works on the machine.
bool is_of_the_folder(const book::IssueToken& token);
/// The principal that a token stands for.
Principal principal_of(TokenId id, const book::IssueToken& token);
/// A device's: what stands in its token is of the market that paired it.
Principal principal_of_device(TokenId id, const book::IssueToken& token);
std::string_view name_of(Principal::Kind kind);

}  // namespace choqr::gateway
