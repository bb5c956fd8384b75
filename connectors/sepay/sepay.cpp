#include "connectors/sepay/sepay.hpp"

#include <algorithm>
#include <charconv>

#include "connectors/answers.hpp"
#include "connectors/forms.hpp"
#include "connectors/headers.hpp"
#include "json/fields.hpp"
#include "merchants/bank_directory.hpp"

namespace choqr::connectors {
namespace {

using merchants::Direction;
using merchants::TransferNotice;

constexpr std::size_t content_bytes_max = 1000;

Rejected malformed(std::string detail) { return {Rejection::malformed, std::move(detail)}; }

// In a form everything is text: digits written as a number is written become one, all else stays what it is.
json::Value form_value(std::string_view name, std::string text) {
    const bool number = name == "id" || name == "transferAmount";
    const bool canonical = !text.empty() && (text.size() == 1 || text.front() != '0') &&
                           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    std::int64_t integer = 0;
    if (number && canonical && std::from_chars(text.data(), text.data() + text.size(), integer).ec == std::errc{})
        return json::Value{integer};
    return json::Value{std::move(text)};
}

std::variant<json::Value, Rejected> from_form(std::optional<Form> form) {
    if (!form) return malformed("The form cannot be read.");
    json::Value::Object members;
    for (auto& [name, text] : *form) {
        auto value = form_value(name, std::move(text));
        members.push_back({std::move(name), std::move(value)});
    }
    return json::Value{std::move(members)};
}

std::variant<json::Value, Rejected> read_body(const ProviderRequest& request) {
    const auto type = content_type(request.headers);
    if (type.type == MediaType::form) return from_form(parse_urlencoded(request.body));
    if (type.type == MediaType::multipart) return from_form(parse_multipart(request.body, type.boundary));
    if (type.type == MediaType::other)
        return Rejected{Rejection::unsupported_content_type, "Content-Type must be JSON, urlencoded or multipart/form-data."};
    auto document = json::parse(request.body);
    if (auto* problem = std::get_if<json::Problem>(&document)) return malformed(std::move(problem->detail));
    return std::get<json::Value>(std::move(document));
}

// What a bank wrote, in whatever type. Control characters become spaces; the bytes as received keep them.
std::string loose_text(const json::Value& document, std::string_view name) {
    const auto* value = document.find(name);
    if (value == nullptr) return {};
    if (const auto* integer = value->integer()) return std::to_string(*integer);
    if (value->string() == nullptr) return {};
    auto text = *value->string();
    std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    return text;
}

// At most `bytes_max` bytes, never half a letter.
std::string cut(std::string text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return text;
    auto end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text.resize(end);
    return text;
}

// `content` is whole where `description` may be cut, so the second speaks only when the first is silent.
std::string remittance_information(const json::Value& document) {
    auto text = loose_text(document, "content");
    if (!text.empty()) return cut(std::move(text), content_bytes_max);
    constexpr std::string_view prefix = "BankAPINotify ";
    text = loose_text(document, "description");
    if (text.starts_with(prefix)) text.erase(0, prefix.size());
    return cut(std::move(text), content_bytes_max);
}

std::optional<Bin> bin_of_brand(const std::string& brand) {
    const auto* bank = brand.empty() ? nullptr : merchants::find_bank(std::string_view{brand});
    return bank == nullptr ? std::nullopt : std::optional{bank->bin};
}

struct Essentials {
    std::int64_t id;
    std::size_t direction;
    Vnd amount;
};

std::variant<Essentials, Rejected> read_essentials(const json::Value& document) {
    json::Complaint complaint;
    const json::Fields fields{document, complaint};
    const auto id = fields.integer("id", 0, INT64_MAX);
    const auto direction = fields.one_of("transferType", {"in", "out"});
    const auto amount = fields.amount("transferAmount");
    if (!complaint) return Essentials{*id, *direction, *amount};
    if (complaint->why == json::Wrong::not_amount) return Rejected{Rejection::invalid_amount, complaint->detail};
    return malformed(complaint->detail);
}

Opened read(const json::Value& document, const Authentic& authentic) {
    const auto read = read_essentials(document);
    if (const auto* rejected = std::get_if<Rejected>(&read)) return *rejected;
    const auto& essentials = std::get<Essentials>(read);
    const auto date = loose_text(document, "transactionDate");
    const auto booked_at = date.empty() ? authentic.checked_at() : parse_vietnam_local(date);
    if (!booked_at) return malformed("transactionDate must be like 2026-11-22 10:04:05.");

    TransferNotice notice{.reference = *ProviderReference::parse(std::to_string(essentials.id)),
                          .direction = essentials.direction == 0 ? Direction::credit : Direction::debit,
                          .creditor_bin = bin_of_brand(loose_text(document, "gateway")),
                          .creditor_account = AccountNumber::parse(loose_text(document, "accountNumber")),
                          .virtual_account = AccountNumber::parse(loose_text(document, "subAccount")),
                          .amount = essentials.amount,
                          .remittance_information = remittance_information(document),
                          .booked_at = *booked_at, .debtor = {}, .reversal_of = {},
                          .bank_reference = cut(loose_text(document, "referenceCode"), 128),
                          .as_received = std::string{authentic.request().body}, .test = essentials.id == 0,
                          .booked_at_told = !date.empty()};
    std::vector<TransferNotice> notices;
    notices.push_back(std::move(notice));
    return notices;
}

ProviderAnswer failure(int status, std::string_view code, std::string_view message, std::optional<int> retry_after_s = {}) {
    auto body = "{\"success\":false,\"code\":" + json::quoted(code) + ",\"message\":" + json::quoted(message) + "}";
    return {status, "application/json", std::move(body), retry_after_s};
}

}  // namespace

Opened Sepay::parse(const Authentic& authentic) const {
    const auto& request = authentic.request();
    if (request.method != "POST") return malformed("A notice is sent by POST.");
    const auto body = read_body(request);
    if (const auto* rejected = std::get_if<Rejected>(&body)) return *rejected;
    return read(std::get<json::Value>(body), authentic);
}

ProviderAnswer Sepay::acknowledge(const NoticeOutcome& outcome) const {
    switch (outcome.kind) {
        case OutcomeKind::recorded:
        case OutcomeKind::exists:
        case OutcomeKind::accepted_without_record: return {200, "application/json", "{\"success\":true}", std::nullopt};
        case OutcomeKind::conflict: return failure(409, "transaction_conflict", "This id was received before with other contents.");
        case OutcomeKind::busy: return failure(503, "busy", "Too many notices at once; send it again.", busy_retry_after_s);
        case OutcomeKind::unavailable: break;
    }
    return failure(503, "unavailable", "The notice could not be recorded; send it again.", unavailable_retry_after_s);
}

ProviderAnswer Sepay::refuse(const Rejected& rejected) const {
    return failure(status_of(rejected.why), code_of(rejected.why), rejected.detail);
}

}  // namespace choqr::connectors
