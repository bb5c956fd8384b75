#include "merchants/places.hpp"
#include "reports/payees.hpp"
#include "reports/projection.hpp"
#include "reports/rows.hpp"

// What the reports keep of changes of accounts: all of them, for ever.
namespace choqr::reports {
namespace {

constexpr auto number_of(PayeeChangeStatus status) { return static_cast<std::int64_t>(status); }

}  // namespace

// The accounts before are those that the stall has now.
void Projection::begin_payee_change(const book::RecordedEvent& recorded, const PayeeChangeBegun& begun) {
    const auto id = recorded.sequence;
    database_.run("INSERT INTO payee_change VALUES(?1, ?2, ?3, ?4, ?5, ?6, NULL)", id, begun.stall,
                  begun.status, begun.by, milliseconds_of(recorded.recorded_at), begun.reason);
    database_.run(
        "INSERT INTO payee_account SELECT ?1, 0, rank, kind, bin, number, name, owner FROM account "
        "WHERE stall = ?2 AND removed IS NULL",
        id, begun.stall);
    const auto owner = begun.owner ? static_cast<std::int64_t>(begun.owner->value()) : std::int64_t{-1};
    for (std::size_t rank = 0; rank < begun.accounts.size(); ++rank) {
        const auto& account = begun.accounts[rank];
        database_.run("INSERT INTO payee_account VALUES(?1, 1, ?2, ?3, ?4, ?5, ?6, ?7)", id, rank,
                      account.kind, account.bin.text(), account.number.text(), account.name, owner);
    }
}

// Whatever waits at the stall ends so.
void Projection::end_payee_changes(StallId stall, PayeeChangeStatus status) {
    database_.run("UPDATE payee_change SET status = ?2 WHERE stall = ?1 AND status < 2", stall, status);
}

void Projection::put_payee_step(const book::RecordedEvent& recorded, const PayeeStep& step) {
    database_.run("INSERT INTO payee_step VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)", recorded.sequence, step.change,
                  step.is_yes, step.by, milliseconds_of(recorded.recorded_at), step.market, step.reason);
}

// Before the accounts themselves: what they were until now is in the tables.
void Projection::note_payees(const book::RecordedEvent& recorded, const book::StallChanged& event) {
    const auto& stall = event.stall;
    if (event.payee_change) {
        database_.run("UPDATE payee_change SET status = ?2, takes_effect_at = ?3 WHERE id = ?1",
                      *event.payee_change, number_of(PayeeChangeStatus::in_effect),
                      milliseconds_of(recorded.recorded_at));
        return;
    }
    if (merchants::same_payees(accounts_now(stall.id), stall.accounts)) return;
    const auto owner = stall.vendor ? std::optional{stall.vendor->id} : std::nullopt;
    begin_payee_change(
        recorded,
        {stall.id, PayeeChangeStatus::at_once, TokenId::parse(recorded.actor), stall.accounts, owner, {}});
}

std::vector<merchants::Account> Projection::accounts_now(StallId stall) {
    return all<merchants::Account>(
        database_.query(
            "SELECT kind, bin, number FROM account WHERE stall = ?1 AND removed IS NULL ORDER BY rank",
            stall),
        [](const sqlite::Rows& row) {
            return merchants::Account{enum_at<merchants::AccountKind>(row, 0),
                                      intact(Bin::parse(row.view(1))),
                                      intact(AccountNumber::parse(row.view(2))),
                                      {}};
        });
}

void Projection::on(const book::RecordedEvent& recorded, const book::PayeeChangeProposed& event) {
    end_payee_changes(event.stall, PayeeChangeStatus::superseded);
    begin_payee_change(recorded, {event.stall, PayeeChangeStatus::proposed, event.proposed_by, event.accounts,
                                  event.owner, event.reason});
}

void Projection::on(const book::RecordedEvent& recorded, const book::PayeeChangeConfirmed& event) {
    put_payee_step(recorded, {event.change, true, event.confirmed_by, event.for_market, event.reason});
    if (event.takes_effect_at)
        database_.run("UPDATE payee_change SET status = ?2, takes_effect_at = ?3 WHERE id = ?1", event.change,
                      number_of(PayeeChangeStatus::confirmed), milliseconds_of(*event.takes_effect_at));
}

void Projection::on(const book::RecordedEvent& recorded, const book::PayeeChangeRefused& event) {
    put_payee_step(recorded, {event.change, false, event.refused_by, std::nullopt, event.reason});
    database_.run("UPDATE payee_change SET status = iif(proposed_by = ?2, ?3, ?4) WHERE id = ?1",
                  event.change, event.refused_by, number_of(PayeeChangeStatus::withdrawn),
                  number_of(PayeeChangeStatus::refused));
}

void Projection::on(const book::RecordedEvent&, const book::PayeeChangeLapsed& event) {
    end_payee_changes(event.stall, PayeeChangeStatus::lapsed);
}

}  // namespace choqr::reports
