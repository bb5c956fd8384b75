#include "buyers.hpp"

#include "api/views.hpp"

namespace choqr::market_day {

void Buyers::pay() {
    const auto& stall = vendors_.any();
    auto transfer = bank_.form();
    transfer.account_number = stall.account.empty() ? "00000000" : stall.account;
    transfer.content = text_for(stall);
    if (!stall.former.empty() && chance_.happens(300)) {
        transfer.account_number = chance_.any(stall.former);
        if (chance_.happens(500)) transfer.content = "mua rau";
    }
    const auto told_as =
        "paid " + transfer.transaction_id + " at " + stall.id.text() + ": " + transfer.content;
    bank_.carry_out(transfer, told_as, 700);
}

void Buyers::rush() {
    for (auto left = 8 + chance_.below(32); left > 0; --left) pay();
}

std::string Buyers::text_for(const Stall& stall) {
    const auto requests = machine_.reports().payment_requests(stall.id, 3).value();
    switch (chance_.below(6)) {
        case 0:
            return "mua rau";
        case 1:
            return "MBVCB.123456." + stall.code + ".CT tu 0903 den " + stall.account;
        case 2:
            return stall.code.substr(0, 4) + " " + stall.code.substr(4) + " cam on";
        case 3:
            return requests.empty() ? stall.code : chance_.any(requests).reference_code.text() + " tra tien";
        case 4:
            return stall.code + " " + vendors_.any().code;
        default:
            return stall.code;
    }
}

void Buyers::try_out() {
    const auto stall = machine_.reports().stall(vendors_.any().id).value();
    const auto payload = stall ? gateway::stand_payload(*stall) : std::nullopt;
    if (!payload) return;
    Gateway::Message message{
        http::Method::post,
        "/demo/pay",
        {{"content-type", "application/json"}},
        Json{{"qr_payload", *payload}, {"amount", 1'000 * (1 + chance_.below(200))}}.dump()};
    door_.call(std::move(message),
               [this](const Reply& reply) { trace_.say("tried out: " + std::to_string(reply.status)); });
}

}  // namespace choqr::market_day
