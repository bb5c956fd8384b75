#pragma once

#include <optional>
#include <string>
#include <vector>

#include "book/consents/commands.hpp"
#include "merchants/places.hpp"

// Markets, their stalls and collection points, the accounts that money arrives on, the stands that hang
// there.
namespace choqr::book {

/// How long the code of a closed request stays taken: late money must not find a stranger. As long waits the
/// code of a closed stall that was never used though a picture of it could be made.
inline constexpr std::chrono::days closed_codes_kept{90};
/// Beside its stalls, a market may have closed this many times its quota within closed_codes_kept: memory
/// that a mistaken import and its correction need, and no more.
inline constexpr std::size_t closed_quotas = 2;

struct RegisterMarket {
    std::string name, code, province, commune;
    std::chrono::minutes business_day_cutoff{0};
    merchants::PlaceKind kind = merchants::PlaceKind::market;
};

struct VendorDetails {
    merchants::VendorKind kind = merchants::VendorKind::person;
    std::string name;
    std::optional<std::string> phone;
    friend bool operator==(const VendorDetails&, const VendorDetails&) = default;
};

/// Accounts that a stall of another market has are not simply the new one's, nor, under the number of a stall
/// with accounts that was closed within closed_codes_kept, others than that one had: it is registered without
/// them, and they are proposed as its payee change.
struct RegisterStall {
    MarketId market;
    merchants::PointKind kind = merchants::PointKind::stall;
    std::string code, zone, goods;
    std::optional<VendorDetails> vendor;
    std::vector<merchants::Account> accounts;
    std::optional<ConsentAnswer> consent{};  ///< The vendor's, given while being registered.
};

/// What is absent stays as it is.
struct ChangeMarket {
    MarketId market;
    std::optional<std::chrono::days> watch_period;    ///< 0 to Market::watch_period_max.
    std::optional<std::uint32_t> stalls_max{};        ///< 1 to Market::stalls_max_limit.
    std::optional<std::chrono::hours> payee_delay{};  ///< 0 to Market::payee_delay_max.
    std::optional<std::uint32_t> colour{};            ///< 0 to Market::colour_max.
};

/// All of them, at most Market::columns_max; what was mapped before is not.
struct MapColumns {
    MarketId market;
    std::vector<merchants::ColumnMeaning> columns;
};

/// What is absent stays as it is. Accounts of a stall that has some, or had, change by two people alone
/// (payees/commands.hpp): here only their holders' names do.
struct ChangeStall {
    StallId stall;
    std::optional<std::string> zone, goods;
    std::optional<VendorDetails> vendor;
    std::optional<std::vector<merchants::Account>> accounts;
};

struct SuspendStall {
    StallId stall;
    std::string reason;
};
struct ResumeStall {
    StallId stall;
};
/// For good.
struct CloseStall {
    StallId stall;
    std::string reason;
};

struct PrintedStand {
    StallId stall;
    std::uint32_t version = 0;
    std::string bank{};  ///< What the bank is called on it, bank_bytes_max at most; empty: nobody told.
    static constexpr std::size_t bank_bytes_max = 60;
    friend auto operator<=>(const PrintedStand&, const PrintedStand&) = default;
};
/// Somebody has printed these stands: those versions, whatever is due by now. One that was printed before is
/// news if its bank is called otherwise on it.
struct RecordStandsPrinted {
    MarketId market;
    std::vector<PrintedStand> stands;
};

}  // namespace choqr::book
