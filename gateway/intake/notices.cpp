#include "intake/notices.hpp"

#include <algorithm>

#include "qr/card_number.hpp"
#include "telemetry/log.hpp"
#include "work/async.hpp"

namespace choqr::gateway {

namespace net = http::net;
using connectors::NoticeOutcome;
using connectors::OutcomeKind;

namespace {

constexpr std::chrono::milliseconds answer_limit{10'000};

NoticeOutcome outcome_of(const Result<book::Outcome>& result) {
    NoticeOutcome outcome;
    if (!result) {
        outcome.kind =
            result.error() == sequencer::errc::queue_full ? OutcomeKind::busy : OutcomeKind::unavailable;
        return outcome;
    }
    const auto matched = [](book::TransferStatus status) {
        return status == book::TransferStatus::matched || status == book::TransferStatus::assigned;
    };
    if (const auto* recorded = std::get_if<book::Recorded>(&*result))
        return {OutcomeKind::recorded, recorded->sequence, matched(recorded->status)};
    if (const auto* exists = std::get_if<book::Exists>(&*result))
        return {OutcomeKind::exists, exists->sequence, matched(exists->status)};
    if (const auto* conflicts = std::get_if<book::Conflicts>(&*result))
        return {OutcomeKind::conflict, conflicts->sequence, false};
    if (std::holds_alternative<book::NothingToRecord>(*result))
        outcome.kind = OutcomeKind::accepted_without_record;
    return outcome;
}

// How little was done of it.
int urgency(OutcomeKind kind) {
    switch (kind) {
        case OutcomeKind::accepted_without_record:
            return 0;
        case OutcomeKind::exists:
            return 1;
        case OutcomeKind::recorded:
            return 2;
        case OutcomeKind::conflict:
            return 3;
        case OutcomeKind::busy:
            return 4;
        case OutcomeKind::unavailable:
            return 5;
    }
    return 5;
}

std::string_view name_of(OutcomeKind kind) {
    switch (kind) {
        case OutcomeKind::recorded:
            return "recorded";
        case OutcomeKind::exists:
            return "exists";
        case OutcomeKind::conflict:
            return "conflict";
        case OutcomeKind::accepted_without_record:
            return "accepted";
        case OutcomeKind::busy:
            return "busy";
        case OutcomeKind::unavailable:
            return "unavailable";
    }
    return "";
}

std::string_view name_of(connectors::Rejection why) {
    switch (why) {
        case connectors::Rejection::unauthenticated:
            return "unauthenticated";
        case connectors::Rejection::repeated_header:
            return "repeated_header";
        case connectors::Rejection::unsupported_content_type:
            return "unsupported_content_type";
        case connectors::Rejection::unsupported_encoding:
            return "unsupported_encoding";
        case connectors::Rejection::malformed:
            return "malformed";
        case connectors::Rejection::invalid_amount:
            return "invalid_amount";
    }
    return "";
}

// What the journal holds unsealed. A payer's text and name and the bytes as received are sealed, and masked
// when shown. No stall has such an account: registration refuses them. Those of 13 and 14 digits may be a
// stall's from before, so that they stay.
void take_out_card_numbers(merchants::TransferNotice& notice) {
    constexpr std::size_t never_registered_from = 15;
    for (auto* account : {&notice.creditor_account, &notice.virtual_account})
        if (*account && (*account)->text().size() >= never_registered_from)
            *account = AccountNumber::parse(qr::letters_for_card_number((*account)->text()));
    notice.bank_reference = qr::mask_card_numbers_in(notice.bank_reference);
}

std::string actor_of(const Feed& feed) { return "feed:" + feed.id.text(); }

std::vector<book::Command> commands_of(const Feed& feed, std::vector<merchants::TransferNotice>& notices,
                                       bool trial) {
    std::vector<book::Command> commands;
    commands.reserve(notices.size());
    for (auto& notice : notices) {
        take_out_card_numbers(notice);
        book::RecordTransfer record{feed.id, std::move(notice), feed.bounds, trial};
        commands.push_back({std::move(record), actor_of(feed), std::nullopt});
    }
    return commands;
}

}  // namespace

// Feed names come from the configuration: they are few, and already free of quotation marks.
void Notices::count(const Feed& feed, std::string_view outcome) {
    std::string labels = "feed=\"" + feed.id.text() + "\",outcome=\"";
    labels.append(outcome).append("\"");
    metrics_.count("choqr_notices", labels);
}

void Notices::refused(const Feed& feed, std::string_view why, std::string_view detail) {
    refusals_.note({why, actor_of(feed), detail});
}

NoticeOutcome Notices::told(const Feed& feed, const Result<book::Outcome>& result) {
    const auto outcome = outcome_of(result);
    count(feed, name_of(outcome.kind));
    if (outcome.kind == OutcomeKind::conflict)
        log_seldom(LogLevel::warning, "notice_conflicts",
                   {{"feed", feed.id.text()}, {"sequence", std::to_string(outcome.sequence.value())}});
    if (urgency(outcome.kind) >= urgency(OutcomeKind::busy))
        refused(feed, name_of(outcome.kind), "a notice could not be recorded in time");
    return outcome;
}

// Nearly always there is one.
net::awaitable<std::vector<Result<book::Outcome>>> Notices::submit(std::vector<book::Command> commands) {
    if (commands.size() != 1) {
        auto outcomes = co_await submit_all(clock_, sequencer_, std::move(commands), answer_limit);
        co_return outcomes;
    }
    auto outcome = co_await submit_patiently(clock_, sequencer_, std::move(commands.front()), answer_limit);
    std::vector<Result<book::Outcome>> outcomes;
    outcomes.push_back(std::move(outcome));
    co_return outcomes;
}

net::awaitable<connectors::ProviderAnswer> Notices::receive(const Feed& feed,
                                                            connectors::ProviderRequest request, bool trial) {
    auto opened = feed.connector->open(request, clock_.now());  // Checks the signature, then parses. Pure.
    if (const auto* rejected = std::get_if<connectors::Rejected>(&opened)) {
        count(feed, name_of(rejected->why));
        refused(feed, name_of(rejected->why), rejected->detail);
        co_return feed.connector->refuse(*rejected);
    }
    auto commands = commands_of(feed, std::get<0>(opened), trial);
    const auto results = co_await submit(std::move(commands));
    NoticeOutcome answer;
    answer.kind = OutcomeKind::accepted_without_record;
    for (const auto& result : results) {
        const auto outcome = told(feed, result);
        if (urgency(outcome.kind) >= urgency(answer.kind)) answer = outcome;
    }
    co_return feed.connector->acknowledge(answer);  // Durable. Only now may the provider forget it.
}

}  // namespace choqr::gateway
