#include "access/shown_stall.hpp"

#include "base/plant.hpp"

namespace choqr::gateway {

bool is_own(const Principal& reader, const merchants::Stall& stall) {
    return reader.reaches_everything() || reader.scope.stall == stall.id;
}

bool is_shown_vendor(const Principal& reader, StallId stall, merchants::ConsentStatus said) {
    return reader.reaches_everything() || reader.scope.stall == stall ||
           said != merchants::ConsentStatus::withdrawn || planted("withdrawn_vendor_shown");
}

bool is_shown_vendor(const Principal& reader, const merchants::Stall& stall) {
    return is_shown_vendor(reader, stall.id, stall.consent.status);
}

bool is_shown_photo(const Principal& reader, const merchants::Stall& stall) {
    return reader.may(Capability::see_acts) && is_shown_vendor(reader, stall);
}

ShownStall shown_to(const Principal& reader, merchants::Stall stall) {
    const bool is_whole = is_shown_vendor(reader, stall);
    if (!is_whole || !reader.may(Capability::register_stalls)) stall.visit.reset();
    if (!reader.may(Capability::register_stalls)) stall.stand.handed_over = 0;
    return {std::move(stall), is_whole};
}

ShownStall::ShownStall(merchants::Stall stall, bool is_whole)
    : stall_{std::move(stall)}, is_whole_{is_whole} {
    for (const auto& account : stall_.accounts) {
        Account shown{account.kind, account.bin, std::string{account.number.last_four()}, {}, {}};
        if (is_whole) {
            shown.number = account.number.text();
            shown.name = account.name;
        }
        accounts_.push_back(std::move(shown));
    }
    if (is_whole) return;
    stall_.vendor.reset();
    stall_.accounts.clear();
}

}  // namespace choqr::gateway
