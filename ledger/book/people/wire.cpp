#include "book/wire.hpp"

namespace choqr::book {
namespace {

template <class Message>
void write(const Area& area, Message& m) {
    if (!area.province && !area.commune && !area.zone) return;
    auto& to = *m.mutable_area();
    to.set_province(text_of(area.province.value_or("")));
    to.set_commune(text_of(area.commune.value_or("")));
    to.set_zone(text_of(area.zone.value_or("")));
}
std::optional<std::string> text_or_nothing(std::string_view text) {
    return text.empty() ? std::nullopt : std::optional{text_of(text)};
}
Area area_of(const wire::Area& m) {
    return {text_or_nothing(m.province()), text_or_nothing(m.commune()), text_or_nothing(m.zone())};
}

}  // namespace

void write(const TokenIssued& e, wire::TokenIssued& m, const Sealing&) {
    m.set_role(to_wire<wire::Role>(e.token.role));
    if (e.token.market) m.set_market(e.token.market->value());
    if (e.token.stall) m.set_stall(e.token.stall->value());
    m.set_feed(text_if_any(e.token.feed));
    m.set_label(text_of(e.token.label));
    m.set_token_hash(std::string{e.token.token_hash.bytes()});
    write(e.token.area, m);
    if (e.token.scopes)
        for (const auto& scope : *e.token.scopes) m.add_scopes(text_of(scope));
    if (e.token.expires_at) m.set_expires_at(ms_of(*e.token.expires_at));
}
TokenIssued read(const wire::TokenIssued& m, const Opening& with) {
    TokenIssued e{TokenId{with.sequence}, {}};
    e.token.role = from_wire<Role>(m.role());
    if (m.has_market()) e.token.market = id_of<MarketId>(m.market());
    if (m.has_stall()) e.token.stall = id_of<StallId>(m.stall());
    e.token.feed = parsed_if_any<FeedId>(m.feed());
    e.token.label = text_of(m.label());
    e.token.token_hash = hash_of(m.token_hash());
    e.token.area = area_of(m.area());
    if (m.scopes_size() > 0) e.token.scopes.emplace();
    for (const auto& scope : m.scopes()) e.token.scopes->push_back(text_of(scope));
    if (m.has_expires_at()) e.token.expires_at = instant_of(m.expires_at());
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

void write(const MarketDevicePaired& e, wire::MarketDevicePaired& m, const Sealing& with) {
    m.set_market(e.market.value());
    m.set_role(to_wire<wire::Role>(e.role));
    if (e.stall) m.set_stall(e.stall->value());
    write(e.area, m);
    if (e.shows) m.set_shows(to_wire<wire::Shows>(*e.shows));
    m.set_paired_by(e.paired_by.value());
    m.set_secret_hash(std::string{e.secret_hash.bytes()});
    if (e.ends_at) m.set_ends_at(ms_of(*e.ends_at));
    wire::DevicePairedPersonal personal;
    personal.set_name(text_of(e.name));
    seal_into(*m.mutable_personal(), std::nullopt, personal.SerializeAsString(), with.sealer);
}
MarketDevicePaired read(const wire::MarketDevicePaired& m, const Opening& with) {
    MarketDevicePaired e{.id = TokenId{with.sequence},
                         .market = id_of<MarketId>(m.market()),
                         .role = from_wire<Role>(m.role()),
                         .stall = {},
                         .area = area_of(m.area()),
                         .shows = {},
                         .paired_by = id_of<TokenId>(m.paired_by()),
                         .secret_hash = hash_of(m.secret_hash()),
                         .ends_at = {},
                         .name = {}};
    if (m.has_stall()) e.stall = id_of<StallId>(m.stall());
    if (m.has_shows()) e.shows = from_wire<Shows>(m.shows());
    if (m.has_ends_at()) e.ends_at = instant_of(m.ends_at());
    if (const auto personal = open_sealed<wire::DevicePairedPersonal>(m.personal(), with.sealer))
        e.name = text_of(personal->name());
    return e;
}

namespace {

void write(const Invitation& invitation, wire::Invitation& m) {
    m.set_code_hash(std::string{invitation.code_hash.bytes()});
    m.set_expires_at(ms_of(invitation.expires_at));
}
Invitation invitation_of(const wire::Invitation& m) {
    return {hash_of(m.code_hash()), instant_of(m.expires_at())};
}

}  // namespace

void write(const UserInvited& e, wire::UserInvited& m, const Sealing&) {
    m.set_role(to_wire<wire::Role>(e.role));
    if (e.market) m.set_market(e.market->value());
    write(e.invitation, *m.mutable_invitation());
    write(e.area, m);
}
UserInvited read(const wire::UserInvited& m, const Opening& with) {
    UserInvited e{TokenId{with.sequence},
                  from_wire<Role>(m.role()),
                  {},
                  invitation_of(m.invitation()),
                  area_of(m.area())};
    if (m.has_market()) e.market = id_of<MarketId>(m.market());
    return e;
}

void write(const UserReset& e, wire::UserReset& m, const Sealing&) {
    m.set_user(e.user.value());
    write(e.invitation, *m.mutable_invitation());
}
UserReset read(const wire::UserReset& m, const Opening&) {
    return {id_of<TokenId>(m.user()), invitation_of(m.invitation())};
}

void write(const PasswordSet& e, wire::PasswordSet& m, const Sealing&) {
    m.set_user(e.user.value());
    m.set_password(std::string{e.password.bytes()});
}
PasswordSet read(const wire::PasswordSet& m, const Opening&) {
    return {id_of<TokenId>(m.user()), hash_of(m.password())};
}

void write(const UserDisabled& e, wire::UserDisabled& m, const Sealing&) { m.set_user(e.user.value()); }
UserDisabled read(const wire::UserDisabled& m, const Opening&) { return {id_of<TokenId>(m.user())}; }

void write(const SessionBegun& e, wire::SessionBegun& m, const Sealing&) {
    m.set_user(e.user.value());
    m.set_ends_at(ms_of(e.ends_at));
}
SessionBegun read(const wire::SessionBegun& m, const Opening& with) {
    return {SessionId{with.sequence}, id_of<TokenId>(m.user()), instant_of(m.ends_at())};
}

void write(const SessionEnded& e, wire::SessionEnded& m, const Sealing&) {
    m.set_user(e.user.value());
    m.set_session(e.session.value());
}
SessionEnded read(const wire::SessionEnded& m, const Opening&) {
    return {id_of<TokenId>(m.user()), id_of<SessionId>(m.session())};
}

void write(const OneTimeCodesSet& e, wire::OneTimeCodesSet& m, const Sealing&) {
    m.set_user(e.user.value());
    m.set_codes(std::string{e.codes.bytes()});
}
OneTimeCodesSet read(const wire::OneTimeCodesSet& m, const Opening&) {
    return {id_of<TokenId>(m.user()), hash_of(m.codes())};
}

void write(const OneTimeCodesRemoved& e, wire::OneTimeCodesRemoved& m, const Sealing&) {
    m.set_user(e.user.value());
}
OneTimeCodesRemoved read(const wire::OneTimeCodesRemoved& m, const Opening&) {
    return {id_of<TokenId>(m.user())};
}

void write(const PasskeyAdded& e, wire::PasskeyAdded& m, const Sealing&) {
    m.set_user(e.user.value());
    m.set_credential_id(text_of(e.key.credential_id));
    m.set_algorithm(to_wire<wire::KeyAlgorithm>(e.key.algorithm));
    m.set_public_key(text_of(e.key.public_key));
    m.set_rp_id(text_of(e.key.rp_id));
    m.set_sign_count(e.key.sign_count);
}
PasskeyAdded read(const wire::PasskeyAdded& m, const Opening& with) {
    PasskeyAdded e{PasskeyId{with.sequence}, id_of<TokenId>(m.user()), {}};
    e.key.credential_id = text_of(m.credential_id());
    e.key.algorithm = from_wire<KeyAlgorithm>(m.algorithm());
    e.key.public_key = text_of(m.public_key());
    e.key.rp_id = text_of(m.rp_id());
    e.key.sign_count = m.sign_count();
    return e;
}

void write(const PasskeyRemoved& e, wire::PasskeyRemoved& m, const Sealing&) {
    m.set_user(e.user.value());
    m.set_passkey(e.passkey.value());
}
PasskeyRemoved read(const wire::PasskeyRemoved& m, const Opening&) {
    return {id_of<TokenId>(m.user()), id_of<PasskeyId>(m.passkey())};
}

void write(const PasskeyUsed& e, wire::PasskeyUsed& m, const Sealing&) {
    m.set_user(e.user.value());
    m.set_passkey(e.passkey.value());
    m.set_sign_count(e.sign_count);
}
PasskeyUsed read(const wire::PasskeyUsed& m, const Opening&) {
    return {id_of<TokenId>(m.user()), id_of<PasskeyId>(m.passkey()), m.sign_count()};
}

void write(const VendorErased& e, wire::VendorErased& m, const Sealing&) {
    m.set_vendor(e.vendor.value());
    m.set_reason(text_of(e.reason));
}
VendorErased read(const wire::VendorErased& m, const Opening&) {
    return {id_of<VendorId>(m.vendor()), text_of(m.reason())};
}

}  // namespace choqr::book
