#pragma once

#include <nlohmann/json.hpp>

#include "auditor.hpp"
#include "door.hpp"

namespace choqr::market_day {

using Json = nlohmann::json;

/// Whose token may do everything: others ask through it. What is recorded for it is promised (NothingLost).
class Operator {
public:
    Operator(Machine& machine, Door& door, Auditor& auditor)
        : machine_{machine}, door_{door}, auditor_{auditor} {}

    /// The first token of a new ledger.
    void take_office();

    /// A POST with the token. `body` null: none; `key` empty: no idempotency-key.
    Gateway::Message message(std::string target, const Json& body = nullptr, std::string key = {}) const;
    void send(Gateway::Message message, std::function<void(const Reply&)> done) {
        door_.call(std::move(message), std::move(done));
    }
    void call(std::string target, const Json& body, std::function<void(const Reply&)> done) {
        send(message(std::move(target), body), std::move(done));
    }
    /// An answer said that it is recorded there.
    void promise(Sequence sequence) { auditor_.promise(sequence); }

    /// Straight to the sequencer. `recorded` hears of success, once it is promised; `refused` of the book's
    /// refusal. Either may be empty.
    void record(book::Ask ask, std::function<void(Sequence)> recorded = {},
                std::function<void()> refused = {});
    /// The same in the name of somebody else.
    void record_as(TokenId who, book::Ask ask, std::function<void(Sequence)> recorded);
    /// The same, answered before it returns. Only where nothing can go wrong: while the ledger is founded.
    Sequence record_now(book::Ask ask);

private:
    std::function<void(const Result<book::Outcome>&)> telling(std::function<void(Sequence)> recorded,
                                                              std::function<void()> refused);

    Machine& machine_;
    Door& door_;
    Auditor& auditor_;
    std::string token_;
};

}  // namespace choqr::market_day
