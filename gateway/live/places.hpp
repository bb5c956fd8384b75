#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.hpp"
#include "book/book.hpp"
#include "book/events.hpp"

namespace choqr::gateway {

/// What a stall's own screen says of it.
struct StallFace {
    StallId id;
    MarketId market;
    merchants::StallStatus status = merchants::StallStatus::open;
    bool registered = false;  ///< It has an account.
    std::string code, zone, goods;
    bool is_collection_point = false;
    std::string stall_code;  ///< What its stand puts into a transfer's text.
    std::optional<VendorId> vendor{};
    std::string vendor_name{};
    /// Texts of earlier transfers that nobody's key seals are not shown: whose they were has been erased.
    Sequence shows_texts_from{};
    std::optional<TokenId> newest_device{};  ///< Of those that were paired; it may be revoked by now.
};

struct MarketFace {
    std::string name, province, commune;
    std::chrono::minutes business_day_cutoff{0};
};

/// The markets and stalls as the events say, in memory: some 300 bytes for each stall. One thread at a time.
class Places {
public:
    /// Begins anew with what stands in `book`.
    void begin(const book::Book& book);
    void apply(const book::RecordedEvent& event);

    /// Nothing if there is none. Until the next apply().
    const StallFace* stall(StallId id) const;
    const MarketFace* market(MarketId id) const;
    /// Those of a zone as folded_name() makes it.
    std::vector<StallId> stalls_of(MarketId market, std::string_view zone) const;
    bool is_erased(VendorId vendor) const { return erased_.contains(vendor); }

private:
    void put(const merchants::Stall& stall);
    void erase(VendorId vendor, Sequence at);
    void pair(StallId id, TokenId device);
    void change_status(StallId id, merchants::StallStatus status);

    std::unordered_map<StallId, StallFace> stalls_;
    std::unordered_map<MarketId, MarketFace> markets_;
    std::set<VendorId> erased_;
};

}  // namespace choqr::gateway
