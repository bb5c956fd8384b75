#include "connectors/sepay/sepay.hpp"

#include "connectors/answers.hpp"
#include "connectors/loose.hpp"
#include "json/fields.hpp"
#include "merchants/bank_directory.hpp"

namespace choqr::connectors {
namespace {

using merchants::Direction;
using merchants::TransferNotice;

constexpr std::size_t content_bytes_max = 1000;

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
    if (complaint->why == json::Wrong::not_amount)
        return Rejected{Rejection::invalid_amount, complaint->detail};
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
                          .booked_at = *booked_at,
                          .debtor = {},
                          .reversal_of = {},
                          .bank_reference = cut(loose_text(document, "referenceCode"), 128),
                          .as_received = std::string{authentic.request().body},
                          .test = essentials.id == 0,
                          .booked_at_told = !date.empty()};
    std::vector<TransferNotice> notices;
    notices.push_back(std::move(notice));
    return notices;
}

ProviderAnswer failure(int status, std::string_view code, std::string_view message,
                       std::optional<int> retry_after_s = {}) {
    auto body =
        "{\"success\":false,\"code\":" + json::quoted(code) + ",\"message\":" + json::quoted(message) + "}";
    return {status, "application/json", std::move(body), retry_after_s};
}

std::unique_ptr<const Connector> make_sepay(const FeedConfig& config) {
    const auto auth = config.text("auth");
    if (auth == "hmac") return make_sepay_hmac(config.name, config.secrets("secret"));
    if (auth == "apikey") return make_sepay_apikey(config.name, config.secrets("api_key"));
    if (auth == "none")
        throw ConfigError{
            config.name,
            "auth \"none\" would believe anybody; choose \"hmac\" or \"apikey\" at SePay and here"};
    throw ConfigError{config.name, "auth of a sepay feed must be \"hmac\" or \"apikey\""};
}

constexpr Provider::Key keys[] = {{"auth"}, {"secret", true}, {"api_key", true}};
constexpr Provider provider{"sepay", keys, make_sepay};

}  // namespace

const Provider& sepay_provider() { return provider; }

Opened Sepay::parse(const Authentic& authentic) const {
    const auto& request = authentic.request();
    if (request.method != "POST") return malformed("A notice is sent by POST.");
    const auto body = read_loose_body(request, {"id", "transferAmount"});
    if (const auto* rejected = std::get_if<Rejected>(&body)) return *rejected;
    return read(std::get<json::Value>(body), authentic);
}

ProviderAnswer Sepay::acknowledge(const NoticeOutcome& outcome) const {
    switch (outcome.kind) {
        case OutcomeKind::recorded:
        case OutcomeKind::exists:
        case OutcomeKind::accepted_without_record:
            return {200, "application/json", "{\"success\":true}", std::nullopt};
        case OutcomeKind::conflict:
            return failure(409, "transaction_conflict", "This id was received before with other contents.");
        case OutcomeKind::busy:
            return failure(503, "busy", "Too many notices at once; send it again.", busy_retry_after_s);
        case OutcomeKind::unavailable:
            break;
    }
    return failure(503, "unavailable", "The notice could not be recorded; send it again.",
                   unavailable_retry_after_s);
}

ProviderAnswer Sepay::refuse(const Rejected& rejected) const {
    return failure(status_of(rejected.why), code_of(rejected.why), rejected.detail);
}

}  // namespace choqr::connectors
