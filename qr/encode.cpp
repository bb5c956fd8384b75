#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

#include "base/fold.hpp"
#include "base/text.hpp"
#include "qr/crc.hpp"
#include "qr/field_check.hpp"
#include "qr/payload.hpp"
#include "qr/tlv.hpp"

namespace choqr::qr {
namespace {

constexpr std::size_t account_length_max = 19;
constexpr std::size_t template_length_max = 99;

Refusal refuse(RefusalReason reason, FieldPath path) { return {reason, path}; }

Refusal refuse_length(RefusalReason reason, FieldPath path, std::size_t length, std::size_t limit) {
    Refusal refusal{reason, path};
    refusal.length = length;
    refusal.limit = limit;
    return refusal;
}

std::optional<Refusal> refusal_of(const FieldRule& rule, FieldCheck check) {
    switch (check.fault) {
        case FieldFault::none:
            return std::nullopt;
        case FieldFault::too_short:
            return refuse_length(RefusalReason::too_short, rule.path(), check.length, rule.length_min);
        case FieldFault::too_long:
            return refuse_length(RefusalReason::too_long, rule.path(), check.length, rule.length_max);
        case FieldFault::not_printable:
            return refuse(RefusalReason::not_printable, rule.path());
        case FieldFault::malformed:
            return refuse(RefusalReason::malformed, rule.path());
    }
    return std::nullopt;
}

bool is_template(int id) { return (id >= 26 && id <= 51) || id >= 80; }

// Where a field without a name of its own may be written.
bool may_be_written(FieldPath path) {
    if (path.subsub >= 0) return false;
    if (path.id == 38) return path.sub >= 3;
    if (path.id == 62) return path.sub >= 50;
    if (path.id >= 2 && path.id <= 25) return path.sub < 0;
    return is_template(path.id);
}

bool begins_with_identifier(std::string_view value) {
    TlvReader reader{value, 0, LengthUnit::characters};
    const auto first = reader.next();
    if (!first || first->id != 0 || first->value.empty() || count_code_points(first->value) > 32)
        return false;
    while (reader.next()) continue;
    return !reader.error();
}

// One pass over the fields in the order in which they are written; the first refusal ends it.
class Encoder {
public:
    explicit Encoder(const PaymentCode& code) : code_{code} { out_.reserve(256); }

    boost::system::result<std::string, Refusal> run() {
        if (!check_service() || !collect_others() || !write_all()) return *refusal_;
        out_ += "6304";
        append_crc();
        if (const auto refusal = refusal_of_readers()) return *refusal;
        return std::move(out_);
    }

private:
    // With fields of our caller's choosing, or with letters of several bytes, a reader might see other money
    // than was meant.
    std::optional<Refusal> refusal_of_readers() const {
        if (others_.empty() && is_ascii(out_)) return std::nullopt;
        const auto read = decode(out_);
        if (read) return std::nullopt;
        return refuse(RefusalReason::ambiguous, read.error().path);
    }

    bool fail(Refusal refusal) {
        refusal_ = refusal;
        return false;
    }

    bool require(Field field) {
        return !code_[field].empty() || fail(refuse(RefusalReason::missing, rule_of(field).path()));
    }

    // NAPAS 1.5.2 as four public libraries quote it: payments to merchants and cash at an ATM name the
    // merchant.
    bool check_service() {
        if (code_.service != Service::qrpush && code_.service != Service::qrcash) return true;
        if (!require(Field::merchant_category_code) || !require(Field::merchant_name) ||
            !require(Field::merchant_city))
            return false;
        return code_.service == Service::qrpush ||
               (require(Field::reference_label) && require(Field::terminal_label));
    }

    bool collect_others() {
        if (code_.others.empty()) return true;
        for (const auto& other : code_.others) {
            if (!check_other(other)) return false;
            others_.push_back(&other);
        }
        const auto key = [](const OtherField* other) { return std::pair{other->path.id, other->path.sub}; };
        std::ranges::stable_sort(others_, {}, key);
        for (std::size_t i = 1; i < others_.size(); ++i) {
            const auto& before = others_[i - 1]->path;
            const auto& path = others_[i]->path;
            const bool whole_and_part = before.id == path.id && before.sub < 0 && is_template(path.id);
            if (before == path || whole_and_part) return fail(refuse(RefusalReason::duplicate, path));
        }
        return true;
    }

    bool check_other(const OtherField& other) {
        if (!may_be_written(other.path)) return fail(refuse(RefusalReason::reserved_field, other.path));
        const bool ascii_only = other.path.id <= 25 || other.path.id == 38;
        if (ascii_only ? !is_printable_ascii(other.value) : !is_plain_unicode(other.value))
            return fail(refuse(RefusalReason::not_printable, other.path));
        const auto length = count_code_points(other.value);
        if (length == 0) return fail(refuse(RefusalReason::missing, other.path));
        if (length > template_length_max)
            return fail(refuse_length(RefusalReason::too_long, other.path, length, template_length_max));
        if (is_template(other.path.id) && other.path.sub < 0 && !begins_with_identifier(other.value))
            return fail(refuse(RefusalReason::missing_identifier, other.path));
        return true;
    }

    bool write_all() {
        out_ += "000201";
        out_ += code_.point_of_initiation == PointOfInitiation::static_code ? "010211" : "010212";
        return write_others_below(38) && write_napas() && write_others_below(52) &&
               write_field(Field::merchant_category_code) && write_currency() && write_amount() &&
               write_tip() && write_country() && write_field(Field::merchant_name) &&
               write_field(Field::merchant_city) && write_field(Field::postal_code) &&
               write_additional_data() && write_language() && write_others_below(100);
    }

    bool write_field(Field field) {
        const auto& text = code_[field];
        if (text.empty()) return true;
        const auto& rule = rule_of(field);
        const unsigned id = rule.sub < 0 ? rule.id : static_cast<unsigned>(rule.sub);
        if (is_ascii(text)) return write_checked(rule, id, text);
        if (rule.format == FieldRule::Format::unicode) {
            const auto composed = to_nfc(text);
            return composed ? write_checked(rule, id, *composed)
                            : fail(refuse(RefusalReason::not_printable, rule.path()));
        }
        return write_checked(rule, id, fold_to_ascii(text));
    }

    bool write_checked(const FieldRule& rule, unsigned id, std::string_view value) {
        if (const auto refusal = refusal_of(rule, check_field(rule, value))) return fail(*refusal);
        append_object(out_, id, value);
        return true;
    }

    // Writes the head of a template; its length is known when it is closed.
    std::size_t open_template(unsigned id) {
        append_two_digits(out_, id);
        out_ += "00";
        return out_.size();
    }

    // A template that got nothing is taken back: length 00 is not legal.
    bool close_template(std::size_t begin, FieldPath path) {
        const auto value = std::string_view{out_}.substr(begin);
        if (value.empty()) {
            out_.resize(begin - 4);
            return true;
        }
        const auto length = is_ascii(value) ? value.size() : count_code_points(value);
        if (length > template_length_max)
            return fail(refuse_length(RefusalReason::template_too_long, path, length, template_length_max));
        out_[begin - 2] = static_cast<char>('0' + length / 10);
        out_[begin - 1] = static_cast<char>('0' + length % 10);
        return true;
    }

    bool write_napas() {
        if (!check_account()) return false;
        const auto begin = open_template(38);
        append_object(out_, 0, napas_identifier);
        const auto organisation = open_template(1);
        append_object(out_, 0, code_.bin.text());
        append_object(out_, 1, code_.account);
        close_template(organisation, {38, 1});
        append_object(out_, 2, text_of(code_.service));
        write_others_of(38);
        return close_template(begin, {38});
    }

    bool check_account() {
        constexpr FieldPath path{38, 1, 1};
        const auto& account = code_.account;
        if (account.empty()) return fail(refuse(RefusalReason::missing, path));
        if (account.size() > account_length_max)
            return fail(refuse_length(RefusalReason::too_long, path, account.size(), account_length_max));
        const bool card = code_.service == Service::qribfttc;
        if (card ? !is_digits(account) : !is_letters_and_digits(account))
            return fail(refuse(RefusalReason::malformed, path));
        return true;
    }

    bool write_currency() {
        if (code_[Field::currency] != "704") return fail(refuse(RefusalReason::unsupported_value, {53}));
        return write_field(Field::currency);
    }

    bool write_country() {
        if (code_[Field::country] != "VN") return fail(refuse(RefusalReason::unsupported_value, {58}));
        return write_field(Field::country);
    }

    bool write_amount() {
        if (!code_.amount) return true;
        const auto dong = code_.amount->dong();
        if (dong == 0) return fail(refuse(RefusalReason::zero_amount, {54}));
        std::array<char, 20> digits;
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), dong).ptr;
        append_object(out_, 54, {digits.data(), static_cast<std::size_t>(end - digits.data())});
        return true;
    }

    bool write_tip() {
        const auto& tip = code_[Field::tip_indicator];
        if (!tip.empty() && tip != "01" && tip != "02" && tip != "03")
            return fail(refuse(RefusalReason::malformed, {55}));
        if (!write_field(Field::tip_indicator) || !check_fee(Field::fee_fixed, tip == "02") ||
            !check_fee(Field::fee_percentage, tip == "03"))
            return false;
        const auto& fee = code_[Field::fee_fixed];
        if (!fee.empty() && fee.find_first_not_of('0') == std::string::npos)
            return fail(refuse(RefusalReason::zero_amount, {56}));
        return write_field(Field::fee_fixed) && write_field(Field::fee_percentage);
    }

    bool check_fee(Field field, bool announced) {
        const auto path = rule_of(field).path();
        if (announced && code_[field].empty()) return fail(refuse(RefusalReason::missing, path));
        if (!announced && !code_[field].empty()) return fail(refuse(RefusalReason::only_with_tip, path));
        return true;
    }

    bool write_additional_data() {
        const auto begin = open_template(62);
        for (auto field = Field::bill_number; field <= Field::merchant_channel; field = next(field))
            if (!write_field(field)) return false;
        write_others_of(62);
        return close_template(begin, {62});
    }

    bool write_language() {
        const bool any = !code_[Field::local_merchant_name].empty() ||
                         !code_[Field::local_merchant_city].empty() || !code_[Field::language].empty();
        if (any && (!require(Field::language) || !require(Field::local_merchant_name))) return false;
        const auto begin = open_template(64);
        for (auto field = Field::language; field <= Field::local_merchant_city; field = next(field))
            if (!write_field(field)) return false;
        return close_template(begin, {64});
    }

    static Field next(Field field) { return static_cast<Field>(static_cast<std::size_t>(field) + 1); }

    // The nameless fields inside template `id`; they come after the named ones because their sub-IDs are
    // higher.
    void write_others_of(int id) {
        for (const auto* other : others_)
            if (other->path.id == id)
                append_object(out_, static_cast<unsigned>(other->path.sub), other->value);
    }

    bool write_others_below(int id) {
        for (; next_other_ < others_.size() && others_[next_other_]->path.id < id; ++next_other_) {
            const auto path = others_[next_other_]->path;
            if (path.id == 38 || path.id == 62) continue;
            if (path.sub >= 0) {
                if (!write_template_of_others(path)) return false;
            } else {
                append_object(out_, static_cast<unsigned>(path.id), others_[next_other_]->value);
            }
        }
        return true;
    }

    // Leaves next_other_ at the last field of the template.
    bool write_template_of_others(FieldPath first) {
        if (first.sub != 0) return fail(refuse(RefusalReason::missing_identifier, {first.id}));
        const auto begin = open_template(static_cast<unsigned>(first.id));
        const auto same = [&](std::size_t i) {
            return i < others_.size() && others_[i]->path.id == first.id;
        };
        for (;; ++next_other_) {
            const auto& other = *others_[next_other_];
            append_object(out_, static_cast<unsigned>(other.path.sub), other.value);
            if (!same(next_other_ + 1)) break;
        }
        return close_template(begin, {first.id});
    }

    void append_crc() {
        constexpr std::string_view hex = "0123456789ABCDEF";
        const auto crc = crc16(out_);
        for (int shift = 12; shift >= 0; shift -= 4) out_ += hex[(crc >> shift) & 0xFU];
    }

    const PaymentCode& code_;
    std::string out_;
    std::vector<const OtherField*> others_;
    std::size_t next_other_ = 0;
    std::optional<Refusal> refusal_;
};

std::optional<Refusal> set_amount(PaymentCode& code, std::string_view value) {
    code.amount = parse_vnd(value);
    if (code.amount) return std::nullopt;
    const bool long_number = is_digits(value) && value.size() > 13;
    return long_number ? refuse_length(RefusalReason::too_long, {54}, value.size(), 13)
                       : refuse(RefusalReason::malformed, {54});
}

std::optional<Refusal> set_point_of_initiation(PaymentCode& code, std::string_view value) {
    if (value != "11" && value != "12") return refuse(RefusalReason::malformed, {1});
    code.point_of_initiation =
        value == "11" ? PointOfInitiation::static_code : PointOfInitiation::dynamic_code;
    return std::nullopt;
}

std::optional<Refusal> set_bin(PaymentCode& code, std::string_view value) {
    const auto bin = Bin::parse(value);
    if (!bin) return refuse(RefusalReason::malformed, {38, 1, 0});
    code.bin = *bin;
    return std::nullopt;
}

std::optional<Refusal> set_service(PaymentCode& code, std::string_view value) {
    const auto service = parse_service(value);
    if (!service) return refuse(RefusalReason::malformed, {38, 2});
    code.service = *service;
    return std::nullopt;
}

}  // namespace

boost::system::result<std::string, Refusal> encode(const PaymentCode& code) { return Encoder{code}.run(); }

std::optional<Refusal> set_field(PaymentCode& code, FieldPath path, std::string_view value) {
    if (path == FieldPath{1}) return set_point_of_initiation(code, value);
    if (path == FieldPath{38, 1, 0}) return set_bin(code, value);
    if (path == FieldPath{38, 2}) return set_service(code, value);
    if (path == FieldPath{54}) return set_amount(code, value);
    if (path == FieldPath{38, 1, 1}) {
        code.account = value;
        return std::nullopt;
    }
    if (value.empty()) return refuse(RefusalReason::missing, path);
    if (const auto* rule = rule_at(path)) {
        code[rule->field] = value;
        return std::nullopt;
    }
    if (!may_be_written(path)) return refuse(RefusalReason::reserved_field, path);
    code.others.push_back({path, std::string{value}});
    return std::nullopt;
}

void throw_exception_from_error(const Refusal& refusal, const boost::source_location&) {
    throw std::runtime_error("payload refused: " + refusal.sentence());
}

}  // namespace choqr::qr
