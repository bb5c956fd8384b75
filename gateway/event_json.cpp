#include "gateway/event_json.hpp"

#include "base/encoding.hpp"
#include "gateway/routes/views.hpp"
#include "qr/card_number.hpp"

namespace choqr::gateway {
namespace {

template <class Id>
std::optional<std::string> text_of(const std::optional<Id>& id) {
    return id ? std::optional{id->text()} : std::nullopt;
}

/// A provider's: it may be a card's.
std::optional<std::string> shown(const std::optional<AccountNumber>& account) {
    return account ? std::optional{qr::mask_card_number(account->text())} : std::nullopt;
}

std::string shown(const std::string& account) {
    return AccountNumber::parse(account) ? qr::mask_card_number(account) : qr::mask_card_numbers_in(account);
}

void write_debtor(JsonWriter& json, const std::optional<merchants::Debtor>& debtor) {
    json.key("debtor");
    if (!debtor) {
        json.null();
        return;
    }
    json.begin_object().field("bin", debtor->bin ? std::optional{std::string{debtor->bin->text()}} : std::nullopt);
    json.field("account_number", shown(debtor->account_number));
    json.field("name", qr::mask_card_numbers_in(debtor->name)).end_object();
}

struct WriteData {
    JsonWriter& json;
    Keys keys;

    void operator()(const book::MarketRegistered& event) const {
        json.key("market");
        write(json, event.market);
    }
    void operator()(const book::StallRegistered& event) const {
        json.key("stall");
        write_as_told(json, event.stall);
    }
    void operator()(const book::StallChanged& event) const {
        json.key("stall");
        write_as_told(json, event.stall);
    }
    void operator()(const book::StallSuspended& event) const { json.field("stall_id", event.stall.text()).field("reason", event.reason); }
    void operator()(const book::StallResumed& event) const { json.field("stall_id", event.stall.text()); }
    void operator()(const book::StallClosed& event) const {
        json.field("stall_id", event.stall.text()).field("reason", event.reason);
    }
    void operator()(const book::PaymentRequestOpened& event) const {
        const auto& request = event.request;
        json.field("payment_request_id", request.id.text()).field("stall_id", request.stall.text()).field("amount", request.amount.dong());
        json.field("description", request.description).field("reference_code", request.reference_code.text());
        json.field("expires_at", request.expires_at ? std::optional{format_rfc3339(*request.expires_at)} : std::nullopt);
    }
    void operator()(const book::PaymentRequestExpired& event) const { json.field("payment_request_id", event.request.text()); }
    void operator()(const book::PaymentRequestCancelled& event) const { json.field("payment_request_id", event.request.text()); }
    void operator()(const book::TransferReceived& event) const {
        const auto& notice = event.notice;
        json.field("transfer_id", event.id.text()).field("provider", event.feed.text());
        json.field("provider_reference", notice.reference.text());
        json.field("direction", notice.direction == merchants::Direction::credit ? "in" : "out").field("amount", notice.amount.dong());
        json.field("bin", notice.creditor_bin ? std::optional{std::string{notice.creditor_bin->text()}} : std::nullopt);
        json.field("account_number", shown(notice.creditor_account))
            .field("virtual_account", shown(notice.virtual_account));
        json.field("content", qr::mask_card_numbers_in(notice.remittance_information)).field("booked_at", format_rfc3339(notice.booked_at));
        write_debtor(json, notice.debtor);
        json.field("reversal_of", text_of(notice.reversal_of))
            .field("bank_reference", qr::mask_card_numbers_in(notice.bank_reference));
        json.field("status", book::name_of(event.status)).field("match_basis", book::name_of(event.match.basis));
        json.field("stall_id", text_of(event.match.stall)).field("payment_request_id", text_of(event.match.request));
        json.field("payment_request_status",
                   event.request_status ? std::optional{std::string{book::name_of(*event.request_status)}} : std::nullopt);
        json.field("reverses", text_of(event.reverses)).field("reversed_by", text_of(event.reversed_by));
        json.field("trial", event.trial).field("counts_when_recorded", event.counts_when_recorded);
        json.field(keys == Keys::at_hand ? "erased" : "sealed", event.erased);
    }
    void operator()(const book::NoticeConflicted& event) const {
        json.field("provider", event.feed.text()).field("provider_reference", event.reference.text());
        json.field("transfer_id", event.recorded.text());
    }
    void operator()(const book::TransferAssigned& event) const {
        json.field("transfer_id", event.transfer.text()).field("stall_id", event.stall.text()).field("reason", event.reason);
    }
    void operator()(const book::TokenIssued& event) const {
        json.field("token_id", event.id.text()).field("role", book::name_of(event.token.role));
        json.field("market_id", text_of(event.token.market)).field("stall_id", text_of(event.token.stall));
        json.field("feed", text_of(event.token.feed)).field("label", event.token.label);
    }
    void operator()(const book::TokenRevoked& event) const { json.field("token_id", event.token.text()); }
    void operator()(const book::DayClosed& event) const {
        json.field("market_id", event.market.text()).field("date", format_day(event.day)).key("totals");
        write(json, event.totals);
        json.field("root_hash", to_base64(event.root.bytes()));
    }
    void operator()(const book::StandsPrinted& event) const {
        json.field("market_id", event.market.text()).key("stands").begin_array();
        for (const auto& [stall, version] : event.stands)
            json.begin_object().field("stall_id", stall.text()).field("version", std::int64_t{version}).end_object();
        json.end_array();
    }
    void operator()(const book::MarketChanged& event) const {
        json.field("market_id", event.market.text());
        if (event.watch_period) json.field("watch_days", std::int64_t{event.watch_period->count()});
        if (event.stalls_max) json.field("stalls_max", std::int64_t{*event.stalls_max});
    }
    void operator()(const book::LedgerMarkedTrial&) const { json.field("trial", true); }
    void operator()(const book::VendorErased& event) const {
        json.field("vendor_id", event.vendor.text()).field("reason", event.reason);
    }

private:
    static std::optional<std::string> text_of(const std::optional<AccountNumber>& number) {
        return number ? std::optional{number->text()} : std::nullopt;
    }
    template <class T>
    static std::optional<std::string> text_of(const std::optional<T>& value) {
        return gateway::text_of(value);
    }
};

struct TypeName {
    std::string_view operator()(const book::MarketRegistered&) const { return "market_registered"; }
    std::string_view operator()(const book::StallRegistered&) const { return "stall_registered"; }
    std::string_view operator()(const book::StallChanged&) const { return "stall_changed"; }
    std::string_view operator()(const book::StallSuspended&) const { return "stall_suspended"; }
    std::string_view operator()(const book::StallResumed&) const { return "stall_resumed"; }
    std::string_view operator()(const book::StallClosed&) const { return "stall_closed"; }
    std::string_view operator()(const book::PaymentRequestOpened&) const { return "payment_request_opened"; }
    std::string_view operator()(const book::PaymentRequestExpired&) const { return "payment_request_expired"; }
    std::string_view operator()(const book::PaymentRequestCancelled&) const { return "payment_request_cancelled"; }
    std::string_view operator()(const book::TransferReceived&) const { return "transfer_received"; }
    std::string_view operator()(const book::NoticeConflicted&) const { return "notice_conflicted"; }
    std::string_view operator()(const book::TransferAssigned&) const { return "transfer_assigned"; }
    std::string_view operator()(const book::TokenIssued&) const { return "token_issued"; }
    std::string_view operator()(const book::TokenRevoked&) const { return "token_revoked"; }
    std::string_view operator()(const book::DayClosed&) const { return "day_closed"; }
    std::string_view operator()(const book::VendorErased&) const { return "vendor_erased"; }
    std::string_view operator()(const book::StandsPrinted&) const { return "stands_printed"; }
    std::string_view operator()(const book::MarketChanged&) const { return "market_changed"; }
    std::string_view operator()(const book::LedgerMarkedTrial&) const { return "ledger_marked_trial"; }
};

}  // namespace

void write(JsonWriter& json, const book::DayTotals& totals) {
    json.begin_object().field("total_stalls", totals.total_stalls).field("registered", totals.registered);
    json.field("active", totals.active).field("transactions", totals.transactions).field("amount", totals.amount.dong());
    json.field("unmatched", totals.unmatched).field("unmatched_amount", totals.unmatched_amount.dong());
    json.field("collection_point_transactions", totals.collection_point_transactions);
    json.field("collection_point_amount", totals.collection_point_amount.dong()).end_object();
}

std::string_view type_of(const book::Event& event) { return std::visit(TypeName{}, event); }

void write(JsonWriter& json, const book::RecordedEvent& event, Keys keys) {
    json.begin_object().field("sequence", event.sequence.value()).field("recorded_at", format_rfc3339(event.recorded_at));
    json.field("actor", event.actor).field("type", type_of(event.event)).key("data").begin_object();
    std::visit(WriteData{json, keys}, event.event);
    json.end_object().end_object();
}

}  // namespace choqr::gateway
