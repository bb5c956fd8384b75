#include "api/bodies.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include <algorithm>
#include <locale>

#include "base/label.hpp"
#include "base/text.hpp"
#include "merchants/account_at.hpp"
#include "merchants/bank_directory.hpp"
#include "problem/problem.hpp"
#include "qr/card_number.hpp"
#include "qr/payload.hpp"

namespace choqr::gateway {
namespace {

constexpr std::size_t accounts_max = 20;

void complain_about_card_in(const json::Fields& fields, std::string_view name) {
    fields.complain(name, json::Wrong::not_allowed,
                    "holds a payment card's number; leave it out, card numbers are not stored",
                    "có số thẻ; hãy bỏ đi, hệ thống không lưu số thẻ");
}

std::optional<std::string> checked_label(const json::Fields& fields, std::string_view name,
                                         std::optional<std::string> text, std::size_t code_points_max,
                                         Alphabet alphabet = Alphabet::names) {
    if (!text) return std::nullopt;
    auto read = read_label(*text, alphabet);
    if (const auto* fault = std::get_if<LabelFault>(&read)) {
        fields.complain(name, json::Wrong::not_allowed, fault->english(), fault->vietnamese());
        return std::nullopt;
    }
    auto label = std::get<std::string>(std::move(read));
    if (count_code_points(label) > code_points_max)
        fields.complain(name, json::Wrong::too_long, "is too long");
    else if (qr::holds_card_number(label))
        complain_about_card_in(fields, name);
    else
        return label;
    return std::nullopt;
}

bool is_market_code(std::string_view text) {
    const auto allowed = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_';
    };
    return !text.empty() && text.size() <= 32 && std::ranges::all_of(text, allowed);
}

bool is_json(std::string_view content_type) {
    const auto type = content_type.substr(0, content_type.find(';'));
    const auto trimmed = type.substr(0, type.find_last_not_of(" \t") + 1);
    constexpr std::string_view expected = "application/json";
    return std::ranges::equal(trimmed, expected, [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    });
}

// Digits as people write a telephone number; kept as typed but for white space around it.
std::optional<std::string> read_phone(const json::Fields& fields) {
    auto phone = fields.optional_text("phone", 30);
    if (!phone) return std::nullopt;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const bool shaped = std::ranges::all_of(
        *phone, [&](char c) { return is_digit(c) || c == '+' || c == ' ' || c == '.' || c == '-'; });
    if (!shaped || std::ranges::count_if(*phone, is_digit) < 3) {
        fields.complain("phone", json::Wrong::not_allowed, "is not a telephone number");
        return std::nullopt;
    }
    if (qr::holds_card_number(*phone)) complain_about_card_in(fields, "phone");
    return phone;
}

constexpr std::size_t qr_payload_bytes_max = 1024;

void complain_about_card(const json::Fields& item, std::string_view name) {
    item.complain(name, json::Wrong::not_allowed,
                  "is a payment card's number; give the account's number, card numbers are not stored",
                  "là số thẻ; hãy ghi số tài khoản, hệ thống không lưu số thẻ");
}

// By its BIN or, without one, by any of its names.
std::optional<Bin> read_bank(const json::Fields& item) {
    if (item.has("bin") || !item.has("bank")) {
        const auto text = item.text("bin", 6);
        const auto bin = Bin::parse(text.value_or(""));
        if (text && !bin) item.complain("bin", json::Wrong::not_allowed, "must be six digits");
        return bin;
    }
    const auto* bank = merchants::find_bank(item.text("bank", label_bytes_max).value_or(""));
    if (bank != nullptr) return bank->bin;
    item.complain("bank", json::Wrong::not_allowed, "is no bank's name that choqr knows, or that of several",
                  "không phải tên ngân hàng nào đã biết, hoặc là tên của nhiều ngân hàng");
    return std::nullopt;
}

// Bank and number as a person gives them.
std::optional<merchants::AccountKey> key_in_words(const json::Fields& item) {
    const auto number_text = item.text("account_number", AccountNumber::length_max);
    const auto bin = read_bank(item);
    auto number = AccountNumber::parse(number_text.value_or(""));
    if (number_text && !number)
        item.complain("account_number", json::Wrong::not_allowed, "must be 1 to 19 letters or digits");
    if (!bin || !number) return std::nullopt;
    if (qr::looks_like_card_number(number->text(), *bin)) complain_about_card(item, "account_number");
    auto at_bank = merchants::account_at(*bin, *number);
    if (const auto* fault = std::get_if<merchants::AccountFault>(&at_bank)) {
        item.complain("account_number", json::Wrong::not_allowed, std::string{english(*fault)},
                      std::string{vietnamese(*fault)});
        return std::nullopt;
    }
    return merchants::AccountKey{*bin, std::get<AccountNumber>(std::move(at_bank))};
}

// Those of the code that the vendor already has. The holder's name is not in it.
std::optional<merchants::AccountKey> key_in_code(const json::Fields& item) {
    for (const auto* twice : {"bin", "account_number"})
        if (item.has(twice)) item.complain(twice, json::Wrong::not_allowed, "is already in qr_payload");
    const auto payload = item.text("qr_payload", qr_payload_bytes_max);
    if (!payload) return std::nullopt;
    const auto decoded = qr::decode(qr::without_outer_white_space(*payload));
    auto number = decoded ? AccountNumber::parse(decoded->code.account) : std::nullopt;
    if (!number) {
        item.complain("qr_payload", json::Wrong::not_allowed, "is not a VietQR code with an account");
        return std::nullopt;
    }
    const bool is_card = decoded->code.service == qr::Service::qribfttc ||
                         qr::looks_like_card_number(number->text(), decoded->code.bin);
    if (is_card) complain_about_card(item, "qr_payload");
    return merchants::AccountKey{decoded->code.bin, *std::move(number)};
}

merchants::AccountKind read_account_kind(const json::Fields& item, const merchants::AccountKey& key) {
    auto kind = merchants::kind_of_account(key.bin, key.number);
    if (item.has("kind"))
        kind = static_cast<merchants::AccountKind>(
            item.one_of("kind", {"bank", "virtual_account", "wallet_phone"}).value_or(0));
    if (kind == merchants::AccountKind::wallet_phone && !merchants::is_mobile_number(key.number.text()))
        item.complain("account_number", json::Wrong::not_allowed,
                      "is not a mobile number, which an account of kind wallet_phone is");
    return kind;
}

}  // namespace

std::optional<json::Value> json_body(const http::Request& request, http::Response& refusal) {
    if (const auto type = request.field("content-type"); !type || !is_json(*type)) {
        refusal = problem("unsupported_media_type", "This call takes Content-Type: application/json.",
                          "Content-Type");
        return std::nullopt;
    }
    if (const auto encoding = request.field("content-encoding"); encoding && *encoding != "identity") {
        refusal =
            problem("unsupported_media_type", "This call takes no Content-Encoding.", "Content-Encoding");
        return std::nullopt;
    }
    auto parsed = json::parse(request.body);
    if (const auto* found = std::get_if<json::Problem>(&parsed)) {
        refusal = problem(*found);
        return std::nullopt;
    }
    return std::get<json::Value>(std::move(parsed));
}

std::optional<std::string> label(const json::Fields& fields, std::string_view name,
                                 std::size_t code_points_max) {
    return checked_label(fields, name, fields.text(name, label_bytes_max), code_points_max);
}

std::optional<std::string> optional_label(const json::Fields& fields, std::string_view name,
                                          std::size_t code_points_max) {
    return checked_label(fields, name, fields.optional_text(name, label_bytes_max), code_points_max);
}

std::optional<std::string> stall_code(const json::Fields& fields, std::string_view name) {
    return checked_label(fields, name, fields.text(name, label_bytes_max), 32, Alphabet::codes);
}

std::optional<std::string> market_code(const json::Fields& fields, std::string_view name) {
    auto code = fields.text(name, 32);
    if (code && !is_market_code(*code))
        fields.complain(name, json::Wrong::not_allowed, "must be 1 to 32 of A-Z, a-z, 0-9, - and _");
    else if (code && qr::holds_card_number(*code))
        complain_about_card_in(fields, name);
    return code;
}

std::optional<book::VendorDetails> read_vendor(const json::Fields& fields) {
    const auto vendor = fields.optional_object("vendor");
    if (!vendor) return std::nullopt;
    vendor->only({"name", "phone", "kind"});
    book::VendorDetails details;
    details.name = label(*vendor, "name").value_or("");
    details.phone = read_phone(*vendor);
    if (vendor->has("kind")) {
        const auto kind = vendor->one_of("kind", {"person", "household_business", "organisation"});
        details.kind = static_cast<merchants::VendorKind>(kind.value_or(0));
    }
    return details;
}

book::ConsentAnswer read_consent(const json::Fields& fields, const Principal& caller) {
    fields.only({"version", "how"});
    const auto version = fields.integer("version", 1, UINT32_MAX);
    const auto how = fields.one_of("how", {"tap", "signature", "spoken"});
    return {.version = static_cast<std::uint32_t>(version.value_or(0)),
            .how = static_cast<merchants::ConsentHow>(how.value_or(0)),
            .by = caller.id,
            .is_own_device = caller.scope.stall.has_value()};
}

std::optional<std::vector<merchants::Account>> read_accounts(const json::Fields& fields) {
    if (!fields.has("accounts")) return std::nullopt;
    std::vector<merchants::Account> accounts;
    for (const auto& item : fields.objects("accounts", accounts_max)) {
        item.only({"bin", "bank", "account_number", "account_name", "kind", "qr_payload"});
        const auto key = item.has("qr_payload") ? key_in_code(item) : key_in_words(item);
        auto name = label(item, "account_name");
        if (!key) continue;
        const auto kind = read_account_kind(item, *key);
        const auto is_this = [&](const merchants::Account& other) {
            return other.bin == key->bin &&
                   boost::algorithm::iequals(other.number.text(), key->number.text(), std::locale::classic());
        };
        if (std::ranges::any_of(accounts, is_this))
            item.complain("account_number", json::Wrong::not_allowed, "stands in the list already");
        if (name) accounts.push_back({kind, key->bin, key->number, *std::move(name)});
    }
    return accounts;
}

}  // namespace choqr::gateway
