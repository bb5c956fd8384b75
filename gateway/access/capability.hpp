#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "book/commands.hpp"

namespace choqr::gateway {

/// What somebody may do, at the places that are theirs. Routes ask for one of these, never for a role; which
/// role has which stands in roles.cpp alone.
enum class Capability : std::uint8_t {
    know_oneself,      ///< whose token this is
    see_places,        ///< one market, one stall
    list_places,       ///< markets
    list_stalls,       ///< all stalls of a market
    manage_markets,    ///< register and change them
    register_stalls,   ///< register and change a stall, its first account too
    manage_stalls,     ///< import, suspend, resume, close; and put the holder of its account right
    print_stands,      ///< draw them, and say which were printed
    hear_payments,     ///< a stall's live screen
    hear_aloud,        ///< what a display tells of a stall or a zone: amounts, neither payers nor texts
    see_transfers,     ///< lists of money that came; how much it was is see_amounts
    see_past_days,     ///< transfers of other days than the stall's today
    see_amounts,       ///< a single stall's đồng, and what its payers wrote
    assign_transfers,  ///< say where an unmatched one belongs
    settle_claims,     ///< see which transfers several stalls claim, and say to which of them each belongs
    claim_transfers,   ///< see what is unmatched on one's own account, and say that it is one's own
    own_sales,  ///< what one's own stall sold: say what is no sale, and what came in cash; no other reads it
    link_refunds,         ///< say that money which left went back for a payment
    request_payments,     ///< open, see and cancel payment requests
    open_trials,          ///< open a payment request that is a trial: what pays it counts nowhere
    see_counts,           ///< a market's reports
    close_days,           ///< seal a business day
    issue_tokens,         ///< make, list and revoke
    manage_users,         ///< invite people, and reset or disable their accounts
    pair_first_phones,    ///< make phones a stall's devices; of a volunteer, its first one
    pair_devices,         ///< list a stall's devices and revoke them
    pair_market_devices,  ///< displays, and volunteers for a day: make, list and revoke them
    record_voice,         ///< a market's own voice: record, hear and use it
    change_payees,        ///< propose, confirm and refuse changes of a stall's accounts: no program does
    erase_vendors,        ///< end what is known of a person, for ever
    record_consents,      ///< a vendor's yes, and links that ask an account's owner
    own_data,             ///< take the yes back, be told all that is kept, ask to be erased
    see_acts,             ///< who did what: at one's own stall, in one's own market
    read_ledger,          ///< every event, every record
    prove_records,        ///< a receipt that a record is in the ledger
    keep_cosignatures,    ///< bring what witnesses signed
    act_without_limit,    ///< no bucket of calls and changes
};
inline constexpr std::size_t capability_count = 37;

/// "manage_stalls".
std::string_view name_of(Capability capability);

/// A set of them.
class Capabilities {
public:
    constexpr Capabilities() = default;
    template <class... Each>
    static constexpr Capabilities of(Each... each) {
        Capabilities set;
        ((set.bits_ |= bit(each)), ...);
        return set;
    }
    template <class... Each>
    friend constexpr Capabilities with(Capabilities set, Each... more) {
        set.bits_ |= of(more...).bits_;
        return set;
    }
    static constexpr Capabilities all() {
        Capabilities set;
        set.bits_ = (std::uint64_t{1} << capability_count) - 1;
        return set;
    }
    constexpr Capabilities with(Capability one) const {
        auto set = *this;
        set.bits_ |= bit(one);
        return set;
    }
    constexpr Capabilities without(Capability one) const {
        auto set = *this;
        set.bits_ &= ~bit(one);
        return set;
    }
    constexpr bool has(Capability one) const { return (bits_ & bit(one)) != 0; }
    /// Each of them is among `others`.
    constexpr bool are_within(Capabilities others) const { return (bits_ & ~others.bits_) == 0; }
    friend constexpr Capabilities operator&(Capabilities a, Capabilities b) {
        a.bits_ &= b.bits_;
        return a;
    }
    constexpr void add(Capability one) { bits_ |= bit(one); }
    friend constexpr bool operator==(Capabilities, Capabilities) = default;

private:
    static constexpr std::uint64_t bit(Capability one) {
        return std::uint64_t{1} << static_cast<std::uint8_t>(one);
    }
    std::uint64_t bits_ = 0;
};

/// By its name. Nothing: there is none of it.
std::optional<Capability> capability_named(std::string_view name);

/// What a token or a device of this role may do at its place. The table role × capability (roles.cpp).
Capabilities capabilities_of(book::Role role);
/// What a person of this role may who is logged in: what a token may, and what takes a person.
Capabilities capabilities_of_person(book::Role role);
/// Of these, what a token with `scopes` may: what knows itself always does. Names that are no capability's
/// give nothing.
Capabilities limited(Capabilities of_role, const std::optional<std::vector<std::string>>& scopes);

/// What says where a role holds.
enum class Bound : std::uint8_t { never, may, must };
struct Bounds {
    Bound market = Bound::never;
    Bound zone = Bound::never;
    Bound stall = Bound::never;
    Bound feed = Bound::never;
    Bound province = Bound::never;
    Bound commune = Bound::never;
    bool has_account = false;  ///< People of this role may have one.
    bool has_token = false;    ///< Programs of this role may have one.
};
Bounds bounds_of(book::Role role);
/// Whether `market` and `area` are what the role needs, and nothing that it does not take. A fee officer is
/// of a market or of a commune.
bool are_bounds_of(book::Role role, bool has_market, const book::Area& area);

/// What a route asks of whoever calls, as http::Route::access holds it: nothing, the provider's signature, or
/// a capability.
class Admission {
public:
    constexpr Admission(Capability capability) : code_{2u + static_cast<std::uint32_t>(capability)} {}
    static constexpr Admission from_code(std::uint32_t code) { return Admission{code}; }

    constexpr std::uint32_t code() const { return code_; }
    constexpr bool asks_who() const { return code_ >= 2; }
    /// Of one that asks who.
    constexpr Capability capability() const { return static_cast<Capability>(code_ - 2); }
    friend constexpr bool operator==(Admission, Admission) = default;

private:
    constexpr explicit Admission(std::uint32_t code) : code_{code} {}
    std::uint32_t code_;
};
inline constexpr Admission anyone = Admission::from_code(0);
inline constexpr Admission signed_by_provider = Admission::from_code(1);  ///< Instead of a token.

}  // namespace choqr::gateway
