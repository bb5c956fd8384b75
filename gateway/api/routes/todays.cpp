#include "api/routes/todays.hpp"

namespace choqr::gateway {

Day today_at(const reports::Reports& reports, const merchants::Stall& stall, Instant now) {
    const auto market = reports.market(stall.market).value();
    return business_day(now, market ? market->business_day_cutoff : std::chrono::minutes{0});
}

bool sees(const Principal& caller, const reports::Reports& reports, const merchants::Stall& stall, Day day,
          Instant now) {
    return caller.may(Capability::see_past_days) || day == today_at(reports, stall, now);
}

std::optional<reports::TransferRow> seen_transfer(const Principal& caller, const reports::Reports& reports,
                                                  const merchants::Stall& stall, TransferId id, Instant now) {
    if (id.value() == 0) return std::nullopt;
    reports::TransferFilter filter{.stall = stall.id, .after = Sequence{id.value() - 1}, .limit = 1};
    if (!caller.may(Capability::see_past_days)) filter.day = today_at(reports, stall, now);
    auto rows = reports.transfers(filter).value();
    if (rows.empty() || rows.front().id != id) return std::nullopt;
    return std::move(rows.front());
}

std::optional<merchants::Stall> calling_stall(const Api& api, const Call& call,
                                              const std::optional<std::string>& named) {
    const auto& own = call.who().scope.stall;
    if (own && named && *named != own->text()) return std::nullopt;
    if (!own && !named) return std::nullopt;
    return api.visible_stall(call, own ? own->text() : *named);
}

}  // namespace choqr::gateway
