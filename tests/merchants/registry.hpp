#pragma once

#include <algorithm>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "merchants/matching.hpp"

// A market in memory, for tests of matching.
namespace choqr::merchants::testing {

inline Account account(std::string_view number, AccountKind kind = AccountKind::bank,
                       std::string_view bin = "970422") {
    return {kind, *Bin::parse(bin), *AccountNumber::parse(number), "NGUYEN THI BA"};
}

class MarketOfStalls final : public Registry {
public:
    Stall& add(std::vector<Account> accounts = {}) {
        return add_with_code(static_cast<std::uint32_t>(stalls_.size()), std::move(accounts));
    }
    Stall& add_with_code(std::uint32_t code, std::vector<Account> accounts = {}) {
        const auto number = static_cast<std::uint32_t>(stalls_.size());
        auto& stall = stalls_.emplace_back(Stall{.id = StallId::from_value(number),
                                                 .market = MarketId::from_value(0),
                                                 .kind = PointKind::stall,
                                                 .status = StallStatus::open,
                                                 .code = "A-" + std::to_string(number),
                                                 .zone = "A",
                                                 .goods = "Rau",
                                                 .transfer_code = StallCode::make(code),
                                                 .vendor = std::nullopt,
                                                 .accounts = std::move(accounts)});
        by_code_.emplace(code, &stall);
        return stall;
    }
    PaymentRequest& ask(const Stall& stall, PaymentRequestStatus status = PaymentRequestStatus::open) {
        const auto number = static_cast<std::uint32_t>(requests_.size());
        return requests_.emplace_back(PaymentRequest{.id = PaymentRequestId::from_value(1'000'000 + number),
                                                     .stall = stall.id,
                                                     .amount = Vnd::of(50'000),
                                                     .description = "",
                                                     .reference_code = RequestCode::make(number),
                                                     .opened_at = {},
                                                     .expires_at = std::nullopt,
                                                     .received = {},
                                                     .status = status});
    }

    const Stall* stall(StallId id) const override {
        return id.value() < stalls_.size() ? &stalls_[id.value()] : nullptr;
    }
    const Stall* stall_by_code(StallCode code) const override {
        const auto found = by_code_.find(code.number());
        return found == by_code_.end() ? nullptr : found->second;
    }
    const PaymentRequest* request_by_code(RequestCode code) const override {
        return code.number() < requests_.size() ? &requests_[code.number()] : nullptr;
    }
    std::vector<StallId> stalls_by_account(std::optional<Bin> bin,
                                           const AccountNumber& number) const override {
        std::vector<StallId> found;
        for (const auto& stall : stalls_)
            if (receives(stall.id, bin, number)) found.push_back(stall.id);
        return found;
    }
    bool receives(StallId id, std::optional<Bin> bin, const AccountNumber& number) const override {
        return std::ranges::any_of(stall(id)->accounts, [&](const Account& a) {
            return a.number == number && (!bin || *bin == a.bin);
        });
    }

    std::string_view market_code(MarketId id) const override {
        return id == MarketId::from_value(0) ? "vungtau" : "hungson";
    }

private:
    std::deque<Stall> stalls_;
    std::deque<PaymentRequest> requests_;
    std::unordered_map<std::uint32_t, const Stall*> by_code_;
};

inline TransferNotice credit_with(std::string text) {
    return {.reference = *ProviderReference::parse("1"),
            .direction = Direction::credit,
            .creditor_bin = std::nullopt,
            .creditor_account = std::nullopt,
            .virtual_account = std::nullopt,
            .amount = Vnd::of(45'000),
            .remittance_information = std::move(text),
            .booked_at = {},
            .debtor = std::nullopt,
            .reversal_of = std::nullopt,
            .bank_reference = "",
            .as_received = ""};
}

}  // namespace choqr::merchants::testing
