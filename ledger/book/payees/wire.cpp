#include "book/payees/wire.hpp"

namespace choqr::book {

void write_account(const merchants::Account& account, wire::Account& m) {
    m.set_kind(to_wire<wire::AccountKind>(account.kind));
    m.set_bin(std::string{account.bin.text()});
    m.set_number(account.number.text());
}

merchants::Account account_of(const wire::Account& m, const std::string& name) {
    return {from_wire<merchants::AccountKind>(m.kind()), need(Bin::parse(m.bin())),
            need(AccountNumber::parse(m.number())), text_of(name)};
}

void write_payees(const std::vector<merchants::Account>& accounts, std::optional<VendorId> owner,
                  wire::Payees& m, Sealer& sealer) {
    wire::PayeesPersonal personal;
    for (const auto& account : accounts) {
        write_account(account, *m.add_accounts());
        personal.add_account_names(text_of(account.name));
    }
    seal_into(*m.mutable_personal(), owner, personal.SerializeAsString(), sealer);
}

std::vector<merchants::Account> read_payees(const wire::Payees& m, const Sealer& sealer) {
    const auto personal = open_sealed<wire::PayeesPersonal>(m.personal(), sealer);
    std::vector<merchants::Account> accounts;
    for (int i = 0; i < m.accounts_size(); ++i) {
        const bool has_name = personal && i < personal->account_names_size();
        accounts.push_back(account_of(m.accounts(i), has_name ? personal->account_names(i) : ""));
    }
    return accounts;
}

void write(const PayeeChangeProposed& e, wire::PayeeChangeProposed& m, const Sealing& with) {
    m.set_stall(e.stall.value());
    m.set_proposed_by(e.proposed_by.value());
    write_payees(e.accounts, e.owner, *m.mutable_accounts(), with.sealer);
    m.set_reason(text_of(e.reason));
    m.set_delay_hours(static_cast<std::uint32_t>(e.delay.count()));
}
PayeeChangeProposed read(const wire::PayeeChangeProposed& m, const Opening& with) {
    PayeeChangeProposed e{.id = PayeeChangeId{with.sequence},
                          .stall = id_of<StallId>(m.stall()),
                          .proposed_by = id_of<TokenId>(m.proposed_by()),
                          .accounts = read_payees(m.accounts(), with.sealer),
                          .reason = text_of(m.reason()),
                          .delay = std::chrono::hours{m.delay_hours()},
                          .owner = owner_of(m.accounts().personal())};
    if (e.delay > merchants::Market::payee_delay_max) malformed();
    return e;
}

void write(const PayeeChangeConfirmed& e, wire::PayeeChangeConfirmed& m, const Sealing&) {
    m.set_stall(e.stall.value());
    m.set_change(e.change.value());
    m.set_confirmed_by(e.confirmed_by.value());
    if (e.for_market) m.set_for_market(e.for_market->value());
    m.set_reason(text_of(e.reason));
    if (e.takes_effect_at) m.set_takes_effect_at(ms_of(*e.takes_effect_at));
}
PayeeChangeConfirmed read(const wire::PayeeChangeConfirmed& m, const Opening&) {
    PayeeChangeConfirmed e{.stall = id_of<StallId>(m.stall()),
                           .change = id_of<PayeeChangeId>(m.change()),
                           .confirmed_by = id_of<TokenId>(m.confirmed_by()),
                           .for_market = {},
                           .reason = text_of(m.reason()),
                           .takes_effect_at = {}};
    if (m.has_for_market()) e.for_market = id_of<MarketId>(m.for_market());
    if (m.has_takes_effect_at()) e.takes_effect_at = instant_of(m.takes_effect_at());
    return e;
}

void write(const PayeeChangeRefused& e, wire::PayeeChangeRefused& m, const Sealing&) {
    m.set_stall(e.stall.value());
    m.set_change(e.change.value());
    m.set_refused_by(e.refused_by.value());
    m.set_reason(text_of(e.reason));
}
PayeeChangeRefused read(const wire::PayeeChangeRefused& m, const Opening&) {
    return {id_of<StallId>(m.stall()), id_of<PayeeChangeId>(m.change()), id_of<TokenId>(m.refused_by()),
            text_of(m.reason())};
}

void write(const PayeeChangeLapsed& e, wire::PayeeChangeLapsed& m, const Sealing&) {
    m.set_stall(e.stall.value());
    m.set_change(e.change.value());
}
PayeeChangeLapsed read(const wire::PayeeChangeLapsed& m, const Opening&) {
    return {id_of<StallId>(m.stall()), id_of<PayeeChangeId>(m.change())};
}

}  // namespace choqr::book
