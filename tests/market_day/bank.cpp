#include "bank.hpp"

#include <algorithm>
#include <chrono>

#include <nlohmann/json.hpp>

namespace choqr::market_day {

using connectors::SimwalletTransfer;
using Json = nlohmann::json;

SimwalletTransfer Bank::form() {
    using std::chrono::seconds;
    SimwalletTransfer transfer;
    transfer.transaction_id = "FT" + std::to_string(transfers_.size());
    transfer.bin = "970436";
    transfer.amount = static_cast<std::int64_t>(1'000 * (1 + chance_.below(200)));
    const seconds ago{chance_.below(chance_.happens(50) ? 3 * 86'400 : 60)};
    transfer.booked_at = std::chrono::floor<seconds>(machine_.true_time() - ago);
    if (!chance_.happens(100)) transfer.bank_reference = "FT26" + std::to_string(100 + transfers_.size());
    transfer.payer_bin = "970422";
    transfer.payer_account_number = "0903123456";
    transfer.payer_name = "NGUYEN VAN A";
    return transfer;
}

void Bank::carry_out(const SimwalletTransfer& transfer, const std::string& told_as, unsigned told) {
    transfers_.push_back({transfer, false, {}});
    trace_.say(told_as);
    if (chance_.happens(told)) deliver(transfers_.size() - 1);
}

void Bank::take_back() {
    if (transfers_.empty()) return;
    const auto& original = chance_.any(transfers_).transfer;
    if (!original.incoming || !original.reversal_of.empty() ||
        !taken_back_.insert(original.transaction_id).second)
        return;
    auto transfer = form();
    transfer.incoming = false;
    transfer.account_number = original.account_number;
    transfer.amount = original.amount;
    transfer.content = "hoan tra " + original.transaction_id;
    transfer.reversal_of = original.transaction_id;
    carry_out(transfer, "taken back " + transfer.reversal_of + " by " + transfer.transaction_id, 500);
}

void Bank::deliver_any(bool acknowledged) {
    if (transfers_.empty()) return;
    const auto from = chance_.below(transfers_.size());
    for (std::size_t i = 0; i < transfers_.size(); ++i) {
        const auto index = (from + i) % transfers_.size();
        if (transfers_[index].acknowledged == acknowledged) return deliver(index);
    }
}

void Bank::deliver_rest(const std::function<void()>& pause) {
    for (std::size_t i = 0; i < transfers_.size(); ++i) {
        if (!transfers_[i].acknowledged) deliver(i);
        if (i % 32 == 31) pause();
    }
}

Gateway::Message Bank::seal(const std::string& body, const std::string& id, Instant sent_at) const {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(sent_at).time_since_epoch().count();
    return {http::Method::post,
            "/v1/providers/simwallet/notices",
            {{"content-type", "application/json"},
             {"webhook-id", id},
             {"webhook-timestamp", std::to_string(seconds)},
             {"webhook-signature", signer_.sign(id, seconds, body)}},
            body};
}

Gateway::Message Bank::seal(const SimwalletTransfer& transfer) const {
    return seal(simwallet_body(transfer), "msg-" + transfer.transaction_id, machine_.true_time());
}

void Bank::deliver(std::size_t index) {
    auto& sent = transfers_[index];
    const bool known = sent.acknowledged;
    if (credulous_ && !known) {
        auto& ledger = machine_.gateway().ledger;
        sent.acknowledged = true;
        sent.acknowledged_as = Sequence{ledger.book().next().value() + ledger.sequencer().queued()};
    }
    door_.call(seal(sent.transfer), [this, index, known, right = machine_.clock_is_right()](
                                        const Reply& reply) { hear(index, known, right, reply); });
}

/// What it concludes from the answer.
void Bank::hear(std::size_t index, bool known, bool clock_was_right, const Reply& reply) {
    auto& sent = transfers_[index];
    const auto& id = sent.transfer.transaction_id;
    const auto status = std::to_string(reply.status);
    trace_.say(id + ": " + status + " " + (reply.status == 200 ? reply.body : ""));
    if (ask_again(reply)) return;
    if (reply.status == 401)
        return must(!clock_was_right, "AuthenticIsAccepted: an authentic notice is refused: " + id);
    must(reply.status == 200,
         "AuthenticIsAccepted: an unchanged notice is neither recorded nor known: " + id + ": " + status);
    if (credulous_) return;
    const auto told = Json::parse(reply.body);
    const Sequence sequence{told.at("sequence").get<std::uint64_t>()};
    must(!known || told.at("outcome") == "exists", "OneCreditPerTransfer: " + id + " was recorded again");
    must(!known || sent.acknowledged_as == sequence, "NothingLost: a transfer has moved");
    sent.acknowledged = true;
    sent.acknowledged_as = sequence;
}

void Bank::change_contents() {
    if (transfers_.empty() || credulous_ || !machine_.clock_is_right()) return;
    const auto& sent = chance_.any(transfers_);
    if (!sent.acknowledged) return;
    auto changed = sent.transfer;
    const auto what = chance_.below(4);
    if (what < 2) changed.amount += 1'000;
    if (what == 2) changed.incoming = !changed.incoming;
    if (what == 3) changed.content += " sua";
    const bool forgettable = what == 3 || (what == 2 && !changed.reversal_of.empty());
    door_.call(seal(changed), [this, id = changed.transaction_id, at = sent.acknowledged_as,
                               forgettable](const Reply& reply) {
        if (reply.status == 409 || ask_again(reply)) return;
        must(reply.status == 200 && Json::parse(reply.body).at("outcome") == "exists",
             "OneCreditPerTransfer: a changed notice under a known reference is recorded: " + id);
        if (machine_.gateway().failed()) return;  // Nothing can be looked up any more.
        must(forgettable && is_erased(id, at),
             "ChangedIsConflict: a changed notice under a known reference is taken for the same: " + id);
    });
}

/// Its texts are gone, and with them what tells another text from a repeated one.
bool Bank::is_erased(const std::string& id, Sequence at) const {
    auto owner = std::get<book::TransferReceived>(machine_.event_at(at).event).owner;
    for (const auto& event : machine_.history())
        if (const auto* evidence = std::get_if<book::EvidenceSeen>(&event.event))
            if (evidence->notice.reference.text() == id) owner = evidence->owner;
    return owner && std::ranges::count(machine_.gateway().ledger.book().erased_vendors(), *owner) > 0;
}

}  // namespace choqr::market_day
