// What vendors say of money: claims, and their own figures.

#include "book/book.hpp"
#include "reports/projection.hpp"
#include "reports/rows.hpp"

namespace choqr::reports {

using book::RecordedEvent;

void Projection::put_unclaimed(const book::TransferReceived& event) {
    if (!book::may_be_claimed(event)) return;
    const auto& notice = event.notice;
    const auto text = [](const auto& value) {
        return value ? std::optional{std::string_view{value->text()}} : std::nullopt;
    };
    const auto put = [&](const AccountNumber& number, std::optional<std::string_view> sub) {
        database_.run("INSERT INTO unclaimed VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING", number.text(),
                      event.id, text(notice.creditor_bin), sub);
    };
    if (notice.virtual_account) put(*notice.virtual_account, std::nullopt);
    if (notice.creditor_account) put(*notice.creditor_account, text(notice.virtual_account));
}

// As book::LinkRefund takes it.
void Projection::put_spent(const book::TransferReceived& event) {
    const auto& notice = event.notice;
    if (event.status != book::TransferStatus::outgoing || event.reverses || event.trial) return;
    if (!notice.creditor_account) return;
    database_.run("INSERT INTO spent VALUES(?1, ?2, ?3)", notice.creditor_account->text(), event.id,
                  notice.creditor_bin ? std::optional{notice.creditor_bin->text()} : std::nullopt);
}

void Projection::put_claim(const RecordedEvent& recorded, TransferId transfer, StallId stall, bool waits) {
    database_.run("INSERT INTO claim VALUES(?1, ?2, ?3, ?4, ?5)", transfer, recorded.sequence, stall,
                  milliseconds_of(recorded.recorded_at), waits ? 1 : 0);
}

void Projection::end_claims(TransferId transfer) {
    database_.run("UPDATE claim SET waits = 0 WHERE transfer = ?1 AND waits = 1", transfer);
}

void Projection::on(const RecordedEvent& recorded, const book::TransferClaimed& event) {
    put_claim(recorded, event.transfer, event.stall, false);
    put_at(recorded, event.transfer, event.stall);
}

void Projection::on(const RecordedEvent& recorded, const book::TransferClaimDisputed& event) {
    put_claim(recorded, event.transfer, event.stall, true);
}

// The book lets it go only while its day is open there. What was told of that day was told with it: it stays
// in the day's story, as something that was taken back.
void Projection::take_from(const RecordedEvent& recorded, TransferId id, StallId stall) {
    const auto before = stored(id);
    if (before.counted <= 0) return;
    count(recorded, {id, stall, before.feed, before.day, before.amount, before.counts_at}, -1);
    if (before.counted != 1) return;  // To a collection point: in no such story.
    database_.run(
        "INSERT INTO moved SELECT id, day, market, stall, amount, since, ?2 FROM transfer WHERE id = ?1", id,
        recorded.sequence);
}

void Projection::on(const RecordedEvent&, const book::TransferSetAside& event) {
    if (event.reason)
        database_.run("INSERT OR REPLACE INTO set_aside VALUES(?1, ?2, ?3)", event.transfer, event.stall,
                      *event.reason);
    else
        database_.run("DELETE FROM set_aside WHERE transfer = ?1", event.transfer);
}

void Projection::on(const RecordedEvent&, const book::RefundLinked& event) {
    const auto to_sender =
        event.to_sender ? std::optional{*event.to_sender ? std::int64_t{1} : std::int64_t{0}} : std::nullopt;
    database_.run("INSERT INTO refund VALUES(?1, ?2, ?3, ?4, ?5)", event.outgoing, event.incoming,
                  event.stall, event.amount.dong(), to_sender);
}

// What was erased since is as if it had never been said: so it is after every rebuild.
void Projection::on(const RecordedEvent& recorded, const book::CashDeclared& event) {
    const auto day = day_number(event.date);
    database_.run("DELETE FROM cash WHERE stall = ?1 AND day = ?2", event.stall, day);
    if (!event.amount) return;
    database_.run("INSERT INTO cash VALUES(?1, ?2, ?3, ?4, ?5)", event.stall, day, event.amount->dong(),
                  milliseconds_of(recorded.recorded_at), event.owner);
}

}  // namespace choqr::reports
