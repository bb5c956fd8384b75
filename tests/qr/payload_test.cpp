#include <cstdio>
#include <random>
#include <string>

#include "qr/card_number.hpp"
#include "qr/crc.hpp"
#include "qr/payload.hpp"
#include "qr/tlv.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::qr;

namespace {

PaymentCode stall_code() { return PaymentCode{*Bin::parse("970436"), "1017595600"}; }

// `body` with the right checksum, so that only the rule under test is broken.
std::string sealed(std::string body) {
    body += "6304";
    char crc[5];
    std::snprintf(crc, sizeof crc, "%04X", static_cast<unsigned>(crc16(body)));
    return body + crc;
}

std::string object(const std::string& id, const std::string& value) {
    std::string out;
    append_object(out, static_cast<unsigned>(std::stoi(id)), value);
    return out;
}

const std::string napas = "38540010A00000072701240006970436011010175956000208QRIBFTTA";

// A static code of that account with other root objects around it.
std::string with(const std::string& fields) { return sealed("000201010211" + napas + fields); }
std::string domestic(const std::string& fields) { return with("5303704" + fields + "5802VN"); }
std::string with_napas(const std::string& value) {
    return sealed("000201010211" + object("38", value) + "53037045802VN");
}

std::string_view finding_of(const std::string& text, Strictness strictness = Strictness::strict) {
    const auto read = decode(text, strictness);
    return read ? std::string_view{"accepted"} : text_of(read.error().finding);
}

std::string_view first_warning(const std::string& text, Strictness strictness) {
    const auto read = decode(text, strictness);
    if (!read) return text_of(read.error().finding);
    return read->warnings.empty() ? std::string_view{"none"} : text_of(read->warnings.front().finding);
}

}  // namespace

TEST_CASE("decode: the odd cases of real codes, strict and lenient side by side", "[qr]") {
    struct Case {
        const char* what;
        std::string text;
        const char* strict;  // "accepted" or the error
        const char* lenient;
    };
    const std::string name_30(30, 'N');
    const Case cases[] = {
        {"plain", domestic(""), "accepted", "accepted"},

        {"bare value under 80 (MoMo)", sealed("000201010211" + napas + "53037045802VN8003046"), "accepted",
         "accepted"},
        {"RFU 70", sealed("000201010211" + napas + "53037045802VN7003abc"), "accepted", "accepted"},
        {"unknown in 62", sealed("000201010211" + napas + "53037045802VN62062002ab"), "accepted", "accepted"},
        {"unknown in 38",
         with_napas("0010A000000727"
                    "01240006970436011010175956000208QRIBFTTA0302zz"),
         "accepted", "accepted"},
        {"38 in another order", with_napas("0208QRIBFTTA01240110101759560000069704360010A000000727"),
         "accepted", "accepted"},
        {"service absent", with_napas("0010A0000007270124000697043601101017595600"), "accepted", "accepted"},
        {"amount 50000.", domestic("540650000."), "accepted", "accepted"},
        {"amount 50000.00", domestic("540850000.00"), "accepted", "accepted"},
        {"amount 0050000", domestic("54070050000"), "accepted", "accepted"},
        {"length 00 of 62", sealed("000201010211" + napas + "53037045802VN6200"), "zero_length", "accepted"},
        {"name of 30", domestic(object("59", name_30)), "field_too_long", "accepted"},
        {"purpose of 30", domestic(object("62", object("08", name_30))), "field_too_long", "accepted"},
        {"purpose in Vietnamese", domestic(object("62", object("08", "Thanh toán"))), "field_not_ascii",
         "accepted"},
        {"merchant category of 3", domestic("5203541"), "field_too_short", "accepted"},
        {"account of 20",
         with_napas("0010A000000727" + object("01", "0006970426" + object("01", "MOMO1234567890123456")) +
                    "0208QRIBFTTA"),
         "account_too_long", "accepted"},
        {"account with a dash",
         with_napas("0010A000000727" + object("01", "0006970426" + object("01", "12-34")) + "0208QRIBFTTA"),
         "account_malformed", "accepted"},
        {"account with a space at its end",
         with_napas("0010A000000727" + object("01", "0006970426" + object("01", "1234 ")) + "0208QRIBFTTA"),
         "account_malformed", "account_malformed"},
        {"duplicate amount", domestic("5405100005405900 0"), "duplicate_field", "duplicate_field"},
        {"duplicate in 62", domestic("62120802ab0802cd"), "duplicate_field", "duplicate_field"},
        {"duplicate in 38", with_napas("0010A00000072701240006970436011010175956000208QRIBFTTA0208QRIBFTTC"),
         "duplicate_field", "duplicate_field"},
        {"two accounts",
         with_napas("0010A000000727" + object("01", "000697043601021101022") + "0208QRIBFTTA"),
         "length_beyond_end", "length_beyond_end"},
        {"two whole accounts",
         with_napas("0010A000000727" +
                    object("01",
                           "000697043601021101"
                           "0222") +
                    "0208QRIBFTTA"),
         "duplicate_field", "duplicate_field"},
        {"stray field beside the account",
         with_napas("0010A000000727" +
                    object("01",
                           "0006970436010211"
                           "020122") +
                    "0208QRIBFTTA"),
         "bad_id", "bad_id"},
        {"field 02 beside the account",
         with_napas("0010A000000727" +
                    object("01",
                           "0006970436010211"
                           "0202xx") +
                    "0208QRIBFTTA"),
         "beneficiary_unknown_field", "beneficiary_unknown_field"},
        {"no BIN", with_napas("0010A000000727" + object("01", "010211") + "0208QRIBFTTA"), "field_missing",
         "field_missing"},
        {"BIN of 8", with_napas("0010A000000727" + object("01", "000812345678010211") + "0208QRIBFTTA"),
         "bin_malformed", "bin_malformed"},
        {"unknown service", with_napas("0010A00000072701240006970436011010175956000206QRXXXX"),
         "service_unknown", "service_unknown"},
        {"letters in a card",
         with_napas("0010A000000727" + object("01", "0006970436" + object("01", "97040000ABC")) +
                    "0208QRIBFTTC"),
         "account_malformed", "account_malformed"},
        {"beneficiary outside the merchant accounts",
         domestic(object("80", "0010A000000727" + object("01", "0006970436010211"))),
         "ambiguous_merchant_account", "ambiguous_merchant_account"},
        {"NAPAS's identifier as somebody's text", domestic(object("62", object("08", "A000000727"))),
         "accepted", "accepted"},
        {"length 00 of an unknown field", domestic("7000"), "zero_length", "accepted"},
        {"length 00 of 64", domestic("6400"), "zero_length", "accepted"},
        {"length 00 of 54", domestic("5400"), "zero_length", "zero_length"},
        {"fixed fee with a comma",
         domestic("5502025604"
                  "5,00"),
         "amount_malformed", "amount_malformed"},
        {"fixed fee of zero", domestic("55020256010"), "amount_zero", "amount_zero"},
        {"fixed fee with decimals of zero",
         domestic("5502025607"
                  "5000.00"),
         "accepted", "accepted"},
        {"percentage of a hundred", domestic("5502035703100"), "field_malformed", "field_malformed"},
        {"second NAPAS template",
         sealed("000201010211" + object("27", "0010A00000072701040102xx") + napas + "53037045802VN"),
         "ambiguous_merchant_account", "ambiguous_merchant_account"},
        {"amount 0", domestic("54010"), "amount_zero", "amount_zero"},
        {"amount 0.00", domestic("54040.00"), "amount_zero", "amount_zero"},
        {"amount -5", domestic("5402-5"), "amount_malformed", "amount_malformed"},
        {"amount 1e5", domestic("54031e5"), "amount_malformed", "amount_malformed"},
        {"amount 98,73", domestic("540598,73"), "amount_malformed", "amount_malformed"},
        {"amount 5.5", domestic("54035.5"), "amount_fractional", "amount_fractional"},
        {"amount .5", domestic("5402.5"), "amount_malformed", "amount_malformed"},
        {"amount 1.0.0", domestic("54051.0.0"), "amount_malformed", "amount_malformed"},
        {"amount of 14", domestic("541412345678901234"), "field_too_long", "field_too_long"},
        {"foreign country",
         with("5303704"
              "5802TH"),
         "foreign_country", "foreign_country"},
        {"foreign currency",
         with("5303764"
              "5802VN"),
         "foreign_currency", "foreign_currency"},
        {"country in lower case",
         with("5303704"
              "5802vn"),
         "field_malformed", "field_malformed"},
        {"no country", with("5303704"), "field_missing", "field_missing"},
        {"no currency", with("5802VN"), "field_missing", "field_missing"},
        {"point of initiation 13", sealed("000201010213" + napas + "53037045802VN"), "field_malformed",
         "field_malformed"},
        {"no point of initiation", sealed("000201" + napas + "53037045802VN"), "field_missing",
         "field_missing"},
        {"fee without indicator", domestic("56045000"), "fee_inconsistent", "fee_inconsistent"},
        {"indicator without fee", domestic("550202"), "fee_inconsistent", "fee_inconsistent"},
        {"00 not first", sealed("010211000201" + napas + "53037045802VN"), "not_emv", "not_emv"},
        {"format indicator 02", sealed("000202010211" + napas + "53037045802VN"),
         "payload_format_unsupported", "payload_format_unsupported"},
        {"data after the checksum", domestic("") + "5902AB", "crc_not_last", "crc_not_last"},
        {"newline after the checksum", domestic("") + "\n", "outer_white_space", "outer_white_space"},
        {"space before", " " + domestic(""), "outer_white_space", "outer_white_space"},
        {"tab inside", domestic(object("59", "A\tB")), "control_character", "control_character"},
        {"emoji", domestic(object("59", "A😀")), "character_outside_bmp", "character_outside_bmp"},
        {"broken UTF-8", domestic("").insert(20, "\xFF"), "invalid_utf8", "invalid_utf8"},
        {"empty", "", "empty", "empty"},
        {"a link", "https://me.momo.vn/abc", "not_emv", "not_emv"},
        {"longer than any symbol", std::string(5'000, '0'), "payload_too_long", "payload_too_long"},
    };
    for (const auto& [what, text, strict, lenient] : cases) {
        CAPTURE(what, text);
        CHECK(finding_of(text, Strictness::strict) == strict);
        CHECK(finding_of(text, Strictness::lenient) == lenient);
    }
}

TEST_CASE("decode: what is odd but accepted is named as a warning", "[qr]") {
    using enum Strictness;
    CHECK(first_warning(domestic(""), strict) == "none");
    CHECK(first_warning(domestic("540850000.00"), strict) == "amount_decimals");
    CHECK(first_warning(domestic("54070050000"), strict) == "amount_leading_zero");
    CHECK(first_warning(sealed("000201010211" + napas + "53037045802VN8003046"), strict) ==
          "template_malformed");
    CHECK(first_warning(sealed("000201010211" + napas + "53037045802VN7003abc"), strict) == "unknown_field");
    CHECK(first_warning(with_napas("0010A0000007270124000697043601101017595600"), strict) ==
          "service_absent");
    CHECK(first_warning(domestic(object("59", std::string(30, 'N'))), lenient) == "field_too_long");
}

TEST_CASE("decode: schemes are told apart", "[qr]") {
    const auto scheme = [](const std::string& text) {
        const auto read = decode(text, Strictness::lenient);
        return text_of(read ? read->scheme : read.error().scheme);
    };
    CHECK(scheme(domestic("")) == "vietqr");
    CHECK(scheme(sealed("000201010211" + object("26", "0010A00000077501100105313144") + "53037045802VN")) ==
          "vnpay");
    CHECK(scheme(sealed("000201010211" + object("26", "0013vn.airpay.www0102ab") + "53037045802VN")) ==
          "shopeepay");
    CHECK(scheme(sealed("000201010211" + object("26", "0010vn.zalopay0102ab") + "53037045802VN")) ==
          "zalopay");
    CHECK(scheme(sealed("000201010211" + object("30", "0004abcd") + "53037645802TH")) == "foreign_emv");
    CHECK(scheme(domestic(object("62", object("05", "MOMOW2W34875080")))) == "momo");
    CHECK(scheme("2|99|0912345678|NGUYEN VAN A||0|0|0") == "momo");
    CHECK(scheme("hello") == "unknown");
}

TEST_CASE("decode: a payload whose bytes another reader would count into another account is refused",
          "[qr]") {
    // Counted in characters, 59 holds four letters of two bytes and twelve more characters; counted in bytes
    // it ends earlier, and what follows is an amount of its own.
    const std::string hidden = "5405999995907abcdefg";
    const std::string text = sealed("000201010211" + napas + "53037045802VN" +
                                    "5924"
                                    "\xC4\x90\xC4\x90\xC4\x90\xC4\x90" +
                                    hidden.substr(0, 20));
    const auto by_characters = decode(text, Strictness::lenient);
    if (by_characters) CHECK_FALSE(by_characters->code.amount.has_value());
    // Built so that both readings come through to the checksum: 61 as characters swallows a 54 that bytes
    // would see.
    std::string name;
    for (int i = 0; i < 9; ++i) name += "\xC4\x90";  // Nine characters, eighteen bytes.
    const std::string both = sealed("000201010211" + napas + "53037045802VN" + "5918" + name + "540512345");
    CHECK(finding_of(both, Strictness::lenient) == "ambiguous_lengths");
    // A reader by bytes that gives up behind the hidden amount has seen it all the same.
    const std::string gives_up =
        sealed("000201010211" + napas + "53037045802VN" + "5918" + name + "540512345" + "6009" + name);
    CHECK(finding_of(gives_up, Strictness::lenient) == "ambiguous_lengths");
}

TEST_CASE("encode: refuses rather than cuts, and names the field", "[qr]") {
    const auto refusal = [](auto change) {
        auto code = stall_code();
        change(code);
        const auto payload = encode(code);
        return payload ? std::string{"accepted"} : payload.error().sentence();
    };
    CHECK(refusal([](PaymentCode&) {}) == "accepted");
    CHECK(refusal([](auto& code) { code.account = "12345678901234567890"; }) ==
          "38.01.01 is longer than 19 characters: 20");
    CHECK(refusal([](auto& code) { code.account = "12 34"; }) == "38.01.01 is malformed");
    CHECK(refusal([](auto& code) { code.account.clear(); }) == "38.01.01 is missing");
    CHECK(refusal([](auto& code) {
              code.service = Service::qribfttc;
              code.account = "97V";
          }) == "38.01.01 is malformed");
    CHECK(refusal([](auto& code) { code.amount = Vnd::of(0); }) == "54 must not be zero");
    CHECK(refusal([](auto& code) { code[Field::purpose] = std::string(26, 'x'); }) ==
          "62.08 (purpose) is longer than 25 characters: 26");
    CHECK(refusal([](auto& code) { code[Field::purpose] = "한글"; }) ==
          "62.08 (purpose) has characters that the payload cannot carry");
    CHECK(refusal([](auto& code) { code[Field::purpose] = "a\nb"; }) ==
          "62.08 (purpose) has characters that the payload cannot carry");
    CHECK(refusal([](auto& code) { code[Field::merchant_category_code] = "581"; }) ==
          "52 (merchant_category_code) is shorter than 4 characters: 3");
    CHECK(refusal([](auto& code) { code[Field::country] = "TH"; }) ==
          "58 (country) has a value that a domestic code cannot have");
    CHECK(refusal([](auto& code) { code[Field::currency] = "840"; }) ==
          "53 (currency) has a value that a domestic code cannot have");
    CHECK(refusal([](auto& code) { code[Field::fee_fixed] = "500"; }) ==
          "56 (fee_fixed) needs the matching tip indicator (55)");
    CHECK(refusal([](auto& code) { code[Field::tip_indicator] = "03"; }) == "57 (fee_percentage) is missing");
    CHECK(refusal([](auto& code) {
              code[Field::tip_indicator] = "03";
              code[Field::fee_percentage] = "0.00";
          }) == "57 (fee_percentage) is malformed");
    CHECK(refusal([](auto& code) {
              code[Field::tip_indicator] = "03";
              code[Field::fee_percentage] = "05.00";
          }) == "accepted");
    CHECK(refusal([](auto& code) { code.service = Service::qrpush; }) ==
          "52 (merchant_category_code) is missing");
    CHECK(refusal([](auto& code) { code[Field::local_merchant_name] = "Chợ"; }) ==
          "64.00 (language) is missing");
    CHECK(refusal([](auto& code) { code.others.push_back({{70}, "abc"}); }) == "70 is not free to be set");
    CHECK(refusal([](auto& code) {
              code.others.push_back({{80}, "046"});
          }) == "80 needs its identifier (sub-ID 00)");
    CHECK(refusal([](auto& code) {
              code.others.push_back({{80, 1}, "046"});
          }) == "80 needs its identifier (sub-ID 00)");
    CHECK(refusal([](auto& code) {
              code.others = {{{80, 0}, "vn.choqr"}, {{80, 0}, "x"}};
          }) == "80.00 is given twice");
    CHECK(refusal([](auto& code) { code.others = {{{80, 0}, "vn.choqr"}, {{80, 1}, "x"}}; }) == "accepted");
    CHECK(refusal([](auto& code) {
              code.others = {{{10}, "Đà Lạt"}};
          }) == "10 has characters that the payload cannot carry");
    CHECK(refusal([](auto& code) {
              code.others = {{{38, 3}, "Đà Lạt"}};
          }) == "38.03 has characters that the payload cannot carry");
    CHECK(refusal([](auto& code) {
              code.others = {{{26, 0}, "A000000727"}};
          }) == "26 would be another payment to some readers");
    CHECK(refusal([](auto& code) {
              code.others = {{{26, 0}, "vn.choqr"}, {{26, 1}, "ĐĐĐĐĐĐĐĐĐ540512345"}};
          }) == "54 would be another payment to some readers");
    CHECK(refusal([](auto& code) {
              code.others = {{{26, 0}, "vn.choqr"}, {{26, 1}, "Chợ Đà Lạt"}};
          }) == "accepted");
    CHECK(refusal([](auto& code) {
              for (auto field :
                   {Field::bill_number, Field::store_label, Field::reference_label, Field::purpose})
                  code[field] = std::string(25, 'x');
          }) == "62 is longer than 99 characters: 116");
}

TEST_CASE("encode: Vietnamese is folded before it is counted, and kept only in field 64", "[qr]") {
    auto code = stall_code();
    code[Field::purpose] = "Trả tiền rau củ quả tươi!";  // 25 characters, more bytes.
    code[Field::language] = "vi";
    code[Field::local_merchant_name] = "Hàng rau củ Cô Lan Đà Lạt";
    const auto payload = encode(code);
    REQUIRE(payload.has_value());
    const auto read = decode(*payload);
    REQUIRE(read.has_value());
    CHECK(read->code[Field::purpose] == "Tra tien rau cu qua tuoi!");
    CHECK(read->code[Field::local_merchant_name] == "Hàng rau củ Cô Lan Đà Lạt");
}

TEST_CASE("encode: a template of others is written in the order of its IDs and read back whole", "[qr]") {
    auto code = stall_code();
    code.others = {{{80, 1}, "B-12"},    {{26, 0}, "vn.choqr"}, {{80, 0}, "vn.choqr"},
                   {{62, 50}, "0002ab"}, {{26, 3}, "x"},        {{15}, "123"}};
    const auto payload = encode(code);
    REQUIRE(payload.has_value());
    CHECK(payload->find("1503123"
                        "2617"
                        "0008vn.choqr"
                        "0301x"
                        "3854") != std::string::npos);
    CHECK(payload->find("62105006"
                        "0002ab"
                        "8020"
                        "0008vn.choqr"
                        "0104B-12"
                        "6304") != std::string::npos);
    const auto read = decode(*payload);
    REQUIRE(read.has_value());
    CHECK(read->code.others.size() == 4);
}

TEST_CASE("payload: 20,000 random codes are read back as they were written", "[qr][property]") {
    std::mt19937_64 random{20261122};
    const auto below = [&random](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    const auto text = [&](std::size_t length, std::string_view alphabet) {
        std::string out;
        for (std::size_t i = 0; i < length; ++i) out += alphabet[below(alphabet.size())];
        return out;
    };
    constexpr std::string_view digits = "0123456789", letters = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ",
                               any = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCXYZ[\\]^_`abcxyz{|}~";
    int written = 0;
    for (int i = 0; i < 20'000; ++i) {
        PaymentCode code{*Bin::parse(text(6, digits)), text(1 + below(19), below(3) == 0 ? letters : digits)};
        if (below(2) == 0) code.point_of_initiation = PointOfInitiation::dynamic_code;
        if (below(2) == 0)
            code.amount = Vnd::of(1 + static_cast<std::int64_t>(random() % 9'999'999'999'999U));
        for (const auto field :
             {Field::merchant_name, Field::merchant_city, Field::postal_code, Field::bill_number,
              Field::reference_label, Field::terminal_label, Field::purpose})
            if (below(3) == 0) code[field] = text(1 + below(rule_of(field).length_max), any);
        const auto payload = encode(code);
        if (!payload) {
            CHECK((payload.error().reason == RefusalReason::template_too_long));
            continue;
        }
        ++written;
        const auto read = decode(*payload);
        if (!read) FAIL(*payload << ": " << text_of(read.error().finding));
        if (!(read->code == code)) FAIL(*payload);
    }
    CHECK(written > 19'000);
}

TEST_CASE(
    "payload: no single changed character and no swap of neighbours is read as another account or amount",
    "[qr][property]") {
    auto code = stall_code();
    code.amount = Vnd::of(150'000);
    code[Field::purpose] = "CHQH7K4X9";
    const auto payload = encode(code).value();
    const auto same_money = [&code](const PaymentCode& read) {
        return read.bin == code.bin && read.account == code.account && read.amount == code.amount;
    };
    for (std::size_t i = 0; i < payload.size(); ++i) {
        for (int c = 0x20; c < 0x7F; ++c) {
            auto changed = payload;
            changed[i] = static_cast<char>(c);
            const auto read = decode(changed, Strictness::lenient);
            if (read && !same_money(read->code)) FAIL(changed);
        }
        if (i + 1 < payload.size()) {
            auto swapped = payload;
            std::swap(swapped[i], swapped[i + 1]);
            const auto read = decode(swapped, Strictness::lenient);
            if (read && !same_money(read->code)) FAIL(swapped);
        }
    }
    SUCCEED();
}

TEST_CASE("payload: every cut of a code is refused", "[qr][property]") {
    const auto payload = encode(stall_code()).value();
    for (std::size_t length = 0; length < payload.size(); ++length) {
        CAPTURE(length);
        CHECK(finding_of(payload.substr(0, length), Strictness::lenient) != "accepted");
    }
}
