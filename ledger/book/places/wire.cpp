#include <algorithm>

#include "book/payees/wire.hpp"

namespace choqr::book {
namespace {

void write_vendor(const merchants::Vendor& vendor, wire::Stall& m, wire::StallPersonal& personal) {
    m.set_vendor(vendor.id.value());
    m.set_vendor_kind(to_wire<wire::VendorKind>(vendor.kind));
    personal.set_vendor_name(text_of(vendor.name));
    if (vendor.phone) personal.set_vendor_phone(text_of(*vendor.phone));
}

void write_stall(const merchants::Stall& stall, wire::Stall& m, Sealer& sealer) {
    m.set_market(stall.market.value());
    m.set_kind(to_wire<wire::PointKind>(stall.kind));
    m.set_status(to_wire<wire::StallStatus>(stall.status));
    m.set_code(text_of(stall.code));
    m.set_zone(text_of(stall.zone));
    m.set_goods(text_of(stall.goods));
    m.set_transfer_code_number(stall.transfer_code.number());
    m.set_stand_version(stall.stand.version);
    wire::StallPersonal personal;
    if (stall.vendor) write_vendor(*stall.vendor, m, personal);
    for (const auto& account : stall.accounts) {
        write_account(account, *m.add_accounts());
        personal.add_account_names(text_of(account.name));
    }
    const auto owner = stall.vendor ? std::optional{stall.vendor->id} : std::nullopt;
    if (stall.vendor || !stall.accounts.empty())
        seal_into(*m.mutable_personal(), owner, personal.SerializeAsString(), sealer);
}

merchants::Vendor vendor_of(const wire::Stall& m, const wire::StallPersonal& personal) {
    merchants::Vendor vendor{id_of<VendorId>(m.vendor()),
                             from_wire<merchants::VendorKind>(m.vendor_kind()),
                             text_of(personal.vendor_name()),
                             {}};
    if (personal.has_vendor_phone()) vendor.phone = text_of(personal.vendor_phone());
    return vendor;
}

merchants::Stall stall_of(StallId id, const wire::Stall& m, const Sealer& sealer) {
    merchants::Stall stall{
        .id = id,
        .market = id_of<MarketId>(m.market()),
        .kind = from_wire<merchants::PointKind>(m.kind()),
        .status = from_wire<merchants::StallStatus>(m.status()),
        .code = text_of(m.code()),
        .zone = text_of(m.zone()),
        .goods = text_of(m.goods()),
        .transfer_code = merchants::StallCode::make(code_number_of(m.transfer_code_number())),
        .vendor = std::nullopt,
        .accounts = {}};
    stall.stand.version = m.stand_version();
    wire::StallPersonal personal;
    if (m.has_personal())
        if (const auto opened = open_sealed<wire::StallPersonal>(m.personal(), sealer)) personal = *opened;
    if (m.has_vendor()) stall.vendor = vendor_of(m, personal);
    for (int i = 0; i < m.accounts_size(); ++i)
        stall.accounts.push_back(
            account_of(m.accounts(i), i < personal.account_names_size() ? personal.account_names(i) : ""));
    return stall;
}

}  // namespace

void write(const MarketRegistered& e, wire::MarketRegistered& m, const Sealing&) {
    m.set_name(text_of(e.market.name));
    m.set_code(text_of(e.market.code));
    m.set_province(text_of(e.market.province));
    m.set_commune(text_of(e.market.commune));
    m.set_business_day_cutoff_minutes(static_cast<std::uint32_t>(e.market.business_day_cutoff.count()));
    m.set_kind(to_wire<wire::PlaceKind>(e.market.kind));
}
MarketRegistered read(const wire::MarketRegistered& m, const Opening& with) {
    if (m.business_day_cutoff_minutes() >= 24 * 60) malformed();
    return {{.id = MarketId{with.sequence},
             .name = text_of(m.name()),
             .code = text_of(m.code()),
             .province = text_of(m.province()),
             .commune = text_of(m.commune()),
             .business_day_cutoff = std::chrono::minutes{m.business_day_cutoff_minutes()},
             .kind = from_wire<merchants::PlaceKind>(m.kind())}};
}

void write(const StallRegistered& e, wire::StallRegistered& m, const Sealing& with) {
    write_stall(e.stall, *m.mutable_stall(), with.sealer);
    if (!e.proposed) return;
    const auto owner = e.stall.vendor ? std::optional{e.stall.vendor->id} : std::nullopt;
    write_payees(*e.proposed, owner, *m.mutable_proposed(), with.sealer);
}
StallRegistered read(const wire::StallRegistered& m, const Opening& with) {
    StallRegistered e{stall_of(StallId{with.sequence}, m.stall(), with.sealer), std::nullopt};
    if (m.has_proposed()) e.proposed = read_payees(m.proposed(), with.sealer);
    return e;
}

void write(const StallChanged& e, wire::StallChanged& m, const Sealing& with) {
    m.set_stall_id(e.stall.id.value());
    write_stall(e.stall, *m.mutable_stall(), with.sealer);
    if (e.payee_change) m.set_payee_change(e.payee_change->value());
}
StallChanged read(const wire::StallChanged& m, const Opening& with) {
    StallChanged e{stall_of(id_of<StallId>(m.stall_id()), m.stall(), with.sealer), std::nullopt};
    if (m.has_payee_change()) e.payee_change = id_of<PayeeChangeId>(m.payee_change());
    return e;
}

void write(const StallSuspended& e, wire::StallSuspended& m, const Sealing&) {
    m.set_stall(e.stall.value());
    m.set_reason(text_of(e.reason));
}
StallSuspended read(const wire::StallSuspended& m, const Opening&) {
    return {id_of<StallId>(m.stall()), text_of(m.reason())};
}

void write(const StallResumed& e, wire::StallResumed& m, const Sealing&) { m.set_stall(e.stall.value()); }
StallResumed read(const wire::StallResumed& m, const Opening&) { return {id_of<StallId>(m.stall())}; }

void write(const StallClosed& e, wire::StallClosed& m, const Sealing&) {
    m.set_stall(e.stall.value());
    m.set_reason(text_of(e.reason));
}
StallClosed read(const wire::StallClosed& m, const Opening&) {
    return {id_of<StallId>(m.stall()), text_of(m.reason())};
}

void write(const StandsPrinted& e, wire::StandsPrinted& m, const Sealing&) {
    m.set_market(e.market.value());
    const bool has_banks = std::ranges::any_of(e.stands, [](const auto& one) { return !one.bank.empty(); });
    for (const auto& [stall, version, bank] : e.stands) {
        m.add_stalls(stall.value());
        m.add_versions(version);
        if (has_banks) m.add_banks(text_of(bank));
    }
}
StandsPrinted read(const wire::StandsPrinted& m, const Opening&) {
    if (m.stalls_size() != m.versions_size()) malformed();
    if (m.banks_size() != 0 && m.banks_size() != m.stalls_size()) malformed();
    StandsPrinted e{id_of<MarketId>(m.market()), {}};
    for (int i = 0; i < m.stalls_size(); ++i)
        e.stands.push_back({id_of<StallId>(m.stalls(i)), m.versions(i),
                            m.banks_size() == 0 ? std::string{} : text_of(m.banks(i))});
    return e;
}

void write(const MarketChanged& e, wire::MarketChanged& m, const Sealing&) {
    m.set_market(e.market.value());
    if (e.watch_period) m.set_watch_days(static_cast<std::uint32_t>(e.watch_period->count()));
    if (e.stalls_max) m.set_stalls_max(*e.stalls_max);
    if (e.payee_delay) m.set_payee_delay_hours(static_cast<std::uint32_t>(e.payee_delay->count()));
    if (e.colour) m.set_colour(*e.colour);
}
MarketChanged read(const wire::MarketChanged& m, const Opening&) {
    MarketChanged e{id_of<MarketId>(m.market()), std::nullopt};
    if (m.has_watch_days()) e.watch_period = std::chrono::days{m.watch_days()};
    if (m.has_stalls_max()) e.stalls_max = m.stalls_max();
    if (m.has_payee_delay_hours()) e.payee_delay = std::chrono::hours{m.payee_delay_hours()};
    if (e.watch_period > merchants::Market::watch_period_max) malformed();
    if (e.stalls_max && (*e.stalls_max == 0 || *e.stalls_max > merchants::Market::stalls_max_limit))
        malformed();
    if (e.payee_delay > merchants::Market::payee_delay_max) malformed();
    if (m.has_colour()) e.colour = m.colour();
    if (e.colour > merchants::Market::colour_max) malformed();
    return e;
}

void write(const ColumnsMapped& e, wire::ColumnsMapped& m, const Sealing&) {
    m.set_market(e.market.value());
    for (const auto& [heading, column] : e.columns) {
        m.add_headings(text_of(heading));
        m.add_columns(text_of(column));
    }
}
ColumnsMapped read(const wire::ColumnsMapped& m, const Opening&) {
    if (m.headings_size() != m.columns_size()) malformed();
    ColumnsMapped e{id_of<MarketId>(m.market()), {}};
    for (int i = 0; i < m.headings_size(); ++i)
        e.columns.push_back({text_of(m.headings(i)), text_of(m.columns(i))});
    return e;
}

}  // namespace choqr::book
