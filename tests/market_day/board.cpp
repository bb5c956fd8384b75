#include "board.hpp"

#include <chrono>

namespace choqr::market_day {

using namespace std::chrono_literals;

void Board::open_markets() {
    const auto open = [this](book::RegisterMarket market) {
        return MarketId{operator_.record_now(std::move(market))};
    };
    markets_[0] = open({"Chợ ngày", "day", "Bà Rịa - Vũng Tàu", "Vũng Tàu", 0min});
    markets_[1] = open({"Chợ đêm", "night", "Cần Thơ", "Ninh Kiều", 12h});
}

void Board::change_watches() {
    for (const auto market : markets_) change_watch(market);
}

void Board::manage() {
    auto& stall = vendors_.any();
    const bool by_route = chance_.happens(500);
    switch (chance_.below(9)) {
        case 0:
            return suspend(stall.id, by_route);
        case 1:
            return resume(stall.id, by_route);
        case 2:
            return vendors_.cancel_request(stall.id);
        case 3:
            return vendors_.open_request(stall.id);
        case 4:
            return vendors_.change_account(stall);
        case 5:
            return print_stands();
        case 6:
            return change_watch(any_market());
        default:
            return chance_.happens(700) ? vendors_.move_out(stall) : change_quota(any_market());
    }
}

void Board::suspend(StallId stall, bool by_route) {
    if (!by_route) return operator_.record(book::SuspendStall{stall, "nghỉ"});
    operator_.call("/v1/stalls/" + stall.text() + "/suspend", {{"reason", "nghỉ"}}, managed());
}

void Board::resume(StallId stall, bool by_route) {
    if (!by_route) return operator_.record(book::ResumeStall{stall});
    operator_.call("/v1/stalls/" + stall.text() + "/resume", nullptr, managed());
}

std::function<void(const Reply&)> Board::managed() {
    return [this](const Reply& reply) { trace_.say("managed: " + std::to_string(reply.status)); };
}

void Board::change_watch(MarketId market) {
    operator_.record(book::ChangeMarket{market, std::chrono::days{chance_.one_of({0, 1, 90})}});
}

void Board::change_quota(MarketId market) {
    const auto quota = static_cast<std::uint32_t>(chance_.one_of({1, 6, 20'000, 20'000}));
    operator_.record(book::ChangeMarket{market, std::nullopt, quota});
}

void Board::print_stands() {
    const auto market = any_market();
    book::RecordStandsPrinted printed{market, {}};
    for (const auto& stall : machine_.reports().stands_to_print({.market = market}).value())
        printed.stands.push_back({stall.id, stall.stand.version});
    operator_.record(std::move(printed), {},
                     [] { throw Violation{"ListedStandsPrint: a stand on the list cannot be printed"}; });
}

void Board::assign() {
    const auto unmatched = machine_.reports().transfers({.status = book::TransferStatus::unmatched}).value();
    if (unmatched.empty()) return;
    const auto transfer = chance_.any(unmatched).id;
    const auto stall = vendors_.any().id;
    operator_.call("/v1/transfers/" + transfer.text() + "/assign",
                   {{"stall_id", stall.text()}, {"reason", "nhận ra"}},
                   [this, transfer, stall](const Reply& reply) {
                       if (reply.status == 200) auditor_.promise_assignment(transfer, stall);
                   });
}

void Board::close_day() {
    const auto market = any_market();
    const auto at =
        machine_.true_time() - std::chrono::hours{24 * chance_.below(chance_.happens(800) ? 2 : 4)};
    const auto day = business_day(at, market == night_market() ? 720min : 0min);
    chance_.happens(500) ? close_by_route(market, day) : close_as_counted(market, day);
}

void Board::close_by_route(MarketId market, Day day) {
    operator_.call("/v1/days/" + format_day(day) + "/close?market_id=" + market.text(), nullptr,
                   [this](const Reply& reply) {
                       trace_.say("closing: " + std::to_string(reply.status));
                       if (reply.status != 201) return;
                       const auto told = Json::parse(reply.body);
                       operator_.promise(Sequence{told.at("closed").at("sequence").get<std::uint64_t>()});
                   });
}

void Board::close_as_counted(MarketId market, Day day) {
    const auto counted = machine_.reports().day_totals(market, day).value();
    if (!counted) return;  // The reports are being rebuilt.
    if (chance_.happens(300)) threads_.decide();
    operator_.record(book::CloseDay{market, day, counted->totals, counted->counted_before, {}},
                     [this, day](Sequence) { trace_.say("closed " + format_day(day)); });
}

void Board::erase_vendor() {
    const auto stall = machine_.reports().stall(vendors_.any().id).value();
    if (!stall || !stall->vendor || chance_.happens(500)) return;
    const auto vendor = stall->vendor->id;
    operator_.call("/v1/vendors/" + vendor.text() + "/erase", {{"reason", "asked for"}},
                   [this, vendor](const Reply& reply) {
                       trace_.say("erasing " + vendor.text() + ": " + std::to_string(reply.status));
                       if (reply.status != 200) return;
                       const auto told = Json::parse(reply.body);
                       operator_.promise(Sequence{told.at("sequence").get<std::uint64_t>()});
                       must(!machine_.gateway().ledger.sealer().holds(vendor),
                            "Erased: the key of " + vendor.text() + " is there after the answer");
                   });
}

}  // namespace choqr::market_day
