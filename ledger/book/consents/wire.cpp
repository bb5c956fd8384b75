#include "book/wire.hpp"

namespace choqr::book {

void write(const ConsentGiven& e, wire::ConsentGiven& m, const Sealing&) {
    m.set_stall(e.stall.value());
    m.set_vendor(e.vendor.value());
    m.set_version(e.version);
    m.set_how(to_wire<wire::ConsentHow>(e.how));
    if (e.witness) m.set_witness(e.witness->value());
}
ConsentGiven read(const wire::ConsentGiven& m, const Opening&) {
    ConsentGiven e{id_of<StallId>(m.stall()), id_of<VendorId>(m.vendor()), m.version(),
                   from_wire<merchants::ConsentHow>(m.how()), std::nullopt};
    if (m.has_witness()) e.witness = id_of<TokenId>(m.witness());
    return e;
}

void write(const ConsentWithdrawn& e, wire::ConsentWithdrawn& m, const Sealing&) {
    m.set_stall(e.stall.value());
    if (e.vendor) m.set_vendor(e.vendor->value());
}
ConsentWithdrawn read(const wire::ConsentWithdrawn& m, const Opening&) {
    ConsentWithdrawn e{id_of<StallId>(m.stall()), std::nullopt};
    if (m.has_vendor()) e.vendor = id_of<VendorId>(m.vendor());
    return e;
}

void write(const ErasureRequested& e, wire::ErasureRequested& m, const Sealing&) {
    m.set_stall(e.stall.value());
    m.set_vendor(e.vendor.value());
}
ErasureRequested read(const wire::ErasureRequested& m, const Opening&) {
    return {id_of<StallId>(m.stall()), id_of<VendorId>(m.vendor())};
}

void write(const ErasureWithdrawn& e, wire::ErasureWithdrawn& m, const Sealing&) {
    m.set_stall(e.stall.value());
    m.set_vendor(e.vendor.value());
}
ErasureWithdrawn read(const wire::ErasureWithdrawn& m, const Opening&) {
    return {id_of<StallId>(m.stall()), id_of<VendorId>(m.vendor())};
}

void write(const OwnerAsked& e, wire::OwnerAsked& m, const Sealing&) {
    m.set_stall(e.stall.value());
    m.set_bin(std::string{e.bin.text()});
    m.set_account(e.account.text());
    m.set_code_hash(std::string{e.code_hash.bytes()});
    m.set_expires_at(ms_of(e.expires_at));
}
OwnerAsked read(const wire::OwnerAsked& m, const Opening& with) {
    return {OwnerAskId{with.sequence}, id_of<StallId>(m.stall()),
            need(Bin::parse(m.bin())), need(AccountNumber::parse(m.account())),
            hash_of(m.code_hash()),    instant_of(m.expires_at())};
}

void write(const OwnerAnswered& e, wire::OwnerAnswered& m, const Sealing&) {
    m.set_ask(e.ask.value());
    m.set_stall(e.stall.value());
    m.set_agrees(e.agrees);
}
OwnerAnswered read(const wire::OwnerAnswered& m, const Opening&) {
    return {id_of<OwnerAskId>(m.ask()), id_of<StallId>(m.stall()), m.agrees()};
}

}  // namespace choqr::book
