#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/principal.hpp"
#include "merchants/places.hpp"

namespace choqr::gateway {

/// What a reader is shown of a stall: all of it, or, once its vendor has taken the consent back, the place
/// and of its payee the bank and the last four digits. What is withheld is not in here, so nothing that
/// writes one can tell it; only shown_to() makes them. Pure: who reads and what the vendor said decide,
/// nothing else.
class ShownStall {
public:
    struct Account {
        merchants::AccountKind kind;
        Bin bin;
        std::string last_four;
        std::optional<std::string> number, name;  ///< Absent: withheld.
    };

    /// The vendor's own devices and programs, and the operator, see all of it whatever the vendor said.
    friend ShownStall shown_to(const Principal& reader, merchants::Stall stall);

    bool is_whole() const { return is_whole_; }
    /// Nothing: it is withheld.
    const merchants::Stall* whole() const { return is_whole_ ? &stall_ : nullptr; }
    /// Where and what it is, its stand's version, its consent: its vendor and accounts are not in here unless
    /// it is whole. Nor is the last visit, by which a vendor has said yes or no, and why; that, and which
    /// stand was handed over, is for those who set stalls up.
    const merchants::Stall& place() const { return stall_; }
    bool registered() const { return !accounts_.empty(); }
    const std::vector<Account>& accounts() const { return accounts_; }

private:
    ShownStall(merchants::Stall stall, bool is_whole);

    merchants::Stall stall_;
    std::vector<Account> accounts_;
    bool is_whole_;
};

ShownStall shown_to(const Principal& reader, merchants::Stall stall);

/// Who reads is of the stall itself (its devices and programs), or the operator.
bool is_own(const Principal& reader, const merchants::Stall& stall);
/// The rule alone, for what is told of a vendor beside the stall: the names of devices, of accounts that
/// were, what a visit came to.
bool is_shown_vendor(const Principal& reader, const merchants::Stall& stall);
bool is_shown_vendor(const Principal& reader, StallId stall, merchants::ConsentStatus said);
/// The photograph of the stand at the stall, on which its vendor may be seen: who reads what was done there
/// (its owner, its market's board) sees it as they see the vendor; nobody who sets stalls up does.
bool is_shown_photo(const Principal& reader, const merchants::Stall& stall);

}  // namespace choqr::gateway
