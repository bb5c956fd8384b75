#include "book/transfers/bank_entry.hpp"

#include <bit>
#include <functional>

namespace choqr::book {
namespace {

std::uint64_t hash_of(std::string_view text) { return std::hash<std::string_view>{}(text); }

/// 0 says that there is none.
std::uint64_t other_than_0(std::uint64_t key) { return key == 0 ? 1 : key; }

constexpr std::uint64_t odd = 0x9E3779B97F4A7C15u;

std::uint64_t days_of(Day day) {
    return static_cast<std::uint64_t>(std::chrono::sys_days{day}.time_since_epoch().count());
}
std::uint64_t mixed(std::uint64_t account, std::uint64_t days) {
    return other_than_0(account ^ (days * odd));
}

}  // namespace

AccountText::AccountText(const merchants::TransferNotice& notice) {
    append(notice.creditor_bin ? notice.creditor_bin->text() : "?");
    append("/");
    append(notice.creditor_account ? std::string_view{notice.creditor_account->text()} : "?");
}

std::uint64_t key_of_account_day(std::string_view account, Day day) {
    return mixed(hash_of(account), days_of(day));
}

Day booking_day(const merchants::TransferNotice& notice) {
    return business_day(notice.booked_at, std::chrono::minutes{0});
}

Booking::Booking(const merchants::TransferNotice& notice)
    : names_account_{notice.creditor_account.has_value()},
      has_reference_{!notice.bank_reference.empty()},
      amount_{notice.amount} {
    if (!names_account_) return;
    account_ = hash_of(AccountText{notice}.text());
    days_ = days_of(booking_day(notice));
    if (has_reference_) reference_ = hash_of(notice.bank_reference);
}

std::uint64_t Booking::key(int days_later) const {
    return names_account_ ? mixed(account_, days_ + static_cast<std::uint64_t>(days_later)) : 0;
}

// Turned, so that both halves are not taken for each other.
std::uint64_t Booking::entry(int days_later) const {
    if (!names_account_ || !has_reference_) return 0;
    return other_than_0(std::rotl(key(days_later), 21) ^ reference_);
}

std::uint64_t Booking::line(int days_later) const { return key_of_line(key(days_later), amount_); }

std::uint64_t key_of_line(std::uint64_t booking, Vnd amount) {
    if (booking == 0) return 0;
    return other_than_0(std::rotl(booking, 42) ^ (static_cast<std::uint64_t>(amount.dong()) * odd));
}

}  // namespace choqr::book
