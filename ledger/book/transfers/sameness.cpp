#include "book/transfers/sameness.hpp"

#include "base/plant.hpp"

namespace choqr::book {

bool tells_of_an_entry(const RecordTransfer& asked) {
    return !asked.notice.test && !asked.trial && asked.notice.creditor_account && !asked.notice.reversal_of;
}

Sameness compare(const RecordTransfer& asked, const KnownEntry& known) {
    const auto& notice = asked.notice;
    const auto& transfer = known.transfer;
    // A feed tells of a transfer once: its next reference is the next transfer. A fee and the payment that it
    // is for have one reference of the bank's, but go different ways.
    const bool goes_out = notice.direction == merchants::Direction::debit;
    // Seed 503266: what paid a trial request is the bank's money, of which other feeds tell, too.
    const bool is_no_money = transfer.trial && !transfer.by_bank;
    if (known.told_by_this_feed || is_no_money) return Sameness::other;
    if (goes_out != (transfer.status == TransferStatus::outgoing)) return Sameness::other;
    const bool same_day = known.day == booking_day(notice);
    const bool same_amount = transfer.amount == notice.amount;
    if (known.same_reference) {
        if (same_day && same_amount) return Sameness::same;
        return same_day || same_amount ? Sameness::perhaps : Sameness::other;
    }
    // A statement holds what notices tell of, too: beside a line, money is new only if the bank's references
    // say so.
    const bool beside_a_line = asked.kind == EvidenceKind::statement_line || known.by_line;
    const bool told_apart = known.has_reference && !notice.bank_reference.empty();
    const bool may_be = beside_a_line && same_amount && !goes_out && !told_apart;
    return may_be && !planted("line_taken_for_new") ? Sameness::perhaps : Sameness::other;
}

std::optional<KnownTransfer> told_by(const Event& event) {
    if (const auto* e = std::get_if<TransferReceived>(&event))
        return KnownTransfer{.id = e->id,
                             .status = e->status,
                             .notice_digest = e->erased ? Hash{} : Book::digest(e->notice),
                             .amount = e->notice.amount,
                             .stall = e->match.stall,
                             .request = e->match.request,
                             .owner = e->owner,
                             .trial = e->trial,
                             .by_bank = e->trial_of.has_value()};
    const auto* e = std::get_if<EvidenceSeen>(&event);
    if (!e) return std::nullopt;
    const bool goes_out = e->notice.direction == merchants::Direction::debit;
    return KnownTransfer{.id = e->transfer,
                         .status = goes_out ? TransferStatus::outgoing : TransferStatus::matched,
                         .notice_digest = e->erased ? Hash{} : Book::digest(e->notice),
                         .amount = e->notice.amount,
                         .stall = {},
                         .request = {},
                         .owner = e->owner};
}

}  // namespace choqr::book
