#include "connectors/simwallet/simwallet.hpp"

#include "connectors/answers.hpp"
#include "connectors/headers.hpp"
#include "json/fields.hpp"

namespace choqr::connectors {
namespace {

using merchants::Debtor;
using merchants::Direction;
using merchants::TransferNotice;

constexpr std::size_t content_bytes_max = 1000;

template <class T>
std::optional<T> parsed(const json::Fields& fields, std::string_view name, std::optional<std::string> text,
                        std::string_view what) {
    if (!text) return std::nullopt;
    auto value = T::parse(*text);
    if (!value) fields.complain(name, json::Wrong::not_allowed, what);
    return value;
}

std::optional<Bin> read_bin(const json::Fields& fields, std::optional<std::string> text) {
    return parsed<Bin>(fields, "bin", std::move(text), "must be six digits");
}

std::optional<Debtor> read_payer(const json::Fields& fields) {
    const auto payer = fields.optional_object("payer");
    if (!payer) return std::nullopt;
    return Debtor{read_bin(*payer, payer->optional_text("bin", 6)),
                  payer->optional_text("account_number", 64).value_or(""),
                  payer->optional_text("name", 200).value_or("")};
}

Rejected rejected(const json::Problem& problem) {
    const auto money = problem.why == json::Wrong::not_amount;
    return {money ? Rejection::invalid_amount : Rejection::malformed, problem.detail};
}

Opened read(const json::Value& document, std::string_view body) {
    json::Complaint complaint;
    const json::Fields fields{document, complaint};
    auto reference = parsed<ProviderReference>(fields, "transaction_id", fields.text("transaction_id", 128),
                                               "is not printable");
    const auto direction = fields.one_of("direction", {"in", "out"});
    const auto bin = read_bin(fields, fields.text("bin", 6));
    auto account = parsed<AccountNumber>(fields, "account_number", fields.text("account_number", 64),
                                         "must be 1 to 19 letters or digits");
    const auto amount = fields.amount("amount");
    fields.one_of("currency", {"VND"});
    auto content = fields.optional_text("content", content_bytes_max);
    const auto booked_at = fields.instant("booked_at");
    auto payer = read_payer(fields);
    auto reversal_of = parsed<ProviderReference>(
        fields, "reversal_of", fields.optional_text("reversal_of", 128), "is not printable");
    auto bank_reference = fields.optional_text("bank_reference", 128).value_or("");
    if (complaint) return rejected(*complaint);

    TransferNotice notice{.reference = *std::move(reference),
                          .direction = *direction == 0 ? Direction::credit : Direction::debit,
                          .creditor_bin = bin,
                          .creditor_account = std::move(account),
                          .virtual_account = {},
                          .amount = *amount,
                          .remittance_information = std::move(content).value_or(""),
                          .booked_at = *booked_at,
                          .debtor = std::move(payer),
                          .reversal_of = std::move(reversal_of),
                          .bank_reference = std::move(bank_reference),
                          .as_received = std::string{body},
                          .test = false,
                          .booked_at_told = true};
    std::vector<TransferNotice> notices;
    notices.push_back(std::move(notice));
    return notices;
}

std::string problem_body(int status, std::string_view code, std::string_view detail,
                         std::string_view detail_vi) {
    return "{\"type\":\"about:blank\",\"status\":" + std::to_string(status) +
           ",\"code\":" + json::quoted(code) + ",\"detail\":" + json::quoted(detail) +
           ",\"detail_vi\":" + json::quoted(detail_vi) + "}";
}

ProviderAnswer problem(int status, std::string_view code, std::string_view detail, std::string_view detail_vi,
                       std::optional<int> retry_after_s = {}) {
    return {status, "application/problem+json", problem_body(status, code, detail, detail_vi), retry_after_s};
}

ProviderAnswer outcome_answer(std::string_view word, const NoticeOutcome& outcome) {
    std::string body = "{\"outcome\":\"";
    body.append(word).append("\",\"sequence\":").append(std::to_string(outcome.sequence.value()));
    body.append(",\"status\":\"").append(outcome.matched ? "matched" : "unmatched").append("\"}");
    return {200, "application/json", std::move(body), std::nullopt};
}

std::string member(std::string_view name, std::string_view text) {
    return "," + json::quoted(name) + ":" + json::quoted(text);
}

std::unique_ptr<const Connector> make_simwallet(const FeedConfig& config) {
    const auto auth = config.text("auth");
    if (!auth.empty() && auth != "standard-webhooks")
        throw ConfigError{config.name, "auth of a simwallet feed must be \"standard-webhooks\""};
    return std::make_unique<Simwallet>(config.name, config.secrets("secret"));
}

constexpr Provider::Key keys[] = {{"auth"}, {"secret", true}};
constexpr Provider provider{"simwallet", keys, make_simwallet};

}  // namespace

const Provider& simwallet_provider() { return provider; }

Simwallet::Simwallet(std::string_view feed, const std::vector<std::string>& secrets)
    : Connector{std::make_unique<StandardWebhooksVerifier>(StandardWebhooks{feed, secrets})} {}

Opened Simwallet::parse(const Authentic& authentic) const {
    const auto& request = authentic.request();
    if (request.method != "POST") return Rejected{Rejection::malformed, "A notice is sent by POST."};
    if (content_type(request.headers).type != MediaType::json)
        return Rejected{Rejection::unsupported_content_type, "Content-Type must be application/json."};
    const auto document = json::parse(request.body);
    if (const auto* problem = std::get_if<json::Problem>(&document)) return rejected(*problem);
    return read(std::get<json::Value>(document), request.body);
}

ProviderAnswer Simwallet::acknowledge(const NoticeOutcome& outcome) const {
    switch (outcome.kind) {
        case OutcomeKind::recorded:
            return outcome_answer("recorded", outcome);
        case OutcomeKind::exists:
            return outcome_answer("exists", outcome);
        case OutcomeKind::accepted_without_record:
            return {200, "application/json", "{\"outcome\":\"accepted\"}", std::nullopt};
        case OutcomeKind::conflict:
            return problem(409, "transaction_conflict",
                           "This transaction_id was received before with other contents.",
                           "Mã giao dịch này đã được nhận trước đó với nội dung khác.");
        case OutcomeKind::busy:
            return problem(503, "busy", "Too many notices at once; send it again.",
                           "Hệ thống đang bận, hãy gửi lại.", busy_retry_after_s);
        case OutcomeKind::unavailable:
            break;
    }
    return problem(503, "unavailable", "The notice could not be recorded; send it again.",
                   "Chưa ghi được thông báo, hãy gửi lại.", unavailable_retry_after_s);
}

ProviderAnswer Simwallet::refuse(const Rejected& why) const {
    return problem(status_of(why.why), code_of(why.why), why.detail, sentence_vi(why.why));
}

std::string simwallet_body(const SimwalletTransfer& transfer) {
    std::string body = "{\"transaction_id\":" + json::quoted(transfer.transaction_id);
    body += member("direction", transfer.incoming ? "in" : "out") + member("bin", transfer.bin);
    body += member("account_number", transfer.account_number);
    body += ",\"amount\":" + std::to_string(transfer.amount) + member("currency", "VND") +
            member("content", transfer.content);
    body += member("booked_at", format_rfc3339(transfer.booked_at));
    if (!transfer.payer_bin.empty())
        body += ",\"payer\":{\"bin\":" + json::quoted(transfer.payer_bin) +
                member("account_number", transfer.payer_account_number) +
                member("name", transfer.payer_name) + "}";
    if (!transfer.reversal_of.empty()) body += member("reversal_of", transfer.reversal_of);
    if (!transfer.bank_reference.empty()) body += member("bank_reference", transfer.bank_reference);
    return body + "}";
}

}  // namespace choqr::connectors
