#include "sales.hpp"

namespace choqr::market_day {
namespace {

std::string about(TransferId transfer, const char* what, const Phones::Phone& phone) {
    return "/v1/transfers/" + transfer.text() + what + "?stall_id=" + phone.stall.text();
}

}  // namespace

void Sales::send(const Phones::Phone& phone, http::Method method, const std::string& target,
                 const Json& body) {
    Gateway::Message message;
    message.method = method;
    message.target = target;
    message.fields = {{"cookie", phone.cookie}, {"sec-fetch-site", "same-origin"}};
    if (!body.is_null()) {
        message.fields.emplace_back("content-type", "application/json");
        message.body = body.dump();
    }
    operator_.send(std::move(message), [this, target](const Reply& reply) {
        trace_.say(target + ": " + std::to_string(reply.status));
    });
}

std::optional<TransferId> Sales::any_of(StallId stall) {
    const auto rows =
        machine_.reports().transfers({.stall = stall, .newest_first = true, .limit = 10}).value();
    return rows.empty() ? std::nullopt : std::optional{chance_.any(rows).id};
}

void Sales::claim() {
    const auto* phone = phones_.any_paired();
    if (phone == nullptr) return;
    const auto rows = machine_.reports().unclaimed(phone->stall, machine_.true_time(), 10).value();
    const auto any = machine_.reports().transfers({.newest_first = true, .limit = 30}).value();
    const bool is_theirs = !rows.empty() && chance_.happens(800);
    if (!is_theirs && any.empty()) return;
    const auto transfer = is_theirs ? chance_.any(rows).id : chance_.any(any).id;
    send(*phone, http::Method::post, about(transfer, "/claim", *phone), Json::object());
}

void Sales::say() {
    const auto* phone = phones_.any_paired();
    if (phone == nullptr) return;
    switch (chance_.below(4)) {
        case 0:
            return declare_cash(*phone);
        case 1:
            return give_back(*phone);
        default:
            return set_aside(*phone);
    }
}

void Sales::set_aside(const Phones::Phone& phone) {
    const auto transfer = any_of(phone.stall);
    if (!transfer) return;
    const auto target = about(*transfer, "/not-sales", phone);
    if (chance_.happens(300)) return send(phone, http::Method::delete_, target, nullptr);
    const auto* const reason = chance_.happens(500) ? "family" : "mistake";
    send(phone, http::Method::post, target, {{"reason", reason}});
}

void Sales::give_back(const Phones::Phone& phone) {
    const auto incoming = any_of(phone.stall);
    const auto left =
        machine_.reports().transfers({.status = book::TransferStatus::outgoing, .limit = 30}).value();
    if (!incoming || left.empty()) return;
    send(phone, http::Method::post, about(*incoming, "/refund", phone),
         {{"outgoing_id", chance_.any(left).id.text()}});
}

void Sales::declare_cash(const Phones::Phone& phone) {
    const auto at = machine_.true_time() - std::chrono::hours{24 * chance_.below(9)};
    const auto day = business_day(at, std::chrono::minutes{0});
    send(phone, http::Method::put, "/v1/stalls/" + phone.stall.text() + "/cash/" + format_day(day),
         {{"amount", 1'000 * chance_.below(500)}});
}

void Sales::settle() {
    for (const auto& market : machine_.reports().markets(std::nullopt, 10).value()) {
        const auto disputes = machine_.reports().disputes(market.id, std::nullopt, 10).value();
        if (disputes.empty()) continue;
        const auto& dispute = chance_.any(disputes);
        const auto stall = chance_.any(dispute.claims).stall;
        const auto target =
            "/v1/markets/" + market.id.text() + "/claims/" + dispute.transfer.text() + "/settle";
        return operator_.call(target, {{"stall_id", stall.text()}, {"reason", "đã hỏi cả hai"}},
                              [this, target, transfer = dispute.transfer, stall](const Reply& reply) {
                                  trace_.say(target + ": " + std::to_string(reply.status));
                                  if (reply.status == 200) auditor_.promise_assignment(transfer, stall);
                              });
    }
}

}  // namespace choqr::market_day
