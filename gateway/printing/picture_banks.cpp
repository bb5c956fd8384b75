#include "printing/picture_banks.hpp"

#include "merchants/bank_directory.hpp"

namespace choqr::gateway {
namespace {

pictures::Bank as_picture_bank(const merchants::Bank& bank) {
    return {bank.bin,
            bank.code,
            bank.short_name,
            bank.name,
            bank.swift,
            bank.transfer_supported,
            bank.lookup_supported};
}

}  // namespace

std::optional<pictures::Bank> find_picture_bank(std::string_view word) {
    const auto* bank = merchants::find_bank(word);
    return bank != nullptr ? std::optional{as_picture_bank(*bank)} : std::nullopt;
}

std::vector<pictures::Bank> all_picture_banks() {
    std::vector<pictures::Bank> banks;
    for (const auto& bank : merchants::banks()) banks.push_back(as_picture_bank(bank));
    return banks;
}

}  // namespace choqr::gateway
