#include "forger.hpp"

#include <array>
#include <chrono>

namespace choqr::market_day {

using namespace std::chrono_literals;

void Forger::forge() {
    auto transfer = bank_.form();
    transfer.account_number = vendors_.stalls()[0].account;
    transfer.content = vendors_.stalls()[0].code;
    auto message = spoil(bank_.seal(transfer));
    machine_.gateway().poll();  // Whoever waits for room in the queue and finds some goes first.
    const auto& sequencer = machine_.gateway().ledger.sequencer();
    const auto queued = sequencer.queued();
    std::optional<int> status;
    door_.call(std::move(message), [&status](const Reply& reply) { status = reply.status; });
    must(status && *status >= 400 && *status < 500,
         "ForgedIsRefused: a forged or mangled notice is not refused");
    must(sequencer.queued() == queued,
         "ForgedIsRefused: a forged or mangled notice is on its way into the ledger");
}

Gateway::Message Forger::spoil(Gateway::Message message) {
    auto& body = message.body;
    const auto too_old = [this] {
        return machine_.clock().now() - 301s - std::chrono::seconds{chance_.below(10'000)};
    };
    const std::array<std::function<void()>, 8> ways{
        [&] { message.fields.back().second[5 + chance_.below(30)] ^= 1; },  // A bit of the signature.
        [&] { body.replace(body.find("\"amount\":") + 9, 1, "9"), body += ' '; },
        [&] { message = bank_.seal(body, "late", too_old()); },
        [&] { body.resize(chance_.below(body.size())); },
        [&] { message.fields.pop_back(); },  // No signature.
        [&] { message.method = http::Method::get; },
        [&] { message.fields.front().second = "text/plain"; },
        [&] {  // Signed by the bank, and cut before that.
            message = bank_.seal(body.substr(0, chance_.below(body.size())), "cut", machine_.true_time());
        }};
    chance_.any(ways)();
    return message;
}

}  // namespace choqr::market_day
