#include "gateway/notices.hpp"

#include <algorithm>

#include "gateway/log.hpp"
#include "qr/card_number.hpp"

namespace choqr::gateway {

namespace net = http::net;
using connectors::NoticeOutcome;
using connectors::OutcomeKind;

namespace {

constexpr std::chrono::milliseconds answer_limit{10'000};

NoticeOutcome outcome_of(const Result<book::Outcome>& result) {
    NoticeOutcome outcome;
    if (!result) {
        outcome.kind = result.error() == sequencer::errc::queue_full ? OutcomeKind::busy : OutcomeKind::unavailable;
        return outcome;
    }
    const auto matched = [](book::TransferStatus status) {
        return status == book::TransferStatus::matched || status == book::TransferStatus::assigned;
    };
    if (const auto* recorded = std::get_if<book::Recorded>(&*result)) return {OutcomeKind::recorded, recorded->sequence, matched(recorded->status)};
    if (const auto* exists = std::get_if<book::Exists>(&*result)) return {OutcomeKind::exists, exists->sequence, matched(exists->status)};
    if (const auto* conflicts = std::get_if<book::Conflicts>(&*result)) return {OutcomeKind::conflict, conflicts->sequence, false};
    if (std::holds_alternative<book::NothingToRecord>(*result)) outcome.kind = OutcomeKind::accepted_without_record;
    return outcome;
}

// Of several notices in one request the least done decides: a provider that is told "recorded" forgets all of them.
int urgency(OutcomeKind kind) {
    switch (kind) {
        case OutcomeKind::accepted_without_record: return 0;
        case OutcomeKind::exists: return 1;
        case OutcomeKind::recorded: return 2;
        case OutcomeKind::conflict: return 3;
        case OutcomeKind::busy: return 4;
        case OutcomeKind::unavailable: return 5;
    }
    return 5;
}

std::string_view name_of(OutcomeKind kind) {
    switch (kind) {
        case OutcomeKind::recorded: return "recorded";
        case OutcomeKind::exists: return "exists";
        case OutcomeKind::conflict: return "conflict";
        case OutcomeKind::accepted_without_record: return "accepted";
        case OutcomeKind::busy: return "busy";
        case OutcomeKind::unavailable: return "unavailable";
    }
    return "";
}

std::string_view name_of(connectors::Rejection why) {
    switch (why) {
        case connectors::Rejection::unauthenticated: return "unauthenticated";
        case connectors::Rejection::repeated_header: return "repeated_header";
        case connectors::Rejection::unsupported_content_type: return "unsupported_content_type";
        case connectors::Rejection::unsupported_encoding: return "unsupported_encoding";
        case connectors::Rejection::malformed: return "malformed";
        case connectors::Rejection::invalid_amount: return "invalid_amount";
    }
    return "";
}

// Feed names come from the configuration: they are few, and already free of quotation marks.
void count(Services& services, const Feed& feed, std::string_view outcome) {
    std::string labels = "feed=\"" + feed.id.text() + "\",outcome=\"";
    labels.append(outcome).append("\"");
    services.metrics.count("choqr_notices", labels);
}

}  // namespace

namespace {

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

}  // namespace

net::awaitable<connectors::ProviderAnswer> receive_notice(Services& services, const Feed& feed,
                                                          connectors::ProviderRequest request, bool trial) {
    auto opened = feed.connector->open(request, services.clock.now());  // Checks the signature, then parses. Pure.
    if (const auto* rejected = std::get_if<connectors::Rejected>(&opened)) {
        count(services, feed, name_of(rejected->why));
        services.refusals.note({name_of(rejected->why), "feed:" + feed.id.text(), rejected->detail});
        co_return feed.connector->refuse(*rejected);
    }
    NoticeOutcome answer;
    answer.kind = OutcomeKind::accepted_without_record;
    for (auto& notice : std::get<0>(opened)) {
        take_out_card_numbers(notice);
        book::RecordTransfer record{feed.id, std::move(notice), feed.bounds, trial};
        book::Command command{std::move(record), "feed:" + feed.id.text(), std::nullopt};
        const auto result = co_await submit_patiently(services.sequencer, std::move(command), answer_limit);
        const auto outcome = outcome_of(result);
        count(services, feed, name_of(outcome.kind));
        if (outcome.kind == OutcomeKind::conflict)
            log_seldom(LogLevel::warning, "notice_conflicts",
                       {{"feed", feed.id.text()}, {"sequence", std::to_string(outcome.sequence.value())}});
        if (urgency(outcome.kind) >= urgency(OutcomeKind::busy))
            services.refusals.note(
                {name_of(outcome.kind), "feed:" + feed.id.text(), "a notice could not be recorded in time"});
        if (urgency(outcome.kind) >= urgency(answer.kind)) answer = outcome;
        if (urgency(outcome.kind) >= urgency(OutcomeKind::busy)) break;
    }
    co_return feed.connector->acknowledge(answer);  // Durable. Only now may the provider forget it.
}

}  // namespace choqr::gateway
