#include <algorithm>

#include "book/rules.hpp"

namespace choqr::book {
namespace {

using merchants::ConsentStatus;

bool is_known(std::uint32_t version) { return version >= 1 && version <= merchants::consent_text().version; }

bool is_operator(const People& people, TokenId id) {
    if (const auto token = people.tokens.find(id); token != people.tokens.end())
        return token->second.token.role == Role::operator_;
    const auto* user = people.users.find(id);
    return user && user->role == Role::operator_;
}

/// What was said no to is not for others to take back.
bool may_say_yes(const merchants::Consent& consent, const ConsentAnswer& answer, const People& people) {
    if (consent.status != ConsentStatus::withdrawn) return true;
    const bool was_there = answer.is_own_device && answer.by.value() < consent.at.value();
    return was_there || is_operator(people, answer.by);
}

bool has(const merchants::Stall& stall, const merchants::AccountKey& key) {
    return std::ranges::find(stall.accounts, key, merchants::key_of) != stall.accounts.end();
}

}  // namespace

std::optional<Refusal> consent_refused(const merchants::Stall& stall, const ConsentAnswer& answer,
                                       const People& people) {
    if (!stall.vendor) return Refusal::stall_without_vendor;
    if (!is_known(answer.version)) return Refusal::consent_text_unknown;
    if (!may_say_yes(stall.consent, answer, people)) return Refusal::consent_withdrawn;
    return std::nullopt;
}

ConsentGiven consent_given(const merchants::Stall& stall, const ConsentAnswer& answer) {
    return {stall.id, stall.vendor->id, answer.version, answer.how,
            answer.is_own_device ? std::nullopt : std::optional{answer.by}};
}

Decision decide(GiveConsent&& asked, const Deciding& at) {
    const auto* entry = at.state.places.stall(asked.stall);
    if (!entry) return no(Refusal::stall_not_found);
    if (is_closed(*entry)) return no(Refusal::stall_closed);
    const auto& stall = entry->stall;
    if (const auto refusal = consent_refused(stall, asked.answer, at.state.people)) return no(*refusal);
    const auto& consent = stall.consent;
    if (consent.status == ConsentStatus::given && consent.version >= asked.answer.version)
        return exists(consent.at);
    return record(at, consent_given(stall, asked.answer));
}

Decision decide(WithdrawConsent&& asked, const Deciding& at) {
    const auto* entry = at.state.places.stall(asked.stall);
    if (!entry) return no(Refusal::stall_not_found);
    const auto& consent = entry->stall.consent;
    if (consent.status == ConsentStatus::withdrawn) return exists(consent.at);
    return record(at, ConsentWithdrawn{asked.stall, at.state.places.vendor_of(asked.stall)});
}

Decision decide(RequestErasure&& asked, const Deciding& at) {
    if (!at.state.places.stall(asked.stall)) return no(Refusal::stall_not_found);
    const auto vendor = at.state.places.vendor_of(asked.stall);
    if (!vendor) return no(Refusal::stall_without_vendor);
    const auto& waiting = at.state.consents.erasures;
    if (const auto found = waiting.find(*vendor); found != waiting.end()) return exists(found->second.at);
    return record(at, ErasureRequested{asked.stall, *vendor});
}

Decision decide(WithdrawErasure&& asked, const Deciding& at) {
    if (!at.state.places.stall(asked.stall)) return no(Refusal::stall_not_found);
    const auto vendor = at.state.places.vendor_of(asked.stall);
    if (!vendor || !at.state.consents.erasures.contains(*vendor)) return no(Refusal::erasure_not_asked_for);
    return record(at, ErasureWithdrawn{asked.stall, *vendor});
}

Decision decide(AskOwner&& asked, const Deciding& at) {
    const auto* entry = at.state.places.stall(asked.stall);
    if (!entry) return no(Refusal::stall_not_found);
    if (is_closed(*entry)) return no(Refusal::stall_closed);
    if (!has(entry->stall, asked.account)) return no(Refusal::account_not_at_stall);
    return record(at, OwnerAsked{OwnerAskId{at.next}, asked.stall, asked.account.bin, asked.account.number,
                                 asked.code_hash, asked.expires_at});
}

// Whoever has given the account up meanwhile is asked no more, nor is anybody of a stall that is closed.
Decision decide(AnswerOwner&& asked, const Deciding& at) {
    const auto& links = at.state.consents.owner_links;
    const auto is_it = [&](const auto& one) { return one.second.code_hash == asked.code_hash; };
    const auto link = std::ranges::find_if(links, is_it);
    if (link == links.end() || at.now >= link->second.expires_at) return no(Refusal::owner_link_unknown);
    const auto* entry = at.state.places.stall(link->second.stall);
    if (!entry || is_closed(*entry) || !has(entry->stall, {link->second.bin, link->second.account}))
        return no(Refusal::owner_link_unknown);
    return record(at, OwnerAnswered{link->first, link->second.stall, asked.agrees});
}

}  // namespace choqr::book
