#include <algorithm>

#include "base/assert.hpp"
#include "qr/payload.hpp"

namespace choqr::qr {
namespace {

using Format = FieldRule::Format;

// Lengths: EMVCo 1.0 table 3-2 to 3-8, NAPAS 1.0 tables 1, 2 and 8; 62-10 and 62-11 from EMVCo 1.1. In the
// order of Field.
constexpr std::array<FieldRule, field_count> rules{{
    {Field::merchant_category_code, 52, -1, Format::digits, 4, 4, "merchant_category_code"},
    {Field::currency, 53, -1, Format::digits, 3, 3, "currency"},
    {Field::tip_indicator, 55, -1, Format::digits, 2, 2, "tip_indicator"},
    {Field::fee_fixed, 56, -1, Format::digits, 1, 13, "fee_fixed"},
    {Field::fee_percentage, 57, -1, Format::percentage, 1, 5, "fee_percentage"},
    {Field::country, 58, -1, Format::printable, 2, 2, "country"},
    {Field::merchant_name, 59, -1, Format::printable, 1, 25, "merchant_name"},
    {Field::merchant_city, 60, -1, Format::printable, 1, 15, "merchant_city"},
    {Field::postal_code, 61, -1, Format::printable, 1, 10, "postal_code"},
    {Field::bill_number, 62, 1, Format::printable, 1, 25, "bill_number"},
    {Field::mobile_number, 62, 2, Format::printable, 1, 25, "mobile_number"},
    {Field::store_label, 62, 3, Format::printable, 1, 25, "store_label"},
    {Field::loyalty_number, 62, 4, Format::printable, 1, 25, "loyalty_number"},
    {Field::reference_label, 62, 5, Format::printable, 1, 25, "reference_label"},
    {Field::customer_label, 62, 6, Format::printable, 1, 25, "customer_label"},
    {Field::terminal_label, 62, 7, Format::printable, 1, 25, "terminal_label"},
    {Field::purpose, 62, 8, Format::printable, 1, 25, "purpose"},
    {Field::consumer_data_request, 62, 9, Format::consumer_data, 1, 3, "consumer_data_request"},
    {Field::merchant_tax_id, 62, 10, Format::printable, 1, 20, "merchant_tax_id"},
    {Field::merchant_channel, 62, 11, Format::printable, 3, 3, "merchant_channel"},
    {Field::language, 64, 0, Format::language, 2, 2, "language"},
    {Field::local_merchant_name, 64, 1, Format::unicode, 1, 25, "local_merchant_name"},
    {Field::local_merchant_city, 64, 2, Format::unicode, 1, 15, "local_merchant_city"},
}};

constexpr bool rules_follow_the_enum() {
    for (std::size_t i = 0; i < field_count; ++i)
        if (static_cast<std::size_t>(rules[i].field) != i) return false;
    return true;
}
static_assert(rules_follow_the_enum());

// Where the rule at an ID and sub-ID stands, by ID and sub-ID; -1 where there is none.
constexpr std::size_t place_of(int id, int sub) { return static_cast<std::size_t>(id * 101 + sub + 1); }
constexpr auto places = [] {
    std::array<std::int8_t, 65 * 101> by_path{};
    by_path.fill(-1);
    for (std::size_t i = 0; i < field_count; ++i)
        by_path[place_of(rules[i].id, rules[i].sub)] = static_cast<std::int8_t>(i);
    return by_path;
}();

constexpr std::array<std::string_view, 4> service_texts{"QRIBFTTA", "QRIBFTTC", "QRPUSH", "QRCASH"};

std::string two_digits(int number) {
    CHOQR_ASSERT(number >= 0 && number < 100, "an ID has two digits");
    return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

constexpr std::array<std::string_view, 13> refusal_texts{"is missing",
                                                         "is shorter than",
                                                         "is longer than",
                                                         "has characters that the payload cannot carry",
                                                         "is malformed",
                                                         "must not be zero",
                                                         "has a value that a domestic code cannot have",
                                                         "needs the matching tip indicator (55)",
                                                         "is longer than",
                                                         "is not free to be set",
                                                         "needs its identifier (sub-ID 00)",
                                                         "is given twice",
                                                         "would be another payment to some readers"};

}  // namespace

std::string_view text_of(Service service) { return service_texts[static_cast<std::size_t>(service)]; }

std::optional<Service> parse_service(std::string_view text) {
    const auto found = std::ranges::find(service_texts, text);
    if (found == service_texts.end()) return std::nullopt;
    return static_cast<Service>(found - service_texts.begin());
}

std::string FieldPath::text() const {
    std::string out;
    for (const int part : {id, sub, subsub}) {
        if (part < 0) break;
        if (!out.empty()) out += '.';
        out += two_digits(part);
    }
    return out;
}

std::optional<FieldPath> parse_field_path(std::string_view text) {
    const auto digit = [&text](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    const auto number = [&text](std::size_t i) { return (text[i] - '0') * 10 + (text[i + 1] - '0'); };
    if (text.size() != 2 && text.size() != 5 && text.size() != 8) return std::nullopt;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (i % 3 == 2 ? text[i] != '.' : !digit(i)) return std::nullopt;
    return FieldPath{number(0), text.size() > 2 ? number(3) : -1, text.size() > 5 ? number(6) : -1};
}

const FieldRule& rule_of(Field field) { return rules[static_cast<std::size_t>(field)]; }
std::span<const FieldRule, field_count> all_field_rules() { return rules; }

const FieldRule* rule_at(FieldPath path) {
    if (path.id < 0 || path.id > 64 || path.subsub >= 0) return nullptr;
    const auto place = places[place_of(path.id, path.sub)];
    return place < 0 ? nullptr : &rules[static_cast<std::size_t>(place)];
}

PaymentCode::PaymentCode(Bin bin_, std::string account_) : bin{bin_}, account{std::move(account_)} {
    (*this)[Field::currency] = "704";
    (*this)[Field::country] = "VN";
}

std::string_view text_of(RefusalReason reason) { return refusal_texts[static_cast<std::size_t>(reason)]; }

std::string Refusal::sentence() const {
    std::string out = path.text();
    if (const auto* known = rule_at(path)) out.append(" (").append(known->name).append(")");
    out.append(" ").append(text_of(reason));
    if (limit != 0)
        out.append(" ").append(std::to_string(limit)).append(" characters: ").append(std::to_string(length));
    return out;
}

}  // namespace choqr::qr
