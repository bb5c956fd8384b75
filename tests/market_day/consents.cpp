#include "consents.hpp"

#include "access/tokens.hpp"
#include "merchants/consent.hpp"

namespace choqr::market_day {

void Consents::seat_board(MarketId market) {
    const auto token = gateway::make_token(machine_.salts());
    book::IssueToken issue;
    issue.role = book::Role::board;
    issue.market = market;
    issue.token_hash = gateway::hash_of_token(token);
    operator_.record_now(issue);
    boards_.emplace(market, token);
}

Gateway::Message Consents::as_board(MarketId market, std::string target, const Json& body) const {
    Gateway::Message message{body.is_null() ? http::Method::get : http::Method::post,
                             std::move(target),
                             {{"authorization", "Bearer " + boards_.at(market)}},
                             {}};
    if (body.is_null()) return message;
    message.body = body.dump();
    message.fields.emplace_back("content-type", "application/json");
    return message;
}

void Consents::say() {
    const auto* phone = phones_.any_paired();
    if (phone == nullptr) return;
    const auto stall = phone->stall;
    const auto path = "/v1/stalls/" + stall.text();
    const Json yes{{"version", merchants::consent_text().version}, {"how", "tap"}};
    struct Word {
        const char* target;
        Json body;
    };
    const Word words[] = {{"/consent", yes},
                          {"/consent/withdraw", Json::object()},
                          {"/consent/withdraw", Json::object()},
                          {"/erasure-requests", Json::object()},
                          {"/erasure-requests/withdraw", Json::object()}};
    const auto& [target, body] = words[chance_.below(std::size(words))];
    Gateway::Message message;
    message.target = path + target;
    message.fields = {
        {"cookie", phone->cookie}, {"sec-fetch-site", "same-origin"}, {"content-type", "application/json"}};
    message.body = body.dump();
    operator_.send(std::move(message), [this, stall, what = std::string{target}](const Reply& reply) {
        trace_.say(stall.text() + what + ": " + std::to_string(reply.status));
    });
}

void Consents::witness() {
    const auto stall = vendors_.any().id;
    const auto known = machine_.reports().stall(stall).value();
    if (!known) return;  // The reports are being rebuilt.
    const Json yes{{"version", merchants::consent_text().version}, {"how", "spoken"}};
    operator_.send(as_board(known->market, "/v1/stalls/" + stall.text() + "/consent", yes),
                   [this, stall](const Reply& reply) {
                       trace_.say("a board heard " + stall.text() + ": " + std::to_string(reply.status));
                   });
}

void Consents::look() {
    const auto stall = machine_.reports().stall(vendors_.any().id).value();
    if (!stall) return;
    const auto path = "/v1/stalls/" + stall->id.text();
    look_at(*stall, chance_.happens(500) ? path : path + "/devices");
}

// Every vendor is a "Cô …" with an account at 970436 that begins with 970, and every phone is "May …". The
// reports that the answer comes from are no older than the no that was looked up here; a yes may have come
// since.
void Consents::look_at(const merchants::Stall& stall, const std::string& target) {
    operator_.send(as_board(stall.market, target), [this, before = stall, target](const Reply& reply) {
        trace_.say("a board looks at " + target + ": " + std::to_string(reply.status));
        if (reply.status != 200 || before.consent.status != merchants::ConsentStatus::withdrawn) return;
        const auto after = machine_.reports().stall(before.id).value();
        if (!after || after->consent != before.consent) return;
        for (const auto* told : {"Cô ", "CO BA", "CO TU", "9704000", "9705000", "May "})
            must(reply.body.find(told) == std::string::npos,
                 "WithdrawnIsUnseen: a board is told \"" + std::string{told} + "…\" by " + target);
    });
}

}  // namespace choqr::market_day
