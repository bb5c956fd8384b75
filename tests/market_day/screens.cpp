#include "screens.hpp"

#include <optional>
#include <string_view>

#include "live/items.hpp"

namespace choqr::market_day {
namespace {

/// The sequences of a stream's events, as it began.
std::string told_by(const std::string& stream) {
    std::string told;
    for (auto at = stream.find("id: "); at != std::string::npos; at = stream.find("id: ", at + 1))
        told += stream.substr(at + 4, stream.find('\n', at) - at - 4) + " ";
    return told;
}

/// Behind which event the screen was told that it is not told everything, if it was.
std::optional<Sequence> gap_before(const std::string& stream) {
    constexpr std::string_view before = "\"before\":";
    const auto gap = stream.find("event: gap");
    if (gap == std::string::npos) return std::nullopt;
    return Sequence{std::stoull(stream.substr(stream.find(before, gap) + before.size()))};
}

}  // namespace

void Screens::resume() {
    const auto stall = vendors_.any().id;
    const Sequence seen{chance_.below(machine_.gateway().ledger.journal().committed().value())};
    auto message = operator_.message("/v1/stalls/" + stall.text() + "/live");
    message.method = http::Method::get;
    message.fields.emplace_back("last-event-id", std::to_string(seen.value()));
    operator_.send(std::move(message), [this, stall, seen](const Reply& reply) {
        if (reply.status != 200 || machine_.gateway().failed()) return;
        // A start that could not read what was before says so: of that the list knows.
        const auto gap = gap_before(reply.body);
        must(!gap || machine_.a_fault_struck(),
             "ScreensMissNothing: the screen of " + stall.text() + " has a gap though no fault struck");
        const auto told = told_by(reply.body), missed = missed_by(stall, seen, gap.value_or(Sequence{}));
        must(told == missed, "ScreensMissNothing: the screen of " + stall.text() + " was told " + told +
                                 "and has missed " + missed);
    });
}

std::string Screens::missed_by(StallId stall, Sequence seen, Sequence from) const {
    std::string missed;
    const auto position = machine_.gateway().followers().tail_of("live").standing({}).position;
    for (const auto& event : machine_.history())
        for (const auto& item : gateway::live_items(event))
            if (item.stall == stall && event.sequence > seen && event.sequence >= from &&
                event.sequence < position)
                missed += std::to_string(event.sequence.value()) + " ";
    return missed;
}

}  // namespace choqr::market_day
