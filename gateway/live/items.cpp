#include "live/items.hpp"

#include "base/fold.hpp"

namespace choqr::gateway {

std::vector<LiveItem> live_items(const book::RecordedEvent& event) {
    using enum LiveItem::What;
    std::vector<LiveItem> items;
    if (const auto* one = std::get_if<book::TransferReceived>(&event.event)) {
        if (one->match.stall && one->status != book::TransferStatus::outgoing)
            items.push_back({event.sequence, *one->match.stall, one->id, received});
        else if (one->match.stall && one->reverses)
            items.push_back({event.sequence, *one->match.stall, *one->reverses, taken_back});
    } else if (const auto* seen = std::get_if<book::EvidenceSeen>(&event.event)) {
        if (seen->reversed_by && seen->stall)
            items.push_back({event.sequence, *seen->stall, seen->transfer, taken_back});
    } else if (const auto* said = std::get_if<book::TransferAssigned>(&event.event)) {
        if (said->from == said->stall) return items;  // It stays where it was told of.
        if (said->from) items.push_back({event.sequence, *said->from, said->transfer, given_over});
        items.push_back({event.sequence, said->stall, said->transfer, assigned});
    } else if (const auto* claimed = std::get_if<book::TransferClaimed>(&event.event)) {
        items.push_back({event.sequence, claimed->stall, claimed->transfer, assigned});
    }
    return items;
}

std::optional<StatusNews> status_news(const book::RecordedEvent& event) {
    using enum merchants::StallStatus;
    if (const auto* one = std::get_if<book::StallSuspended>(&event.event))
        return StatusNews{one->stall, suspended};
    if (const auto* one = std::get_if<book::StallResumed>(&event.event)) return StatusNews{one->stall, open};
    if (const auto* one = std::get_if<book::StallClosed>(&event.event)) return StatusNews{one->stall, closed};
    return std::nullopt;
}

std::optional<DisplayNews> display_known(TokenId id, const book::IssueToken& token) {
    const bool hears = token.role == book::Role::display && (token.stall || token.area.zone);
    if (!hears || !token.market) return std::nullopt;
    return DisplayNews{*token.market, token.stall, folded_name(token.area.zone.value_or("")), id, {}};
}

std::optional<DisplayNews> display_news(const book::RecordedEvent& event) {
    const auto* one = std::get_if<book::MarketDevicePaired>(&event.event);
    if (!one) return std::nullopt;
    auto news = display_known(one->id, token_of(*one));
    if (news) news->name = one->name;
    return news;
}

std::optional<DeviceNews> device_news(const book::RecordedEvent& event) {
    const auto* one = std::get_if<book::DevicePaired>(&event.event);
    if (!one) return std::nullopt;
    return DeviceNews{one->stall, one->id, one->role, one->name};
}

std::optional<PayeeNews> payee_news(const book::RecordedEvent& event) {
    const auto& what = event.event;
    if (const auto* one = std::get_if<book::PayeeChangeProposed>(&what))
        return PayeeNews{one->stall, "proposed"};
    if (const auto* one = std::get_if<book::PayeeChangeConfirmed>(&what))
        return PayeeNews{one->stall, "confirmed"};
    if (const auto* one = std::get_if<book::PayeeChangeRefused>(&what))
        return PayeeNews{one->stall, "refused"};
    if (const auto* one = std::get_if<book::PayeeChangeLapsed>(&what)) return PayeeNews{one->stall, "lapsed"};
    if (const auto* one = std::get_if<book::StallChanged>(&what))
        return PayeeNews{one->stall.id, one->payee_change ? "in_effect" : "changed"};
    return std::nullopt;
}

}  // namespace choqr::gateway
