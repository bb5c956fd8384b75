#include "book/invariants.hpp"
#include "book/state.hpp"

namespace choqr::book {
namespace {

using Sentence = std::optional<std::string>;

Sentence who_waits_is_not_erased(const Book::State& state) {
    for (const auto& [vendor, erasure] : state.consents.erasures)
        if (!state.people.vendors.contains(vendor) || state.people.is_erased(vendor))
            return vendor.text() + " waits to be erased, and is unknown or was";
    return std::nullopt;
}

Sentence a_yes_has_somebody(const Book::State& state) {
    for (const auto& [id, entry] : state.places.stalls)
        if (entry.stall.consent.status == merchants::ConsentStatus::given && !entry.stall.vendor)
            return id.text() + " has a consent and no vendor";
    return std::nullopt;
}

Sentence a_link_has_its_stall(const Book::State& state) {
    for (const auto& [id, link] : state.consents.owner_links)
        if (!state.places.stall(link.stall)) return id.text() + " is about a stall that is not there";
    return std::nullopt;
}

constexpr Invariant all[] = {
    {"who waits to be erased is known", who_waits_is_not_erased},
    {"a consent is somebody's", a_yes_has_somebody},
    {"a link to an account's owner has its stall", a_link_has_its_stall},
};

}  // namespace

std::span<const Invariant> consent_invariants() { return all; }

}  // namespace choqr::book
