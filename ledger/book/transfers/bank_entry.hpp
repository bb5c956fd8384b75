#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "merchants/transfer_notice.hpp"

// By what two feeds' tellings are known to be of one movement of money. A bank's own reference (ISO 20022:
// AcctSvcrRef) is no name by itself: some banks count from 1 on each account each day. With account and day
// it is.
namespace choqr::book {

/// "970422/0011223344", "?" for what the provider does not say. No memory of its own: replays make millions.
class AccountText {
public:
    explicit AccountText(const merchants::TransferNotice& notice);
    std::string_view text() const { return {bytes_.data(), size_}; }

private:
    void append(std::string_view part) { size_ += part.copy(bytes_.data() + size_, bytes_.size() - size_); }

    std::array<char, 6 + 1 + AccountNumber::length_max> bytes_;
    std::size_t size_ = 0;
};

/// In the hash tables of the book's memory alone: another standard library has other keys. Never 0.
std::uint64_t key_of_account_day(std::string_view account, Day day);

/// How many transfers of one account and day may have one reference of the bank's. A provider that writes the
/// same into each notice has told of none: looking through all of them would take as long as there are.
inline constexpr std::size_t entry_holders_max = 16;

/// The local calendar day.
Day booking_day(const merchants::TransferNotice& notice);

/// By which keys a notice's account and day of booking are found, on that day and on those around it. Each
/// part is hashed once: every notice that comes is asked for all of them.
class Booking {
public:
    /// Of a notice that names no account.
    Booking() = default;
    explicit Booking(const merchants::TransferNotice& notice);

    /// key_of_account_day(), were it booked `days_later`. 0: the notice names no account.
    std::uint64_t key(int days_later = 0) const;
    /// With the bank's own reference. 0: one of both is not known.
    std::uint64_t entry(int days_later = 0) const;
    /// With the amount: by it a notice finds what a statement told before. 0: as key().
    std::uint64_t line(int days_later = 0) const;

private:
    std::uint64_t account_ = 0, days_ = 0, reference_ = 0;
    bool names_account_ = false, has_reference_ = false;
    Vnd amount_;
};

/// Booking::line() of what is held.
std::uint64_t key_of_line(std::uint64_t booking, Vnd amount);

}  // namespace choqr::book
