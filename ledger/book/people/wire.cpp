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
}
UserInvited read(const wire::UserInvited& m, const Opening& with) {
    UserInvited e{TokenId{with.sequence}, from_wire<Role>(m.role()), {}, invitation_of(m.invitation())};
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
