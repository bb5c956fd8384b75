#include "book/wire.hpp"

namespace choqr::book {

void write(const TokenIssued& e, wire::TokenIssued& m, const Sealing&) {
    m.set_role(to_wire<wire::Role>(e.token.role));
    if (e.token.market) m.set_market(e.token.market->value());
    if (e.token.stall) m.set_stall(e.token.stall->value());
    m.set_feed(text_if_any(e.token.feed));
    m.set_label(text_of(e.token.label));
    m.set_token_hash(std::string{e.token.token_hash.bytes()});
}
TokenIssued read(const wire::TokenIssued& m, const Opening& with) {
    TokenIssued e{TokenId{with.sequence}, {}};
    e.token.role = from_wire<Role>(m.role());
    if (m.has_market()) e.token.market = id_of<MarketId>(m.market());
    if (m.has_stall()) e.token.stall = id_of<StallId>(m.stall());
    e.token.feed = parsed_if_any<FeedId>(m.feed());
    e.token.label = text_of(m.label());
    e.token.token_hash = hash_of(m.token_hash());
    return e;
}

void write(const TokenRevoked& e, wire::TokenRevoked& m, const Sealing&) { m.set_token(e.token.value()); }
TokenRevoked read(const wire::TokenRevoked& m, const Opening&) { return {id_of<TokenId>(m.token())}; }

void write(const DevicePaired& e, wire::DevicePaired& m, const Sealing& with) {
    m.set_stall(e.stall.value());
    m.set_role(to_wire<wire::Role>(e.role));
    m.set_paired_by(e.paired_by.value());
    m.set_secret_hash(std::string{e.secret_hash.bytes()});
    wire::DevicePairedPersonal personal;
    personal.set_name(text_of(e.name));
    seal_into(*m.mutable_personal(), e.owner, personal.SerializeAsString(), with.sealer);
}
DevicePaired read(const wire::DevicePaired& m, const Opening& with) {
    DevicePaired e{.id = TokenId{with.sequence},
                   .stall = id_of<StallId>(m.stall()),
                   .role = from_wire<Role>(m.role()),
                   .paired_by = id_of<TokenId>(m.paired_by()),
                   .secret_hash = hash_of(m.secret_hash()),
                   .name = {},
                   .owner = owner_of(m.personal())};
    if (const auto personal = open_sealed<wire::DevicePairedPersonal>(m.personal(), with.sealer))
        e.name = text_of(personal->name());
    return e;
}

void write(const VendorErased& e, wire::VendorErased& m, const Sealing&) {
    m.set_vendor(e.vendor.value());
    m.set_reason(text_of(e.reason));
}
VendorErased read(const wire::VendorErased& m, const Opening&) {
    return {id_of<VendorId>(m.vendor()), text_of(m.reason())};
}

}  // namespace choqr::book
