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

void write(const VendorErased& e, wire::VendorErased& m, const Sealing&) {
    m.set_vendor(e.vendor.value());
    m.set_reason(text_of(e.reason));
}
VendorErased read(const wire::VendorErased& m, const Opening&) {
    return {id_of<VendorId>(m.vendor()), text_of(m.reason())};
}

}  // namespace choqr::book
