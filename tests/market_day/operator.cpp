#include "operator.hpp"

#include "access/tokens.hpp"

namespace choqr::market_day {

using book::Outcome;
using book::Recorded;

void Operator::take_office() {
    token_ = gateway::make_token(machine_.salts());
    book::IssueToken issue;
    issue.role = book::Role::operator_;
    issue.token_hash = gateway::hash_of_token(token_);
    record_now(issue);
}

Gateway::Message Operator::message(std::string target, const Json& body, std::string key) const {
    Gateway::Message message{
        http::Method::post, std::move(target), {{"authorization", "Bearer " + token_}}, {}};
    if (!body.is_null()) {
        message.body = body.dump();
        message.fields.emplace_back("content-type", "application/json");
    }
    if (!key.empty()) message.fields.emplace_back("idempotency-key", std::move(key));
    return message;
}

void Operator::record(book::Ask ask, std::function<void(Sequence)> recorded, std::function<void()> refused) {
    door_.submit(std::move(ask), telling(std::move(recorded), std::move(refused)));
}

void Operator::record_as(TokenId who, book::Ask ask, std::function<void(Sequence)> recorded) {
    door_.submit(std::move(ask), telling(std::move(recorded), {}), who.text());
}

std::function<void(const Result<Outcome>&)> Operator::telling(std::function<void(Sequence)> recorded,
                                                              std::function<void()> refused) {
    return
        [this, recorded = std::move(recorded), refused = std::move(refused)](const Result<Outcome>& outcome) {
            if (!outcome) return;
            if (refused && std::holds_alternative<book::Refusal>(*outcome)) refused();
            const auto* success = std::get_if<Recorded>(&*outcome);
            if (success == nullptr) return;
            auditor_.promise(success->sequence);
            if (recorded) recorded(success->sequence);
        };
}

Sequence Operator::record_now(book::Ask ask) {
    std::optional<Outcome> told;
    door_.submit(std::move(ask), [&told](const Result<Outcome>& outcome) { told = outcome.value(); });
    machine_.gateway().ledger.sequencer().run_once();
    return auditor_.promise(std::get<Recorded>(told.value()).sequence);
}

}  // namespace choqr::market_day
