// What must hold of any notice that a connector lets through, whatever the bytes were.
#pragma once

#include "base/assert.hpp"
#include "base/text.hpp"
#include "connectors/connector.hpp"

namespace choqr::connectors::fuzz {

inline void check_notices(const Opened& opened, std::string_view body) {
    const auto* notices = std::get_if<std::vector<merchants::TransferNotice>>(&opened);
    if (notices == nullptr)
        return CHOQR_ASSERT(!std::get<Rejected>(opened).detail.empty(), "a refusal says why");
    CHOQR_ASSERT(!notices->empty(), "a believed request holds a notice");
    for (const auto& notice : *notices) {
        CHOQR_ASSERT(notice.amount.dong() > 0, "money is more than nothing");
        CHOQR_ASSERT(notice.remittance_information.size() <= 1000, "the text fits the ledger");
        CHOQR_ASSERT(is_valid_utf8(notice.remittance_information), "the text is UTF-8");
        CHOQR_ASSERT(notice.as_received == body, "the bytes are kept");
    }
}

}  // namespace choqr::connectors::fuzz
