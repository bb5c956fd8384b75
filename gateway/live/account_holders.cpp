#include "live/account_holders.hpp"

#include <algorithm>

namespace choqr::gateway {
namespace {

std::string upper_case(std::string_view ascii) {
    std::string upper{ascii};
    for (char& c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return upper;
}

}  // namespace

void AccountHolders::begin(const book::Book& book) {
    by_number_.clear();
    numbers_.clear();
    book.each_account([this](const book::Book::AccountHeld& one) {
        by_number_[std::string{one.number}].push_back({one.stall, one.bin, one.given_up_at});
        if (!one.given_up_at) numbers_[one.stall].emplace_back(one.number);
    });
}

void AccountHolders::put(const merchants::Stall& stall, Instant now) {
    auto& numbers = numbers_[stall.id];
    for (const auto& number : numbers)
        for (auto& holder : by_number_[number])
            if (holder.stall == stall.id && !holder.given_up_at) holder.given_up_at = now;
    numbers.clear();
    for (const auto& account : stall.accounts) {
        const auto number = upper_case(account.number.text());
        auto& holders = by_number_[number];
        std::erase_if(holders,
                      [&](const Holder& one) { return one.stall == stall.id && one.bin == account.bin; });
        holders.push_back({stall.id, account.bin, std::nullopt});
        numbers.push_back(number);
    }
}

std::vector<AccountHolders::Holder> AccountHolders::of(const AccountNumber& number,
                                                       const std::optional<Bin>& bin) const {
    std::vector<Holder> holders;
    const auto found = by_number_.find(upper_case(number.text()));
    if (found == by_number_.end()) return holders;
    for (const auto& one : found->second)
        if (!bin || *bin == one.bin) holders.push_back(one);
    return holders;
}

}  // namespace choqr::gateway
