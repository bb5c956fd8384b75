#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "book/events.hpp"

namespace choqr::reports {

class Readers;
namespace sqlite {
class Database;
}

struct TokenRow {
    TokenId id;
    book::Role role;
    std::optional<MarketId> market;
    std::optional<StallId> stall;
    std::optional<FeedId> feed;
    std::string label;
    book::Area area;
    std::optional<std::vector<std::string>> scopes;  ///< Absent: all that its role may.
    std::optional<Instant> expires_at;
    bool revoked = false;
};

/// A program's token that has an end and was not revoked.
struct EndingToken {
    TokenId id;
    std::string label;
    Instant expires_at;
};

/// A phone that is one of a stall's devices now.
struct DeviceRow {
    TokenId id;
    book::Role role;   ///< owner or helper.
    std::string name;  ///< Empty once the vendor's data were erased.
    Instant paired_at;
    /// Who showed the code: what it is, and what it is called if it is called anything.
    TokenId paired_by;
    book::Role paired_by_role;
    std::string paired_by_name;
    bool revoked = false;
};

/// A display, or a volunteer's phone, of a market.
struct MarketDeviceRow {
    DeviceRow device;  ///< Its role is display or volunteer.
    std::optional<StallId> stall;
    std::optional<std::string> zone;
    std::optional<book::Shows> shows;
    std::optional<Instant> ends_at;
};
/// Whether those that were revoked are wanted, too.
enum class Revoked { without, with };

/// The tokens that were issued, for their list; whether one is good is not asked here. Any thread; `readers`
/// outlives it.
class Tokens {
public:
    explicit Tokens(Readers& readers) : readers_{readers} {}

    Result<std::vector<TokenRow>> tokens() const;
    /// The oldest first. A stall has PairDevice::devices_max that are not revoked at most.
    Result<std::vector<DeviceRow>> devices(StallId stall, Revoked revoked = Revoked::without) const;
    /// Those that are neither revoked nor at their end by `now`, the oldest first. At most
    /// PairMarketDevice::devices_max.
    Result<std::vector<MarketDeviceRow>> devices(MarketId market, Instant now) const;

private:
    Readers& readers_;
};

/// The next to end first.
std::vector<EndingToken> ending_tokens(sqlite::Database& database);

}  // namespace choqr::reports
