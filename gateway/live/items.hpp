#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "book/events.hpp"

namespace choqr::gateway {

/// What one event means to one stall's screen.
struct LiveItem {
    enum class What : std::uint8_t {
        received,
        assigned,
        taken_back,
        given_over,  ///< A person has assigned it to another stall.
    };

    Sequence sequence;  ///< Of the event: the id by which a screen resumes.
    StallId stall;
    TransferId transfer;  ///< The one that is shown: of a reversal, the original.
    What what = What::received;
};
/// The stalls that `event` concerns; empty for most.
std::vector<LiveItem> live_items(const book::RecordedEvent& event);

/// A stall that is suspended, open or closed from this event on. Not repeated to a screen that comes back:
/// its hello says so.
struct StatusNews {
    StallId stall;
    merchants::StallStatus status;
};
std::optional<StatusNews> status_news(const book::RecordedEvent& event);

/// A display that tells aloud what comes to a stall, or to the stalls of a zone, from this event on.
struct DisplayNews {
    MarketId market;
    std::optional<StallId> stall;
    std::string zone;  ///< As folded_name() makes it, where no stall is named.
    TokenId device;
    std::string name;
};
std::optional<DisplayNews> display_news(const book::RecordedEvent& event);
/// The same of one that was paired before; nothing of any other token.
std::optional<DisplayNews> display_known(TokenId id, const book::IssueToken& token);

/// A phone that became the stall's device by this event: every screen of the stall says so.
struct DeviceNews {
    StallId stall;
    TokenId device;
    book::Role role;
    std::string name;
};
std::optional<DeviceNews> device_news(const book::RecordedEvent& event);

/// Something became of where a stall's money goes: each of its screens says at once how that stands now.
/// `what`: "proposed", "confirmed", "refused", "lapsed", "in_effect"; "changed" for a first account, or
/// another name.
struct PayeeNews {
    StallId stall;
    std::string_view what;
};
std::optional<PayeeNews> payee_news(const book::RecordedEvent& event);

}  // namespace choqr::gateway
