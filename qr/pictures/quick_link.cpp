#include "pictures/quick_link.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include "base/account_number.hpp"
#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "base/label.hpp"
#include "base/text.hpp"
#include "json/value.hpp"
#include "pictures/card.hpp"
#include "qr/card_number.hpp"

namespace choqr::pictures {
namespace {

using json::quoted;
using qr::Field;

// Why a request is refused. The words are an RFC 9457 problem's.
struct Objection {
    int status;
    std::string code;
    std::string field;
    std::string detail;
    std::string detail_vi;
};

template <class T>
using OrObjection = std::variant<T, Objection>;

Objection bad_field(std::string code, std::string field, const std::string& why, const std::string& why_vi) {
    return {400, std::move(code), field, field + ": " + why, field + ": " + why_vi};
}

Answer problem(const Objection& objection) {
    Answer answer;
    answer.status = objection.status;
    answer.content_type = "application/problem+json";
    answer.body = "{\"type\":\"about:blank\",\"title\":" +
                  quoted(objection.status == 404 ? "Not found" : "Invalid parameter") +
                  ",\"status\":" + std::to_string(objection.status) + ",\"code\":" + quoted(objection.code) +
                  ",\"detail\":" + quoted(objection.detail) +
                  ",\"detail_vi\":" + quoted(objection.detail_vi) +
                  (objection.field.empty() ? "" : ",\"field\":" + quoted(objection.field)) + "}\n";
    return answer;
}

Answer json_answer(std::string body) {
    Answer answer;
    answer.content_type = "application/json";
    answer.body = std::move(body);
    return answer;
}

// The names that one interface gives to what all of them ask; refusals speak the caller's language.
struct Names {
    const char* bank;
    const char* account;
    const char* amount;
    const char* content;
    const char* kind;
};
constexpr Names image_names{"bank", "account", "amount", "addInfo", "template"};
constexpr Names img_names{"bank", "acc", "amount", "des", "template"};
constexpr Names generate_names{"acqId", "accountNo", "amount", "addInfo", "template"};

struct Asked {
    std::string bank, account, amount, content, account_name;
};

std::string value_of(const Query& query, std::string_view name) {
    const auto found = std::ranges::find(query, name, &std::pair<std::string, std::string>::first);
    return found == query.end() ? std::string{} : found->second;
}

Objection objection_of(const qr::Refusal& refusal, const Names& names) {
    const qr::FieldPath content{62, 8}, additional{62}, account{38, 1, 1};
    const bool about_content = refusal.path == content || refusal.path == additional;
    const char* field = about_content             ? names.content
                        : refusal.path == account ? names.account
                                                  : names.amount;
    if (refusal.reason == qr::RefusalReason::too_long)
        return bad_field("too_long", field,
                         "at most " + std::to_string(refusal.limit) + " characters, this has " +
                             std::to_string(refusal.length),
                         "nhiều nhất " + std::to_string(refusal.limit) + " ký tự, ở đây có " +
                             std::to_string(refusal.length));
    if (refusal.reason == qr::RefusalReason::not_printable)
        return bad_field("not_printable", field, "has characters that a QR payload cannot carry",
                         "có ký tự mà mã QR không chứa được");
    return bad_field("malformed", field, std::string{"refused: "} + refusal.sentence(), "không hợp lệ");
}

// A code that names an amount is made for one payment; the scheme's samples and other generators agree.
OrObjection<Card> make_card(const Asked& asked, const Names& names, const FindBank& find_bank) {
    const auto bank = find_bank(asked.bank);
    if (!bank) return bad_field("unknown_bank", names.bank, "no such bank", "không có ngân hàng này");
    if (!AccountNumber::parse(asked.account))
        return bad_field("malformed", names.account, "1 to 19 letters and digits",
                         "từ 1 đến 19 chữ cái hoặc chữ số");
    qr::PaymentCode code{bank->bin, asked.account};
    if (!asked.amount.empty() && asked.amount != "0") {
        code.amount = parse_vnd(asked.amount);
        if (!code.amount)
            return bad_field("malformed", names.amount, "a whole number of dong, at most 13 digits",
                             "số nguyên đồng, nhiều nhất 13 chữ số");
    }
    code[Field::purpose] = asked.content;
    if (code.amount) code.point_of_initiation = qr::PointOfInitiation::dynamic_code;
    auto payload = qr::encode(code);
    if (!payload) return objection_of(payload.error(), names);
    // What is only drawn may be any label; control characters and broken UTF-8 are not drawn.
    return Card{std::move(*payload), bank->short_name,
                asked.account,       to_label(asked.account_name).value_or(""),
                code.amount,         to_label(asked.content).value_or("")};
}

Answer picture_answer(const OrObjection<Card>& card, Template kind, Format format) {
    if (const auto* objection = std::get_if<Objection>(&card)) return problem(*objection);
    Answer answer;
    answer.body = draw_card(std::get<Card>(card), kind, format);
    answer.content_type = content_type(format);
    answer.entity_tag = '"' + to_hex(sha256(answer.body).bytes()).substr(0, 32) + '"';
    return answer;
}

Objection unknown_template() {
    return bad_field("unknown_template", "template", "qr_only, compact, compact2 or print",
                     "qr_only, compact, compact2 hoặc print");
}

// "compact.png" as template and format.
std::optional<std::pair<Template, Format>> parse_file(std::string_view file) {
    const auto dot = file.rfind('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto kind = parse_template(file.substr(0, dot));
    const auto format = parse_format(file.substr(dot + 1));
    if (!kind || !format) return std::nullopt;
    return std::pair{*kind, *format};
}

std::string text_or_null(const std::optional<std::string>& text) { return text ? quoted(*text) : "null"; }
std::string flag(const std::optional<bool>& value) { return value.value_or(false) ? "1" : "0"; }

std::string bank_json(const Bank& bank, std::size_t id) {
    return "{\"id\":" + std::to_string(id) + ",\"name\":" + quoted(bank.name) +
           ",\"code\":" + quoted(bank.code) + ",\"bin\":" + quoted(bank.bin.text()) +
           ",\"shortName\":" + quoted(bank.short_name) +
           ",\"logo\":\"\",\"transferSupported\":" + flag(bank.transfer_supported) +
           ",\"lookupSupported\":" + flag(bank.lookup_supported) +
           ",\"short_name\":" + quoted(bank.short_name) +
           ",\"support\":" + (bank.transfer_supported.value_or(false) ? "3" : "0") +
           ",\"isTransfer\":" + flag(bank.transfer_supported) +
           ",\"swift_code\":" + text_or_null(bank.swift) + "}";
}

// A member as text, whether it was written as a string or as a number.
std::string text_of_member(const json::Value& document, std::string_view name) {
    const auto* value = document.find(name);
    if (value == nullptr) return {};
    if (const auto* text = value->string()) return *text;
    if (const auto* number = value->integer()) return std::to_string(*number);
    return {};
}

Answer generate_refusal(int status, std::string_view code, const std::string& description) {
    auto answer =
        json_answer("{\"code\":" + quoted(code) + ",\"desc\":" + quoted(description) + ",\"data\":null}\n");
    answer.status = status;
    return answer;
}

// ---- What a code says, as JSON ----

class JsonObject {
public:
    void add(std::string_view name, const std::string& json) {
        out_ += out_.size() > 1 ? "," : "";
        out_ += quoted(name) + ":" + json;
    }
    void add_text(std::string_view name, std::string_view text) {
        if (!text.empty()) add(name, quoted(text));
    }
    std::string finish() { return out_ + "}"; }

private:
    std::string out_ = "{";
};

std::string remarks_json(std::span<const qr::Remark> remarks) {
    std::string out = "[";
    for (const auto& remark : remarks) {
        JsonObject object;
        object.add_text("code", text_of(remark.finding));
        object.add("offset", std::to_string(remark.offset));
        object.add_text("field", remark.path.text());
        out += (out.size() > 1 ? "," : "") + object.finish();
    }
    return out + "]";
}

std::string fields_json(std::string_view payload) {
    std::string out = "[";
    for (const auto& field : qr::list_fields(payload)) {
        JsonObject object;
        object.add_text("id", field.path.text());
        object.add("value", quoted(field.value));
        object.add("offset", std::to_string(field.offset));
        out += (out.size() > 1 ? "," : "") + object.finish();
    }
    return out + "]";
}

std::string valid_json(std::string_view payload, const qr::DecodedCode& decoded, const FindBank& find_bank) {
    const auto& code = decoded.code;
    JsonObject object;
    object.add("valid", "true");
    object.add("warnings", remarks_json(decoded.warnings));
    object.add_text("scheme", text_of(decoded.scheme));
    object.add_text("bin", code.bin.text());
    const auto bank = find_bank(code.bin.text());
    object.add("bank", bank ? quoted(bank->short_name) : "null");
    object.add_text("account", code.account);
    if (qr::looks_like_card_number(code.account)) object.add("card_number", "true");
    object.add_text("service", text_of(code.service));
    object.add("amount", code.amount ? std::to_string(code.amount->dong()) : "null");
    object.add("content", code[Field::purpose].empty() ? "null" : quoted(code[Field::purpose]));
    object.add_text("point_of_initiation",
                    code.point_of_initiation == qr::PointOfInitiation::static_code ? "static" : "dynamic");
    for (const auto& rule : qr::all_field_rules())
        if (rule.field != Field::purpose) object.add_text(rule.name, code[rule.field]);
    object.add("fields", fields_json(payload));
    return object.finish();
}

std::string invalid_json(std::string_view payload, const qr::DecodeError& error) {
    JsonObject object;
    object.add("valid", "false");
    object.add_text("error", text_of(error.finding));
    object.add("offset", std::to_string(error.offset));
    object.add_text("field", error.path.text());
    if (error.scheme != qr::Scheme::unknown) object.add_text("scheme", text_of(error.scheme));
    object.add("fields", fields_json(payload));
    return object.finish();
}

}  // namespace

Answer answer_image(std::string_view file, const Query& query, const FindBank& find_bank) {
    const auto first = file.find('-');
    const auto last = file.rfind('-');
    if (first == std::string_view::npos || first == last)
        return problem({404, "malformed", "", "expected BANK-ACCOUNT-TEMPLATE.png",
                        "cần dạng NGÂNHÀNG-TÀIKHOẢN-MẪU.png"});
    const auto kind_and_format = parse_file(file.substr(last + 1));
    if (!kind_and_format) return problem(unknown_template());
    const Asked asked{std::string{file.substr(0, first)},
                      std::string{file.substr(first + 1, last - first - 1)}, value_of(query, "amount"),
                      value_of(query, "addInfo"), value_of(query, "accountName")};
    return picture_answer(make_card(asked, image_names, find_bank), kind_and_format->first,
                          kind_and_format->second);
}

Answer answer_legacy_image(const LegacyPath& path, const Query& query, const FindBank& find_bank) {
    const auto kind_and_format = parse_file(path.file);
    if (!kind_and_format) return problem(unknown_template());
    const Asked asked{path.bank, path.account, path.amount, path.memo, value_of(query, "accountName")};
    return picture_answer(make_card(asked, image_names, find_bank), kind_and_format->first,
                          kind_and_format->second);
}

Answer answer_img(const Query& query, const FindBank& find_bank) {
    const auto asked_kind = value_of(query, "template");
    const auto kind = asked_kind.empty()       ? Template::compact2
                      : asked_kind == "qronly" ? Template::qr_only
                                               : parse_template(asked_kind);
    if (!kind) return problem(unknown_template());
    const Asked asked{value_of(query, "bank"), value_of(query, "acc"), value_of(query, "amount"),
                      value_of(query, "des"), value_of(query, "holder")};
    auto answer = picture_answer(make_card(asked, img_names, find_bank), *kind, Format::png);
    const auto download = value_of(query, "download");
    if (answer.status == 200 && (download == "true" || download == "1" || download == "yes"))
        answer.attachment = "qr.png";
    return answer;
}

Answer answer_banks(std::span<const Bank> banks) {
    std::string list;
    for (std::size_t i = 0; i < banks.size(); ++i) list += (i == 0 ? "" : ",") + bank_json(banks[i], i + 1);
    auto answer = json_answer("{\"code\":\"00\",\"desc\":\"Get Bank list successful! Total " +
                              std::to_string(banks.size()) + " banks\",\"data\":[" + list + "]}\n");
    answer.entity_tag = '"' + to_hex(sha256(answer.body).bytes()).substr(0, 32) + '"';
    return answer;
}

Answer answer_templates() {
    std::string list;
    for (const auto* name : {"qr_only", "compact", "compact2", "print"})
        list += std::string{list.empty() ? "" : ","} + "{\"template\":" + quoted(name) +
                ",\"name\":" + quoted(name) + "}";
    return json_answer("{\"code\":\"00\",\"desc\":\"success\",\"data\":[" + list + "]}\n");
}

Answer answer_generate(std::string_view text, const FindBank& find_bank) {
    const auto parsed = json::parse(text);
    const auto* document = std::get_if<json::Value>(&parsed);
    if (document == nullptr || document->object() == nullptr)
        return generate_refusal(400, "11", "invalid JSON");
    const auto kind_text = text_of_member(*document, "template");
    const auto kind = kind_text.empty() ? Template::compact : parse_template(kind_text);
    if (!kind) return generate_refusal(200, "13", "template: qr_only, compact, compact2 or print");
    const auto acquirer = text_of_member(*document, "acqId");
    const Asked asked{acquirer, text_of_member(*document, "accountNo"), text_of_member(*document, "amount"),
                      text_of_member(*document, "addInfo"), text_of_member(*document, "accountName")};
    const auto card = make_card(asked, generate_names, find_bank);
    if (const auto* objection = std::get_if<Objection>(&card))
        return generate_refusal(200, "12", objection->detail);
    const auto& made = std::get<Card>(card);
    const auto bin = find_bank(acquirer)->bin;
    // "acpId" is how that interface spells it.
    return json_answer("{\"code\":\"00\",\"desc\":\"Gen VietQR successful!\",\"data\":{\"acpId\":" +
                       std::string{bin.text()} + ",\"accountName\":" + quoted(made.account_name) +
                       ",\"qrCode\":" + quoted(made.payload) + ",\"qrDataURL\":\"data:image/png;base64," +
                       to_base64(draw_card(made, *kind, Format::png)) + "\"}}\n");
}

std::string decoded_json(std::string_view payload, qr::Strictness strictness, const FindBank& find_bank) {
    const auto decoded = qr::decode(payload, strictness);
    return decoded ? valid_json(payload, *decoded, find_bank) : invalid_json(payload, decoded.error());
}

std::string nothing_found_json() {
    return "{\"valid\":false,\"error\":\"no_code_found\",\"offset\":0,\"fields\":[]}";
}

Answer answer_decode(std::string_view payload, qr::Strictness strictness, const FindBank& find_bank) {
    return json_answer(decoded_json(qr::without_outer_white_space(payload), strictness, find_bank) + "\n");
}

}  // namespace choqr::pictures
