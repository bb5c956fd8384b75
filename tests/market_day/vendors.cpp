#include "vendors.hpp"

#include <algorithm>

namespace choqr::market_day {
namespace {

merchants::Account bank_account(const std::string& number, const char* name) {
    return {merchants::AccountKind::bank, *Bin::parse("970436"), *AccountNumber::parse(number), name};
}

/// Two of one family share an account; one is only on the market's list; each other one has an account of its
/// own.
std::string first_account(int number) {
    return number == 5 ? "" : "9704000" + std::to_string(number == 4 ? 3 : number);
}

}  // namespace

void Vendors::open_stall(MarketId market, int number) {
    const auto account = first_account(number);
    book::RegisterStall stall{
        market,
        merchants::PointKind::stall,
        "A-" + std::to_string(number),
        "Khu A",
        "rau",
        book::VendorDetails{merchants::VendorKind::person, "Cô " + std::to_string(number), {}},
        {}};
    if (!account.empty()) stall.accounts.push_back(bank_account(account, "CO BA"));
    const StallId id{operator_.record_now(stall)};
    machine_.gateway().followers().catch_up().value();
    stalls_.push_back({id, machine_.reports().stall(id).value()->transfer_code.text(), account});
}

void Vendors::change_some_accounts() {
    for (auto& stall : stalls_)
        if (chance_.happens(300)) change_account(stall);
}

void Vendors::change_account(Stall& stall) {
    auto account = "9705000" + std::to_string(chance_.below(6));
    if (chance_.happens(300) && !stall.account.empty()) account = stall.account;
    const auto* name = chance_.happens(500) ? "CO BA" : "CO TU";
    const auto asked = bank_account(account, name);
    book::ChangeStall change{stall.id, {}, {}, {}, std::vector{asked}};
    const auto id = stall.id;
    operator_.record(
        std::move(change), [this, id, account](Sequence) { note_account(id, account); },
        [this, id, asked] { on_two_needed_(id, asked); });
}

void Vendors::note_account(StallId id, const std::string& account) {
    const auto found = std::ranges::find(stalls_, id, &Stall::id);
    if (found == stalls_.end()) return;  // It has moved.
    if (!found->account.empty() && found->account != account) found->former.push_back(found->account);
    found->account = account;
    trace_.say(id.text() + " has account " + account);
}

void Vendors::move_out(Stall& stall) {
    const auto old = machine_.reports().stall(stall.id).value();
    if (!old) return;  // The reports are being rebuilt.
    operator_.record(book::CloseStall{old->id, "nhầm"});
    auto accounts = old->accounts;
    if (chance_.happens(300))
        accounts = {bank_account("9705000" + std::to_string(chance_.below(6)), "CO BA")};
    book::RegisterStall again{old->market, old->kind, old->code, old->zone, old->goods, {}, accounts};
    operator_.record(std::move(again), [this, &stall](Sequence registered) { move_in(stall, registered); });
}

void Vendors::move_in(Stall& stall, Sequence registered) {
    if (machine_.failed() || machine_.gateway().failed()) return;
    const auto event = machine_.event_at(registered);
    const auto& [now, proposed] = std::get<book::StallRegistered>(event.event);
    stall = {now.id, now.transfer_code.text(),
             now.registered() ? now.accounts.front().number.text() : std::string{}};
    trace_.say("moved to " + stall.id.text());
    if (proposed && !proposed->empty()) on_waiting_(stall.id, proposed->front());
}

void Vendors::open_request(StallId stall) {
    Json body{
        {"stall_id", stall.text()}, {"amount", 1'000 * (1 + chance_.below(200))}, {"description", "cam"}};
    if (chance_.happens(600)) body["expires_in_s"] = 1 + chance_.below(600);
    if (chance_.happens(200)) body["trial"] = true;
    const auto key = "key-" + std::to_string(asked_.size());
    asked_.push_back({operator_.message("/v1/payment-requests", body, key), {}});
    ask_for_request(asked_.size() - 1);
}

void Vendors::cancel_request(StallId stall) {
    const auto requests = machine_.reports().payment_requests(stall, 3).value();
    if (requests.empty()) return;
    operator_.call("/v1/payment-requests/" + requests.front().id.text() + "/cancel", nullptr,
                   [this](const Reply& reply) { trace_.say("managed: " + std::to_string(reply.status)); });
}

void Vendors::repeat_request() {
    if (!asked_.empty()) ask_for_request(chance_.below(asked_.size()));
}

void Vendors::ask_for_request(std::size_t index) {
    const bool known = asked_[index].answered.has_value();
    operator_.send(asked_[index].message, [this, index, known](const Reply& reply) {
        if (ask_again(reply)) return;
        auto& answered = asked_[index].answered;
        if (reply.status >= 400)
            return must(
                !known,
                "OneAnswerPerRequest: a repeated request is refused though its first answer was another");
        must(reply.status == 200 || !known, "OneAnswerPerRequest: a repeated request is recorded again");
        const auto id = Json::parse(reply.body).at("id").get<std::string>();
        must(!answered || *answered == id, "OneAnswerPerRequest: a repeated request has moved");
        answered = id;
        operator_.promise(Sequence{PaymentRequestId::parse(id)->value()});
    });
}

}  // namespace choqr::market_day
