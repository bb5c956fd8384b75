#include "statements.hpp"

namespace choqr::market_day {
namespace {

/// The bank's clerk writes down the day alone.
Instant midnight_of(Instant booked_at) {
    const auto day = business_day(booked_at, std::chrono::minutes{0});
    return Instant{std::chrono::sys_days{day}.time_since_epoch()} - std::chrono::hours{7};
}

}  // namespace

void Statements::import() {
    const auto& transfers = bank_.transfers();
    if (transfers.empty()) return;
    for (auto left = 1 + chance_.below(6); left > 0; --left) tell(chance_.any(transfers).transfer);
}

/// A bank prints its references or does not; the same transfer looks the same in each statement.
bool Statements::is_printed(const connectors::SimwalletTransfer& transfer) const {
    return transfer.amount / 1'000 % 4 != 0;
}

void Statements::tell(const connectors::SimwalletTransfer& transfer) {
    using merchants::Direction;
    merchants::TransferNotice line{
        .reference = *ProviderReference::parse(std::string{line_prefix} + transfer.transaction_id),
        .direction = transfer.incoming ? Direction::credit : Direction::debit,
        .creditor_bin = Bin::parse(transfer.bin),
        .creditor_account = AccountNumber::parse(transfer.account_number),
        .virtual_account = {},
        .amount = Vnd::of(transfer.amount),
        .remittance_information = transfer.content,
        .booked_at = transfer.booked_at,
        .debtor = {},
        .reversal_of = {},
        .bank_reference = is_printed(transfer) ? transfer.bank_reference : "",
        .as_received = "a line"};
    if (transfer.amount / 1'000 % 3 == 0) line.booked_at = midnight_of(line.booked_at);
    book::RecordTransfer told{*FeedId::parse("statement"), std::move(line)};
    told.kind = book::EvidenceKind::statement_line;
    door_.submit(std::move(told), [this, id = transfer.transaction_id](const Result<book::Outcome>& outcome) {
        trace_.say("line of " + id + (outcome ? ": " + std::to_string(outcome->index()) : ": ask again"));
    });
}

}  // namespace choqr::market_day
