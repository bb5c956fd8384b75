#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "base/account_number.hpp"
#include "base/assert.hpp"
#include "base/fold.hpp"
#include "base/text.hpp"
#include "qr/crc.hpp"
#include "qr/field_check.hpp"
#include "qr/payload.hpp"
#include "qr/tlv.hpp"

namespace choqr::qr {
namespace {

// No QR symbol holds more alphanumeric characters than this (version 40, level L).
constexpr std::size_t payload_length_max = 4'296;

constexpr std::array<std::string_view, 43> finding_texts{"empty",
                                                         "payload_too_long",
                                                         "outer_white_space",
                                                         "invalid_utf8",
                                                         "control_character",
                                                         "character_outside_bmp",
                                                         "not_emv",
                                                         "bad_id",
                                                         "bad_length",
                                                         "length_beyond_end",
                                                         "zero_length",
                                                         "ambiguous_lengths",
                                                         "payload_format_missing",
                                                         "payload_format_unsupported",
                                                         "crc_missing",
                                                         "crc_not_last",
                                                         "crc_malformed",
                                                         "crc_mismatch",
                                                         "duplicate_field",
                                                         "no_merchant_account",
                                                         "not_vietqr",
                                                         "foreign_country",
                                                         "foreign_currency",
                                                         "ambiguous_merchant_account",
                                                         "field_missing",
                                                         "field_too_long",
                                                         "field_too_short",
                                                         "field_malformed",
                                                         "field_not_ascii",
                                                         "service_unknown",
                                                         "service_absent",
                                                         "bin_malformed",
                                                         "account_malformed",
                                                         "account_too_long",
                                                         "beneficiary_unknown_field",
                                                         "amount_malformed",
                                                         "amount_zero",
                                                         "amount_fractional",
                                                         "amount_decimals",
                                                         "amount_leading_zero",
                                                         "fee_inconsistent",
                                                         "template_malformed",
                                                         "unknown_field"};

constexpr std::array<std::string_view, 9> scheme_texts{"unknown",   "vietqr",         "momo",
                                                       "zalopay",   "vnpay",          "vnpay_wallet",
                                                       "shopeepay", "vietnamese_emv", "foreign_emv"};

constexpr bool is_white_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

Finding finding_of(TlvError error) {
    switch (error) {
        case TlvError::bad_id:
            return Finding::bad_id;
        case TlvError::bad_length:
            return Finding::bad_length;
        case TlvError::beyond_end:
            return Finding::length_beyond_end;
    }
    return Finding::bad_id;
}

Finding finding_of(FieldFault fault) {
    switch (fault) {
        case FieldFault::too_short:
            return Finding::field_too_short;
        case FieldFault::too_long:
            return Finding::field_too_long;
        case FieldFault::not_printable:
            return Finding::field_not_ascii;
        default:
            return Finding::field_malformed;
    }
}

// The data objects of one template (or of the root) by ID. A second object of an ID is remembered, never
// stored.
class Objects {
public:
    Objects() { std::memset(place_.data(), 0xFF, place_.size()); }

    void add(const DataObject& object) {
        auto& place = place_[object.id];
        if (place != absent) {
            if (!duplicate_) duplicate_ = object;
            return;
        }
        place = static_cast<std::uint8_t>(count_);
        slots_[count_++].object = object;
    }

    const DataObject* find(int id) const {
        const auto place = place_[static_cast<std::size_t>(id)];
        return place == absent ? nullptr : &slots_[place].object;
    }
    const DataObject* begin() const { return &slots_[0].object; }
    const DataObject* end() const { return begin() + count_; }
    const DataObject& front() const { return slots_[0].object; }
    const std::optional<DataObject>& duplicate() const { return duplicate_; }

private:
    static constexpr std::uint8_t absent = 0xFF;
    // Leaves its memory alone: clearing a hundred objects per template would take longer than reading a
    // payload.
    union Slot {
        Slot() {}  // NOLINT: on purpose nothing.
        DataObject object;
    };
    static_assert(sizeof(Slot) == sizeof(DataObject));

    std::array<std::uint8_t, 100> place_;
    std::array<Slot, 100> slots_;
    std::size_t count_ = 0;
    std::optional<DataObject> duplicate_;
};

std::optional<DecodeError> read_objects(std::string_view text, std::size_t offset, LengthUnit unit,
                                        FieldPath path, Objects& into) {
    TlvReader reader{text, offset, unit};
    while (const auto object = reader.next()) into.add(*object);
    if (!reader.error()) return std::nullopt;
    return DecodeError{{finding_of(*reader.error()), reader.error_offset(), path}};
}

std::optional<std::uint16_t> four_hex_digits(std::string_view text) {
    std::uint16_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    if (text.size() != 4 || error != std::errc{} || end != text.data() + 4) return std::nullopt;
    return number;
}

bool is_template(int id) { return (id >= 26 && id <= 51) || id >= 80; }
bool is_merchant_account(int id) { return id >= 2 && id <= 51; }

// The globally unique identifier of a template, or nothing if the value is no template.
std::optional<std::string_view> identifier_of(std::string_view value) {
    TlvReader reader{value, 0, LengthUnit::characters};
    std::optional<std::string_view> identifier;
    while (const auto object = reader.next())
        if (object->id == 0 && !identifier) identifier = object->value;
    return reader.error() ? std::nullopt : identifier;
}

// One pass from the outside in. Each step returns false once error_ is set.
class Decoder {
public:
    Decoder(std::string_view text, Strictness strictness) : text_{text}, strictness_{strictness} {}

    boost::system::result<DecodedCode, DecodeError> run() {
        if (!check_characters() || !read_frame() || !check_scheme() || !read_napas()) return *error_;
        CHOQR_ASSERT(decoded_, "a code that was read has a BIN and an account");
        if (!read_root_fields() || !read_additional_data() || !read_language() || !keep_others())
            return *error_;
        decoded_->scheme = wallet_scheme();
        return std::move(*decoded_);
    }

private:
    bool fail(Finding finding, std::size_t offset, FieldPath path = {}) {
        error_ = DecodeError{{finding, offset, path}, scheme_};
        return false;
    }
    bool note(Finding finding, std::size_t offset, FieldPath path) {
        warnings_.push_back({finding, offset, path});
        return true;
    }
    // For rules that touch no money: an error to the strict, a warning to the lenient.
    bool soft(Finding finding, std::size_t offset, FieldPath path) {
        return strictness_ == Strictness::lenient ? note(finding, offset, path) : fail(finding, offset, path);
    }

    bool check_characters() {
        if (text_.empty()) return fail(Finding::empty, 0);
        if (text_.size() > payload_length_max) return fail(Finding::payload_too_long, payload_length_max);
        if (is_white_space(text_.front())) return fail(Finding::outer_white_space, 0);
        if (is_white_space(text_.back()))
            return fail(Finding::outer_white_space, text_.find_last_not_of(" \t\n\v\f\r") + 1);
        if (!text_.starts_with("00")) {
            scheme_ = scheme_of_plain_text();
            return fail(Finding::not_emv, 0);
        }
        const auto control = std::ranges::find_if(
            text_, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
        if (control != text_.end())
            return fail(Finding::control_character, static_cast<std::size_t>(control - text_.begin()));
        if (is_ascii(text_)) return true;
        unit_ = LengthUnit::characters;
        if (!is_valid_utf8(text_)) return fail(Finding::invalid_utf8, 0);
        if (leaves_the_bmp(text_)) return fail(Finding::character_outside_bmp, 0);
        return true;
    }

    // Codes that are links or lists of their own, which people show at a stall all the same.
    Scheme scheme_of_plain_text() const {
        if (text_.starts_with("2|99|") || text_.starts_with("momo://") ||
            text_.starts_with("https://me.momo.vn/"))
            return Scheme::momo;
        if (text_.starts_with("zalopay") || text_.find("zalopay.vn/") != std::string_view::npos)
            return Scheme::zalopay;
        return Scheme::unknown;
    }

    bool read_frame() {
        if (const auto error = read_objects(text_, 0, unit_, {}, root_)) {
            error_ = *error;
            return false;
        }
        const auto& format = root_.front();
        if (!check_crc()) return false;
        if (format.id != 0) return fail(Finding::payload_format_missing, 0, {0});
        if (format.value != "01") return fail(Finding::payload_format_unsupported, 0, {0});
        if (root_.duplicate())
            return fail(Finding::duplicate_field, root_.duplicate()->offset, {root_.duplicate()->id});
        return true;
    }

    bool check_crc() {
        const auto* crc = root_.find(63);
        if (crc == nullptr) return fail(Finding::crc_missing, text_.size(), {63});
        if (crc->value.data() + crc->value.size() != text_.data() + text_.size())
            return fail(Finding::crc_not_last, crc->offset, {63});
        const auto stated = four_hex_digits(crc->value);
        if (!stated) return fail(Finding::crc_malformed, crc->offset, {63});
        if (crc16(text_.substr(0, text_.size() - 4)) != *stated)
            return fail(Finding::crc_mismatch, crc->offset, {63});
        return true;
    }

    // What kind of code is it, and is it a domestic VietQR at all?
    bool check_scheme() {
        const auto* napas = root_.find(38);
        const bool has_napas = napas != nullptr && has_napas_identifier(*napas);
        scheme_ = has_napas ? Scheme::vietqr : other_scheme();
        if (std::none_of(root_.begin(), root_.end(),
                         [](const DataObject& object) { return is_merchant_account(object.id); }))
            return fail(Finding::no_merchant_account, text_.size(), {38});
        if (!check_country_and_currency(has_napas)) return false;
        if (has_napas) return check_no_second_napas() && check_lengths_agree();
        Objects inner;
        if (napas != nullptr)
            if (const auto error = read_objects(napas->value, napas->offset + 4, unit_, {38}, inner)) {
                error_ = *error;
                return false;
            }
        return fail(Finding::not_vietqr, 0);
    }

    // Cheap for the usual order; a 38 whose identifier stands later is still found.
    static bool has_napas_identifier(const DataObject& object) {
        return object.value.starts_with("0010A000000727") || identifier_of(object.value) == napas_identifier;
    }

    bool check_country_and_currency(bool has_napas) {
        const auto* country = root_.find(58);
        const auto* currency = root_.find(53);
        if (country != nullptr && country->value != "VN") {
            const bool mistyped = country->value == "vn" || country->value == "Vn" || country->value == "vN";
            return fail(mistyped ? Finding::field_malformed : Finding::foreign_country, country->offset,
                        {58});
        }
        if (currency != nullptr && currency->value != "704")
            return fail(Finding::foreign_currency, currency->offset, {53});
        if (!has_napas) return true;
        if (currency == nullptr) return fail(Finding::field_missing, text_.size(), {53});
        return country != nullptr || fail(Finding::field_missing, text_.size(), {58});
    }

    // A reader that searches for NAPAS's identifier, well-formed or not, would pay another account. Outside
    // the merchant accounts the identifier alone may be anybody's text; with a beneficiary behind it, it is
    // an account.
    bool check_no_second_napas() {
        for (const auto& object : root_) {
            const auto place = object.id == 38 ? std::string_view::npos : object.value.find(napas_identifier);
            if (place == std::string_view::npos) continue;
            if (is_merchant_account(object.id) || object.value.find("0006", place) != std::string_view::npos)
                return fail(Finding::ambiguous_merchant_account, object.offset, {object.id});
        }
        return true;
    }

    // Many readers count bytes where EMVCo counts characters, and some of them keep what they have read
    // before a length led them astray. So all the money that they see must be ours, and if they get to the
    // end they must see all of ours.
    bool check_lengths_agree() {
        if (unit_ == LengthUnit::bytes) return true;
        constexpr std::array money{38, 53, 54, 55, 56, 57, 58};
        Objects by_bytes;
        TlvReader reader{text_, 0, LengthUnit::bytes};
        while (const auto theirs = reader.next()) {
            const auto* ours = root_.find(theirs->id);
            // A sum in several-byte letters is refused for what it is.
            const bool same = ours != nullptr && ours->offset == theirs->offset &&
                              (ours->value == theirs->value || !is_ascii(ours->value));
            if (!same && std::ranges::find(money, theirs->id) != money.end())
                return fail(Finding::ambiguous_lengths, theirs->offset, {theirs->id});
            by_bytes.add(*theirs);
        }
        if (reader.error()) return true;
        for (const int id : money)
            if (const auto* ours = root_.find(id); ours != nullptr && by_bytes.find(id) == nullptr)
                return fail(Finding::ambiguous_lengths, ours->offset, {id});
        return true;
    }

    Scheme other_scheme() const {
        for (const auto& object : root_) {
            if (object.id < 26 || object.id > 51) continue;
            const auto identifier = identifier_of(object.value).value_or("");
            if (identifier == "A000000775") return Scheme::vnpay;
            if (identifier.find("zalopay") != std::string_view::npos) return Scheme::zalopay;
            if (identifier.find("airpay") != std::string_view::npos ||
                identifier.find("shopee") != std::string_view::npos)
                return Scheme::shopeepay;
        }
        const auto has = [this](int id, std::string_view value) {
            return root_.find(id) != nullptr && root_.find(id)->value == value;
        };
        if (has(4, "VNPayWallet")) return Scheme::vnpay_wallet;
        return has(58, "VN") ? Scheme::vietnamese_emv : Scheme::foreign_emv;
    }

    // ---- ID 38 ----

    bool read_napas() {
        const auto& napas = *root_.find(38);
        Objects fields;
        if (!read_template(napas.value, napas.offset + 4, {38}, fields)) return false;
        if (!is_ascii(napas.value)) return fail(Finding::field_not_ascii, napas.offset, {38});
        const auto* organisation = fields.find(1);
        if (organisation == nullptr) return fail(Finding::field_missing, napas.offset, {38, 1});
        if (!read_organisation(*organisation) || !read_service(fields.find(2), napas.offset) ||
            !check_account())
            return false;
        return std::ranges::all_of(fields, [this](const DataObject& field) {
            return field.id <= 2 || keep_unknown({38, field.id}, field);
        });
    }

    bool read_template(std::string_view value, std::size_t offset, FieldPath path, Objects& into) {
        if (const auto error = read_objects(value, offset, unit_, path, into)) {
            error_ = *error;
            error_->scheme = scheme_;
            return false;
        }
        if (const auto& duplicate = into.duplicate()) {
            (path.sub < 0 ? path.sub : path.subsub) = duplicate->id;
            return fail(Finding::duplicate_field, duplicate->offset, path);
        }
        return true;
    }

    // Exactly BIN and account: anything more may be part of an account number to another reader.
    bool read_organisation(const DataObject& organisation) {
        Objects fields;
        if (!read_template(organisation.value, organisation.offset + 4, {38, 1}, fields)) return false;
        for (const auto& field : fields)
            if (field.id > 1)
                return fail(Finding::beneficiary_unknown_field, field.offset, {38, 1, field.id});
        const auto* bin_field = fields.find(0);
        const auto* account = fields.find(1);
        if (bin_field == nullptr) return fail(Finding::field_missing, organisation.offset, {38, 1, 0});
        if (account == nullptr) return fail(Finding::field_missing, organisation.offset, {38, 1, 1});
        const auto bin = Bin::parse(bin_field->value);
        if (!bin) return fail(Finding::bin_malformed, bin_field->offset, {38, 1, 0});
        account_offset_ = account->offset;
        decoded_.emplace(*bin, std::string{account->value});
        return true;
    }

    bool read_service(const DataObject* service, std::size_t napas_offset) {
        constexpr FieldPath path{38, 2};
        if (service == nullptr) {
            // NAPAS 1.5.2 as public libraries quote it: absent means a payment to a merchant.
            code().service = Service::qrpush;
            return note(Finding::service_absent, napas_offset, path);
        }
        const auto known = parse_service(service->value);
        if (!known) return fail(Finding::service_unknown, service->offset, path);
        code().service = *known;
        return true;
    }

    // Letters and digits need no flag. Other printable characters are an acquirer's own merchant id (QRPUSH)
    // or a deviation; a space at the edge is refused to all, since some readers trim it.
    bool check_account() {
        constexpr FieldPath path{38, 1, 1};
        const std::string_view account = code().account;
        if (account.empty()) return fail(Finding::zero_length, account_offset_, path);
        if (account.size() > AccountNumber::length_max &&
            !soft(Finding::account_too_long, account_offset_, path))
            return false;
        if (code().service == Service::qribfttc && !is_digits(account))
            return fail(Finding::account_malformed, account_offset_, path);
        if (is_letters_and_digits(account)) return true;
        if (!is_printable_ascii(account) || account.front() == ' ' || account.back() == ' ')
            return fail(Finding::account_malformed, account_offset_, path);
        return code().service == Service::qrpush || soft(Finding::account_malformed, account_offset_, path);
    }

    // ---- The other root fields ----

    bool read_root_fields() {
        return read_point_of_initiation() && read_amount() && read_text_fields() && check_fees();
    }

    bool read_point_of_initiation() {
        const auto* point = root_.find(1);
        if (point == nullptr) return fail(Finding::field_missing, text_.size(), {1});
        if (point->value != "11" && point->value != "12")
            return fail(Finding::field_malformed, point->offset, {1});
        code().point_of_initiation =
            point->value == "11" ? PointOfInitiation::static_code : PointOfInitiation::dynamic_code;
        return true;
    }

    bool read_amount() {
        const auto* amount = root_.find(54);
        if (amount == nullptr) return true;
        code().amount = read_dong(*amount);
        return code().amount.has_value();
    }

    // A sum that the payer pays: 54, or 56 in the same form. Nothing if it cannot be one; then error_ is set.
    std::optional<Vnd> read_dong(const DataObject& object) {
        const FieldPath path{object.id};
        const auto at = object.offset;
        const auto refuse = [&](Finding finding) {
            fail(finding, at, path);
            return std::optional<Vnd>{};
        };
        if (object.value.empty()) return refuse(Finding::zero_length);
        if (object.value.size() > 13) return refuse(Finding::field_too_long);
        const auto point = object.value.find('.');
        const auto whole = object.value.substr(0, point);
        const auto fraction =
            point == std::string_view::npos ? std::string_view{} : object.value.substr(point + 1);
        if (whole.empty() || !is_digits(whole) || !is_digits(fraction))
            return refuse(Finding::amount_malformed);
        if (fraction.find_first_not_of('0') != std::string_view::npos)
            return refuse(Finding::amount_fractional);
        std::int64_t dong = 0;
        std::from_chars(whole.data(), whole.data() + whole.size(), dong);
        if (dong == 0) return refuse(Finding::amount_zero);
        if (!fraction.empty()) note(Finding::amount_decimals, at, path);
        if (whole.front() == '0') note(Finding::amount_leading_zero, at, path);
        return Vnd::of(dong);
    }

    bool read_text_fields() {
        for (const auto& rule : all_field_rules()) {
            if (rule.sub >= 0 || rule.field == Field::fee_fixed) continue;
            const auto* object = root_.find(rule.id);
            if (object != nullptr && !read_text_field(rule, *object)) return false;
        }
        return true;
    }

    bool read_text_field(const FieldRule& rule, const DataObject& object) {
        if (object.value.empty())
            return rule.sub >= 0 ? soft(Finding::zero_length, object.offset, rule.path())
                                 : fail(Finding::zero_length, object.offset, rule.path());
        const auto fault = check_field(rule, object.value).fault;
        if (fault != FieldFault::none && rule.field == Field::fee_percentage)
            return fail(finding_of(fault), object.offset, rule.path());
        if (fault != FieldFault::none && !soft(finding_of(fault), object.offset, rule.path())) return false;
        code()[rule.field] = object.value;
        return true;
    }

    // EMVCo 3.5: a fee stands there if and only if the indicator announces it. It changes what the payer
    // pays.
    bool check_fees() {
        const auto& tip = code()[Field::tip_indicator];
        const auto* indicator = root_.find(55);
        if (indicator != nullptr && tip != "01" && tip != "02" && tip != "03")
            return fail(Finding::field_malformed, indicator->offset, {55});
        for (const auto& [id, announced] : {std::pair{56, tip == "02"}, std::pair{57, tip == "03"}}) {
            const auto* fee = root_.find(id);
            if ((fee != nullptr) != announced)
                return fail(Finding::fee_inconsistent, fee != nullptr ? fee->offset : indicator->offset,
                            {id});
        }
        return tip != "02" || read_fixed_fee(*root_.find(56));
    }

    bool read_fixed_fee(const DataObject& fee) {
        const auto dong = read_dong(fee);
        if (dong) code()[Field::fee_fixed] = std::to_string(dong->dong());
        return dong.has_value();
    }

    // ---- Templates 62 and 64 ----

    bool read_additional_data() {
        const auto* additional = root_.find(62);
        if (additional == nullptr) return true;
        if (additional->value.empty()) return soft(Finding::zero_length, additional->offset, {62});
        Objects fields;
        if (!read_template(additional->value, additional->offset + 4, {62}, fields)) return false;
        return read_sub_fields(62, fields);
    }

    bool read_language() {
        const auto* language = root_.find(64);
        if (language == nullptr) return true;
        if (language->value.empty()) return soft(Finding::zero_length, language->offset, {64});
        Objects fields;
        if (!read_template(language->value, language->offset + 4, {64}, fields)) return false;
        for (const int id : {0, 1})
            if (fields.find(id) == nullptr && !soft(Finding::field_missing, language->offset, {64, id}))
                return false;
        return read_sub_fields(64, fields);
    }

    bool read_sub_fields(int id, const Objects& fields) {
        for (const auto& object : fields) {
            const FieldPath path{id, object.id};
            const auto* rule = rule_at(path);
            if (rule == nullptr ? !keep_unknown(path, object) : !read_text_field(*rule, object)) return false;
        }
        return true;
    }

    // ---- What we have no name for ----

    bool keep_others() {
        for (const auto& object : root_) {
            const FieldPath path{object.id};
            if (object.id >= 65 && object.id <= 79) {
                if (!keep_unknown(path, object)) return false;
            } else if ((is_merchant_account(object.id) && object.id != 38) || object.id >= 80) {
                if (object.value.empty()) return fail(Finding::zero_length, object.offset, path);
                if (is_template(object.id) && !identifier_of(object.value))
                    note(Finding::template_malformed, object.offset, path);
                code().others.push_back({path, std::string{object.value}});
            }
        }
        decoded_->warnings = std::move(warnings_);
        return true;
    }

    bool keep_unknown(FieldPath path, const DataObject& object) {
        if (object.value.empty()) return soft(Finding::zero_length, object.offset, path);
        code().others.push_back({path, std::string{object.value}});
        return note(Finding::unknown_field, object.offset, path);
    }

    Scheme wallet_scheme() const {
        const std::string_view account = decoded_->code.account;
        const auto& reference = decoded_->code[Field::reference_label];
        if (decoded_->code.bin.text() == "971025" || account.starts_with("99MM") ||
            account.starts_with("MOMO") || reference.starts_with("MOMOW2W"))
            return Scheme::momo;
        if (account.starts_with("99ZP") || other_scheme() == Scheme::zalopay) return Scheme::zalopay;
        return Scheme::vietqr;
    }

    PaymentCode& code() { return decoded_->code; }

    std::string_view text_;
    Strictness strictness_;
    LengthUnit unit_ = LengthUnit::bytes;  // Characters are bytes while all are ASCII.
    Objects root_;
    Scheme scheme_ = Scheme::unknown;
    std::size_t account_offset_ = 0;
    std::vector<Remark> warnings_;
    std::optional<DecodedCode> decoded_;
    std::optional<DecodeError> error_;
};

void list_into(std::vector<RawField>& fields, std::string_view text, std::size_t offset, FieldPath path) {
    TlvReader reader{text, offset, LengthUnit::characters};
    while (const auto object = reader.next()) {
        FieldPath inner = path;
        (path.id < 0 ? inner.id : path.sub < 0 ? inner.sub : inner.subsub) = object->id;
        fields.push_back({inner, object->value, object->offset});
        const bool opened = inner == FieldPath{38, 1} ||
                            (inner.sub < 0 && (inner.id == 62 || inner.id == 64 || is_template(inner.id)));
        if (opened) list_into(fields, object->value, object->offset + 4, inner);
    }
}

}  // namespace

std::string_view text_of(Finding finding) { return finding_texts[static_cast<std::size_t>(finding)]; }
std::string_view text_of(Scheme scheme) { return scheme_texts[static_cast<std::size_t>(scheme)]; }

boost::system::result<DecodedCode, DecodeError> decode(std::string_view text, Strictness strictness) {
    return Decoder{text, strictness}.run();
}

std::string_view without_outer_white_space(std::string_view text) {
    while (!text.empty() && is_white_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_white_space(text.back())) text.remove_suffix(1);
    return text;
}

std::vector<RawField> list_fields(std::string_view text) {
    std::vector<RawField> fields;
    if (is_valid_utf8(text)) list_into(fields, text, 0, {});
    return fields;
}

void throw_exception_from_error(const DecodeError& error, const boost::source_location&) {
    throw std::runtime_error("payload not readable: " + std::string{text_of(error.finding)});
}

}  // namespace choqr::qr
