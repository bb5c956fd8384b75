#include "api/views.hpp"

#include <charconv>

#include "api/request_members.hpp"
#include "base/encoding.hpp"
#include "base/fold.hpp"
#include "merchants/bank_directory.hpp"
#include "problem/problem.hpp"
#include "qr/card_number.hpp"
#include "qr/payload.hpp"

namespace choqr::gateway {
namespace {

constexpr std::size_t page_limit_max = 1000;
constexpr std::size_t page_limit_default = 100;

std::optional<std::string> text_of(std::optional<Instant> instant) {
    return instant ? std::optional{format_rfc3339(*instant)} : std::nullopt;
}

template <class Id>
std::optional<std::string> text_of(const std::optional<Id>& id) {
    return id ? std::optional{id->text()} : std::nullopt;
}

std::optional<std::int64_t> version_or_null(std::uint32_t version) {
    return version == 0 ? std::nullopt : std::optional{std::int64_t{version}};
}

qr::PaymentCode code_for(const merchants::Account& account) { return {account.bin, account.number.text()}; }

}  // namespace

namespace {

// Where its vendor has taken the consent back. Under its public name everybody may see the account in a
// picture: so that is not told either.
void write_withheld(json::Writer& json, const ShownStall& stall) {
    const auto& place = stall.place();
    book::write_place_members(json, place, stall.registered());
    json.key("vendor").null().key("accounts").begin_array();
    for (const auto& account : stall.accounts()) {
        json.begin_object().field("bin", account.bin.text());
        json.field("bank", merchants::bank_display_name(account.bin)).key("account_number").null();
        json.field("last_four", account.last_four).key("account_name").null();
        json.field("kind", book::name_of(account.kind)).end_object();
    }
    json.end_array().key("qr_payload").null();
    json.field("stand_version", version_or_null(place.stand.version)).key("public_id").null();
}

/// Why its stand is to be printed (again), as the list of those that are has it.
std::optional<std::string_view> why_due(const ShownStall& stall) {
    const auto& place = stall.place();
    if (place.status != merchants::StallStatus::open || !stall.registered()) return std::nullopt;
    const bool is_due = place.stand.printed < place.stand.version ||
                        shows_former_bank(place.stand, stall.accounts().front().bin);
    return is_due ? std::optional{name_of(print_reason(place.stand))} : std::nullopt;
}

}  // namespace

void write(json::Writer& json, const merchants::Consent& consent) {
    json.begin_object().field("status", book::name_of(consent.status));
    json.field("version", version_or_null(consent.version));
    const bool is_said = consent.status != merchants::ConsentStatus::not_asked;
    json.field("since", is_said ? std::optional{format_rfc3339(consent.since)} : std::nullopt).end_object();
}

void write(json::Writer& json, const merchants::Visit& visit) {
    json.begin_object().field("outcome", book::name_of(visit.outcome));
    json.field("reason", visit.reason ? std::optional{book::name_of(*visit.reason)} : std::nullopt);
    json.field("at", format_rfc3339(visit.at)).end_object();
}

void write(json::Writer& json, const ShownStall& stall, const PublicIds& public_ids) {
    const auto& place = stall.place();
    json.begin_object();
    if (const auto* whole = stall.whole()) {
        book::write_members(json, *whole);
        json.field("public_id", public_ids.of(whole->id));
    } else {
        write_withheld(json, stall);
    }
    json.field("stand_since",
               place.stand.version == 0 ? std::nullopt : std::optional{format_rfc3339(place.stand.since)});
    json.field("stand_printed_version", version_or_null(place.stand.printed));
    json.field("stand_due", why_due(stall));
    json.field("stand_handed_over", version_or_null(place.stand.handed_over)).key("visit");
    if (place.visit)
        write(json, *place.visit);
    else
        json.null();
    json.key("consent");
    write(json, place.consent);
    json.end_object();
}

void write_members(json::Writer& json, const merchants::PaymentRequest& request,
                   const merchants::Stall& stall) {
    std::string refused;
    json.field("id", request.id.text())
        .field("stall_id", request.stall.text())
        .field("amount", request.amount.dong());
    json.field("received", request.received.dong()).field("description", request.description);
    json.field("reference_code", request.reference_code.text()).field("trial", request.trial);
    json.field("qr_payload", amount_payload(stall, request.amount, request.reference_code.text(), refused));
    json.field("status", book::name_of(request.status)).field("opened_at", format_rfc3339(request.opened_at));
    json.field("expires_at", text_of(request.expires_at));
}

void write(json::Writer& json, const merchants::PaymentRequest& request, const merchants::Stall& stall,
           const PublicRequestIds& public_ids) {
    json.begin_object();
    write_members(json, request, stall);
    json.field("public_id", public_ids.of(request.id)).end_object();
}

statistics::DisclosedTransfer disclosed(const reports::TransferRow& transfer, statistics::Reader reader) {
    // What may be another telling of a stall's payment has that payment's amount.
    const bool is_nobodys = transfer.status == book::TransferStatus::unmatched &&
                            transfer.basis != merchants::MatchBasis::none_perhaps_known;
    return statistics::Disclosure{reader}.transfer(
        {transfer.amount.dong(), is_nobodys, transfer.debtor_account_tail,
         qr::mask_card_numbers_in(transfer.remittance_information)});
}

namespace {

TransferFace face_of(const reports::TransferRow& transfer) {
    return {.id = transfer.id,
            .provider = transfer.provider.text(),
            .provider_reference = transfer.provider_reference.text(),
            .booked_at = transfer.booked_at,
            .received_at = transfer.received_at,
            .market = transfer.market,
            .stall = transfer.stall,
            .payment_request = transfer.payment_request,
            .status = transfer.status,
            .basis = transfer.basis,
            .trial = transfer.trial,
            .counts_when_recorded = transfer.counts_when_recorded};
}

}  // namespace

void write(json::Writer& json, const reports::TransferRow& transfer,
           const statistics::DisclosedTransfer& money) {
    write(json, face_of(transfer), money);
}

void write(json::Writer& json, const reports::TransferRow& transfer,
           const statistics::DisclosedTransfer& money, const std::vector<reports::EvidenceRow>& evidence) {
    json.begin_object();
    write_members(json, face_of(transfer), money);
    json.key("evidence").begin_array();
    for (const auto& one : evidence) {
        json.begin_object().field("provider", one.provider.text());
        json.field("provider_reference", one.provider_reference.text());
        json.field("evidence", book::name_of(one.kind)).field("booked_at", format_rfc3339(one.booked_at));
        json.field("received_at", format_rfc3339(one.received_at)).end_object();
    }
    json.end_array().end_object();
}

bool is_own_zone(const Principal& caller, std::string_view zone) {
    return caller.scope.zone.empty() || folded_name(zone) == caller.scope.zone;
}

statistics::Reader reader_of(const Principal& caller) {
    if (caller.may(Capability::see_amounts)) return statistics::Reader::of_money;
    return caller.may(Capability::list_stalls) ? statistics::Reader::of_counts : statistics::Reader::of_sums;
}

statistics::TotalsFacts facts_of(const book::DayTotals& totals) {
    return {.total_stalls = totals.total_stalls,
            .registered = totals.registered,
            .active = totals.active,
            .transactions = totals.transactions,
            .unmatched = totals.unmatched,
            .collection_point_transactions = totals.collection_point_transactions,
            .dong = totals.amount.dong(),
            .unmatched_dong = totals.unmatched_amount.dong(),
            .collection_point_dong = totals.collection_point_amount.dong()};
}

documents::Closing closing_of(const reports::DayClose& close) {
    return {close.sequence, close.closed_at, close.root};
}

void write_members(json::Writer& json, const book::Area& area) {
    if (area.province) json.field("province", *area.province);
    if (area.commune) json.field("commune", *area.commune);
    if (area.zone) json.field("zone", *area.zone);
}

namespace {

void write_scopes(json::Writer& json, const std::vector<std::string>& scopes) {
    json.key("scopes").begin_array();
    for (const auto& scope : scopes) json.text(scope);
    json.end_array();
}

}  // namespace

void write(json::Writer& json, const reports::TokenRow& token, Instant now) {
    json.begin_object()
        .field("id", token.id.text())
        .field("role", book::name_of(token.role))
        .field("market_id", text_of(token.market));
    json.field("stall_id", text_of(token.stall))
        .field("feed", text_of(token.feed))
        .field("label", token.label);
    write_members(json, token.area);
    if (token.scopes) write_scopes(json, *token.scopes);
    if (token.expires_at) json.field("expires_at", format_rfc3339(*token.expires_at));
    if (token.expires_at) json.field("expired", *token.expires_at <= now);
    json.field("revoked", token.revoked).end_object();
}

void write_members(json::Writer& json, const Principal& principal) {
    const auto feed = principal.scope.feed;
    json.field("id", principal.name()).field("kind", name_of(principal.kind));
    const auto market = principal.device_of ? principal.device_of : principal.scope.market;
    json.field("role", book::name_of(principal.role)).field("market_id", text_of(market));
    json.field("stall_id", text_of(principal.scope.stall)).field("feed", text_of(feed));
    write_members(json, principal.area);
    if (principal.ends_at) json.field("expires_at", format_rfc3339(*principal.ends_at));
    json.field("label", principal.label).field("revoked", false).key("capabilities").begin_array();
    for (std::size_t i = 0; i < capability_count; ++i)
        if (const auto one = static_cast<Capability>(i); principal.may(one)) json.text(name_of(one));
    json.end_array();
}

http::Response me_answer(const Principal& principal, const Accounts& accounts, bool trial_ledger) {
    const auto account = accounts.find(principal.id);
    json::Writer json;
    json.begin_object();
    write_members(json, principal);
    if (account) json.field("login", account->login).field("name", account->name);
    json.field("trial", trial_ledger).end_object();
    return json_answer(std::move(json));
}

http::Response json_answer(json::Writer json, int status) {
    http::Response response;
    response.status = status;
    response.body = json.take();
    return response;
}

http::Response text_answer(std::string text, std::string_view content_type) {
    http::Response response;
    response.content_type = content_type;
    response.body = std::move(text);
    return response;
}

std::optional<std::string> amount_payload(const merchants::Stall& stall, std::optional<Vnd> amount,
                                          std::string_view content, std::string& refused) {
    if (!stall.can_be_shown()) return std::nullopt;
    auto code = code_for(stall.accounts.front());
    code.amount = amount;
    if (amount) code.point_of_initiation = qr::PointOfInitiation::dynamic_code;
    code[qr::Field::purpose] = std::string{content};
    auto payload = qr::encode(code);
    if (payload) return *std::move(payload);
    refused = payload.error().sentence();
    return std::nullopt;
}

std::optional<std::chrono::minutes> parse_cutoff(std::string_view text) {
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
        return std::nullopt;
    const int hours = (text[0] - '0') * 10 + (text[1] - '0');
    const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
    if (hours > 23 || minutes > 59) return std::nullopt;
    return std::chrono::minutes{hours * 60 + minutes};
}

std::string_view name_of(merchants::PrintReason reason) {
    switch (reason) {
        case merchants::PrintReason::never_printed:
            return "never_printed";
        case merchants::PrintReason::account_changed:
            return "account_changed";
        case merchants::PrintReason::account_name_changed:
            return "account_name_changed";
        case merchants::PrintReason::bank_renamed:
            return "bank_renamed";
    }
    return "";
}

std::optional<std::string> parameter(const http::Request& request, std::string_view name,
                                     std::optional<http::Response>& refusal) {
    bool malformed = false;
    auto value = http::query_value(request.query, name, malformed);
    if (malformed && !refusal)
        refusal = problem("invalid_parameter", "A parameter is not valid text, or came twice.", name);
    return value;
}

std::string cursor_of(std::uint64_t last) { return to_hex("n" + std::to_string(last)); }

std::optional<PageQuery> page_query(const http::Request& request, http::Response& refusal) {
    std::optional<http::Response> wrong;
    const auto limit = parameter(request, "limit", wrong);
    const auto cursor = parameter(request, "cursor", wrong);
    PageQuery query;
    query.limit = page_limit_default;
    if (limit && !wrong) {
        const auto* end = limit->data() + limit->size();
        const auto parsed = std::from_chars(limit->data(), end, query.limit);
        if (parsed.ec != std::errc{} || parsed.ptr != end || query.limit < 1 || query.limit > page_limit_max)
            wrong = problem("invalid_parameter", "limit is a whole number from 1 to 1000.", "limit");
    }
    if (cursor && !cursor->empty() && !wrong) {
        const auto text = from_lower_hex(*cursor);
        std::uint64_t number = 0;
        const bool shaped = text && text->size() > 1 && text->front() == 'n';
        const auto* end = shaped ? text->data() + text->size() : nullptr;
        const auto parsed =
            shaped ? std::from_chars(text->data() + 1, end, number) : std::from_chars_result{};
        if (!shaped || parsed.ec != std::errc{} || parsed.ptr != end || number > INT64_MAX)
            wrong = problem("invalid_parameter", "cursor is not one that a list gave out.", "cursor");
        else
            query.after = number;
    }
    if (wrong) {
        refusal = *std::move(wrong);
        return std::nullopt;
    }
    return query;
}

}  // namespace choqr::gateway
