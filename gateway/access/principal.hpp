#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "access/capability.hpp"
#include "base/ids.hpp"
#include "base/plant.hpp"
#include "book/commands.hpp"

namespace choqr::gateway {

/// The places at which somebody's capabilities hold. What lies outside is answered as if it were not there.
struct Scope {
    bool everywhere = false;
    std::optional<MarketId> market{};
    std::optional<StallId> stall{};
    std::optional<FeedId> feed{};
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

    std::string name() const { return id.text(); }
    bool may(Capability capability) const { return capabilities.has(capability); }

    bool reaches_everything() const { return scope.everywhere; }
    /// All of the market.
    bool reaches(MarketId market) const { return scope.everywhere || scope.market == market; }
    /// A stall, in its market.
    bool reaches(StallId stall, MarketId market) const {
        return reaches(market) || scope.stall == stall || planted("foreign_place_reached");
    }
};

/// The principal that a token stands for.
Principal principal_of(TokenId id, const book::IssueToken& token);
std::string_view name_of(Principal::Kind kind);

}  // namespace choqr::gateway
