#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "book/events.hpp"

namespace choqr::reports {

class Readers;

/// Whoever did something, or to whom it was done: as the ledger knows them.
struct ActorRow {
    std::string name;           ///< As the event has it: "tk17", "clock", "init".
    std::optional<TokenId> id;  ///< The same, of a principal.
    std::optional<book::Role> role;
    bool is_device = false;
    std::string
        label;  ///< A device's name (empty once erased), or a token's label; people's names are not here.
};

struct ActRow {
    std::uint64_t id;  ///< In the order in which things happened.
    Sequence sequence;
    Instant at;
    std::string_view event;  ///< "device_paired"
    ActorRow actor;
    std::optional<ActorRow> about;
    std::optional<MarketId> market;
    std::optional<StallId> stall;
};

struct ActFilter {
    std::optional<MarketId> market{};
    std::optional<StallId> stall{};
    std::vector<std::uint16_t> without{};  ///< Numbers of events that are left out.
    std::optional<Sequence> after{};
    std::optional<std::uint64_t> after_id{}, before_id{};
    bool newest_first = false;
    std::size_t limit = 100;
};

/// Who did what. Who may read of it is not asked here. Any thread; `readers` outlives it.
class Acts {
public:
    explicit Acts(Readers& readers) : readers_{readers} {}

    Result<std::vector<ActRow>> acts(const ActFilter& filter) const;

private:
    Readers& readers_;
};

}  // namespace choqr::reports
