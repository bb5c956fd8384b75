#include "gateway/routes/views.hpp"

#include <charconv>
#include <cstdio>

#include "base/encoding.hpp"
#include "gateway/event_json.hpp"
#include "gateway/problem.hpp"
#include "merchants/bank_directory.hpp"
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

void write(JsonWriter& json, const merchants::Account& account) {
    json.begin_object().field("bin", account.bin.text()).field("bank", merchants::bank_display_name(account.bin));
    json.field("account_number", account.number.text()).field("account_name", account.name).field("kind", name_of(account.kind));
    json.end_object();
}

void write(JsonWriter& json, const merchants::Vendor& vendor) {
    json.begin_object().field("id", vendor.id.text()).field("name", vendor.name).field("phone", vendor.phone);
    json.field("kind", name_of(vendor.kind)).end_object();
}

std::optional<std::int64_t> version_or_null(std::uint32_t version) {
    return version == 0 ? std::nullopt : std::optional{std::int64_t{version}};
}

qr::PaymentCode code_for(const merchants::Account& account) { return {account.bin, account.number.text()}; }

}  // namespace

void write(JsonWriter& json, const merchants::Market& market) {
    json.begin_object().field("id", market.id.text()).field("name", market.name).field("code", market.code);
    json.field("province", market.province).field("commune", market.commune);
    json.field("business_day_cutoff", format_cutoff(market.business_day_cutoff));
    json.field("watch_days", std::int64_t{market.watch_period.count()});
    json.field("stalls_max", std::int64_t{market.stalls_max}).end_object();
}

namespace {

void write_members(JsonWriter& json, const merchants::Stall& stall) {
    json.field("id", stall.id.text()).field("market_id", stall.market.text()).field("kind", name_of(stall.kind));
    json.field("code", stall.code).field("zone", stall.zone).field("goods", stall.goods).field("status", name_of(stall.status));
    json.field("registered", stall.registered()).field("stall_code", stall.transfer_code.text());
    json.field("short_code", stall.transfer_code.heart()).key("vendor");
    if (stall.vendor) write(json, *stall.vendor);
    else json.null();
    json.key("accounts").begin_array();
    for (const auto& account : stall.accounts) write(json, account);
    json.end_array().field("qr_payload", stand_payload(stall)).field("stand_version", version_or_null(stall.stand.version));
}

}  // namespace

void write(JsonWriter& json, const merchants::Stall& stall) {
    json.begin_object();
    write_members(json, stall);
    json.field("stand_since", stall.stand.version == 0 ? std::nullopt : std::optional{format_rfc3339(stall.stand.since)});
    json.field("stand_printed_version", version_or_null(stall.stand.printed)).end_object();
}

void write_as_told(JsonWriter& json, const merchants::Stall& stall) {
    json.begin_object();
    write_members(json, stall);
    json.end_object();
}

void write(JsonWriter& json, const merchants::PaymentRequest& request, const merchants::Stall& stall) {
    std::string refused;
    json.begin_object().field("id", request.id.text()).field("stall_id", request.stall.text()).field("amount", request.amount.dong());
    json.field("received", request.received.dong()).field("description", request.description);
    json.field("reference_code", request.reference_code.text());
    json.field("qr_payload", amount_payload(stall, request.amount, request.reference_code.text(), refused));
    json.field("status", book::name_of(request.status)).field("opened_at", format_rfc3339(request.opened_at));
    json.field("expires_at", text_of(request.expires_at)).end_object();
}

bool is_news(const reports::TransferRow& transfer) {
    const bool at_stall =
        transfer.status == book::TransferStatus::matched || transfer.status == book::TransferStatus::assigned;
    return at_stall && !transfer.counts_when_recorded;
}

void write(JsonWriter& json, const reports::TransferRow& transfer, bool with_content) {
    json.begin_object().field("sequence", transfer.sequence.value()).field("id", transfer.id.text());
    json.field("provider", transfer.provider.text()).field("provider_reference", transfer.provider_reference.text());
    json.field("amount", transfer.amount.dong()).field("booked_at", format_rfc3339(transfer.booked_at));
    json.field("received_at", format_rfc3339(transfer.received_at)).field("market_id", text_of(transfer.market));
    json.field("stall_id", text_of(transfer.stall)).field("payment_request_id", text_of(transfer.payment_request));
    json.field("status", book::name_of(transfer.status)).field("match_basis", book::name_of(transfer.basis));
    json.field("debtor_account_tail", transfer.debtor_account_tail)
        .field("trial", transfer.trial)
        .field("announce", is_news(transfer));
    if (with_content) json.field("content", qr::mask_card_numbers_in(transfer.remittance_information));
    json.end_object();
}

void write(JsonWriter& json, const reports::DayClose& close) {
    json.begin_object().field("sequence", close.sequence.value()).field("closed_at", format_rfc3339(close.closed_at));
    json.field("tree_size", close.sequence.value()).field("root_hash", to_base64(close.root.bytes())).key("totals");
    write(json, close.totals);
    json.end_object();
}

void write(JsonWriter& json, const reports::TokenRow& token) {
    json.begin_object();
    write_members(json, token);
    json.end_object();
}

void write_members(JsonWriter& json, const reports::TokenRow& token) {
    json.field("id", token.id.text())
        .field("role", book::name_of(token.role))
        .field("market_id", text_of(token.market));
    json.field("stall_id", text_of(token.stall)).field("feed", text_of(token.feed)).field("label", token.label);
    json.field("revoked", token.revoked);
}

http::Response json_answer(JsonWriter json, int status) {
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

std::optional<std::string> stand_payload(const merchants::Stall& stall) {
    if (!stall.can_be_shown()) return std::nullopt;
    auto code = code_for(stall.accounts.front());
    code[qr::Field::purpose] = stall.transfer_code.text();
    const auto payload = qr::encode(code);
    return payload ? std::optional{*payload} : std::nullopt;
}

std::optional<std::string> amount_payload(const merchants::Stall& stall, std::optional<Vnd> amount, std::string_view content,
                                          std::string& refused) {
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
    if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
    const int hours = (text[0] - '0') * 10 + (text[1] - '0');
    const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
    if (hours > 23 || minutes > 59) return std::nullopt;
    return std::chrono::minutes{hours * 60 + minutes};
}

std::string format_cutoff(std::chrono::minutes cutoff) {
    char text[16];
    std::snprintf(text, sizeof text, "%02d:%02d", static_cast<int>(cutoff.count() / 60 % 24), static_cast<int>(cutoff.count() % 60));
    return text;
}

std::string_view name_of(merchants::VendorKind kind) {
    switch (kind) {
        case merchants::VendorKind::person: return "person";
        case merchants::VendorKind::household_business: return "household_business";
        case merchants::VendorKind::organisation: return "organisation";
    }
    return "";
}

std::string_view name_of(merchants::AccountKind kind) {
    switch (kind) {
        case merchants::AccountKind::bank: return "bank";
        case merchants::AccountKind::virtual_account: return "virtual_account";
        case merchants::AccountKind::wallet_phone: return "wallet_phone";
    }
    return "";
}

std::string_view name_of(merchants::PointKind kind) { return kind == merchants::PointKind::stall ? "stall" : "collection_point"; }

std::string_view name_of(merchants::StallStatus status) {
    switch (status) {
        case merchants::StallStatus::open: return "open";
        case merchants::StallStatus::suspended: return "suspended";
        case merchants::StallStatus::closed: return "closed";
    }
    return "";
}

std::string_view name_of(merchants::PrintReason reason) {
    switch (reason) {
        case merchants::PrintReason::never_printed: return "never_printed";
        case merchants::PrintReason::account_changed: return "account_changed";
        case merchants::PrintReason::account_name_changed: return "account_name_changed";
    }
    return "";
}

std::optional<std::string> parameter(const http::Request& request, std::string_view name, std::optional<http::Response>& refusal) {
    bool malformed = false;
    auto value = http::query_value(request.query, name, malformed);
    if (malformed && !refusal) refusal = problem("invalid_parameter", "A parameter is not valid text, or came twice.", name);
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
        const auto parsed = shaped ? std::from_chars(text->data() + 1, end, number) : std::from_chars_result{};
        if (!shaped || parsed.ec != std::errc{} || parsed.ptr != end || number > INT64_MAX)
            wrong = problem("invalid_parameter", "cursor is not one that a list gave out.", "cursor");
        else query.after = number;
    }
    if (wrong) {
        refusal = *std::move(wrong);
        return std::nullopt;
    }
    return query;
}

}  // namespace choqr::gateway
