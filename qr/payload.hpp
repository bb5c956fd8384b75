#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/system/result.hpp>

#include "base/bin.hpp"
#include "base/vnd.hpp"

// VietQR payloads: EMVCo Merchant-Presented QR 1.0 with NAPAS's merchant account information (ID 38).
namespace choqr::qr {

/// Point of initiation method (ID 01). It says whether the code is shown for more than one transaction, and
/// nothing about the amount: a static code may carry one, a dynamic code may not.
enum class PointOfInitiation : std::uint8_t { static_code = 11, dynamic_code = 12 };

/// Service code (ID 38-02). NAPAS 1.0: transfer to an account, to a card; NAPAS 1.5.2: merchant payment, cash
/// at an ATM.
enum class Service : std::uint8_t { qribftta, qribfttc, qrpush, qrcash };

/// "QRIBFTTA" and so on.
std::string_view text_of(Service service);
std::optional<Service> parse_service(std::string_view text);

/// Where a field stands: ID, sub-ID, sub-sub-ID; -1 for "none". Written "38.01.00".
struct FieldPath {
    int id = -1;
    int sub = -1;
    int subsub = -1;

    std::string text() const;
    friend constexpr bool operator==(const FieldPath&, const FieldPath&) = default;
};

/// The fields that are plain text. (BIN, account, service, amount and point of initiation have members of
/// their own.)
enum class Field : std::uint8_t {
    merchant_category_code,  ///< 52, four digits, ISO 18245.
    currency,                ///< 53, always 704 (VND).
    tip_indicator,           ///< 55, "01" ask for a tip, "02" fixed fee (56), "03" percentage (57).
    fee_fixed,               ///< 56, whole dong.
    fee_percentage,          ///< 57, 0.01 to 99.99.
    country,                 ///< 58, always VN.
    merchant_name,           ///< 59.
    merchant_city,           ///< 60.
    postal_code,             ///< 61.
    bill_number,             ///< 62-01, and so on in order to 62-11.
    mobile_number,
    store_label,
    loyalty_number,
    reference_label,
    customer_label,
    terminal_label,
    purpose,                ///< 62-08, the transfer's text.
    consumer_data_request,  ///< 62-09, a set of A, M, E.
    merchant_tax_id,        ///< 62-10, EMVCo 1.1.
    merchant_channel,       ///< 62-11, EMVCo 1.1.
    language,               ///< 64-00, ISO 639, two lower-case letters.
    local_merchant_name,    ///< 64-01, the only place for Vietnamese with its marks.
    local_merchant_city,    ///< 64-02.
};
inline constexpr std::size_t field_count = 23;

/// How long a field may be and what may stand in it.
struct FieldRule {
    enum class Format : std::uint8_t { digits, printable, percentage, consumer_data, language, unicode };
    Field field;
    std::uint8_t id;
    std::int8_t sub;  ///< -1: the field stands under the root.
    Format format;
    std::uint8_t length_min;
    std::uint8_t length_max;
    std::string_view name;  ///< As in JSON: "merchant_name".

    constexpr FieldPath path() const { return {id, sub, -1}; }
};
const FieldRule& rule_of(Field field);
std::span<const FieldRule, field_count> all_field_rules();
/// The rule of the field at `path`, or null if it has none.
const FieldRule* rule_at(FieldPath path);

/// A field of the payload that choqr has no name for. Kept as it was read, written where its ID belongs.
struct OtherField {
    FieldPath path;
    std::string value;
    friend bool operator==(const OtherField&, const OtherField&) = default;
};

/// What a VietQR code says, as a value. An empty text means that the field is absent. It can hold what may
/// not be encoded (a reader must be able to show an overlong name); encode() checks.
struct PaymentCode {
    /// Static, QRIBFTTA, VND, VN, no amount.
    PaymentCode(Bin bin_, std::string account_);

    const std::string& operator[](Field field) const { return texts[static_cast<std::size_t>(field)]; }
    std::string& operator[](Field field) { return texts[static_cast<std::size_t>(field)]; }
    friend bool operator==(const PaymentCode&, const PaymentCode&) = default;

    PointOfInitiation point_of_initiation = PointOfInitiation::static_code;
    Service service = Service::qribftta;
    Bin bin;                    ///< Of the bank or wallet that holds the account.
    std::string account;        ///< 38-01-01: account, card or merchant number, 1 to 19 characters.
    std::optional<Vnd> amount;  ///< Nothing: the payer types it.
    std::array<std::string, field_count> texts;
    std::vector<OtherField> others;
};

// ---- Writing ----

enum class RefusalReason : std::uint8_t {
    missing,  ///< A field that the service or another field demands.
    too_short,
    too_long,
    not_printable,  ///< Characters outside 0x20 to 0x7E after folding, or control characters.
    malformed,
    zero_amount,
    unsupported_value,   ///< Currency other than 704, country other than VN.
    only_with_tip,       ///< A fee without the tip indicator that announces it.
    template_too_long,   ///< Additional data or language template over 99 characters in all.
    reserved_field,      ///< An ID that EMVCo keeps for itself, or one that choqr writes by another name.
    missing_identifier,  ///< A template without its globally unique identifier (sub-ID 00).
    duplicate,
    ambiguous,  ///< Written so, some readers would see another payment: decode() refuses it too.
};
std::string_view text_of(RefusalReason reason);

/// Why a payload was not made.
struct Refusal {
    RefusalReason reason;
    FieldPath path;
    /// "62.08 (purpose) is longer than 25 characters: 31".
    std::string sentence() const;
    std::size_t length = 0;
    std::size_t limit = 0;
};

/// The payload of `code`: objects in ascending ID order, CRC in upper case. Vietnamese in fields that must be
/// ASCII is folded before its length is counted. Refuses rather than cuts.
boost::system::result<std::string, Refusal> encode(const PaymentCode& code);

/// Sets the field at `path` from text, whatever kind it is: "54" and "38.02" too. For command lines and
/// queries. Nothing, or why not; lengths are left to encode().
std::optional<Refusal> set_field(PaymentCode& code, FieldPath path, std::string_view value);

/// "62.07" or "59".
std::optional<FieldPath> parse_field_path(std::string_view text);

// ---- Reading ----

/// What is wrong, or odd, about a text that was scanned. The names (text_of) are stable: programs compare
/// them.
enum class Finding : std::uint8_t {
    // The bytes.
    empty,
    payload_too_long,
    outer_white_space,
    invalid_utf8,
    control_character,
    character_outside_bmp,
    not_emv,
    bad_id,
    bad_length,
    length_beyond_end,
    zero_length,
    ambiguous_lengths,
    // The frame.
    payload_format_missing,
    payload_format_unsupported,
    crc_missing,
    crc_not_last,
    crc_malformed,
    crc_mismatch,
    duplicate_field,
    // What kind of code it is.
    no_merchant_account,
    not_vietqr,
    foreign_country,
    foreign_currency,
    ambiguous_merchant_account,
    // Fields.
    field_missing,
    field_too_long,
    field_too_short,
    field_malformed,
    field_not_ascii,
    service_unknown,
    service_absent,
    bin_malformed,
    account_malformed,
    account_too_long,
    beneficiary_unknown_field,
    amount_malformed,
    amount_zero,
    amount_fractional,
    amount_decimals,
    amount_leading_zero,
    fee_inconsistent,
    template_malformed,
    unknown_field,
};
std::string_view text_of(Finding finding);

/// Whose code it is, as far as the bytes tell.
enum class Scheme : std::uint8_t {
    unknown,
    vietqr,
    momo,     ///< A VietQR code of a MoMo wallet, or MoMo's own older form.
    zalopay,  ///< A VietQR code of a ZaloPay wallet, or ZaloPay's own.
    vnpay,
    vnpay_wallet,
    shopeepay,
    vietnamese_emv,
    foreign_emv,
};
std::string_view text_of(Scheme scheme);

/// Something at `offset` bytes from the start of the text; `path` names the field if one is known.
struct Remark {
    Finding finding;
    std::size_t offset = 0;
    FieldPath path;
    friend bool operator==(const Remark&, const Remark&) = default;
};

struct DecodeError : Remark {
    Scheme scheme = Scheme::unknown;
};
[[noreturn]] void throw_exception_from_error(const DecodeError& error,
                                             const boost::source_location& location);
[[noreturn]] void throw_exception_from_error(const Refusal& refusal, const boost::source_location& location);

struct DecodedCode {
    DecodedCode(Bin bin, std::string account) : code{bin, std::move(account)} {}

    PaymentCode code;
    Scheme scheme = Scheme::vietqr;
    std::vector<Remark> warnings;
};

/// Strict refuses whatever breaks a rule of EMVCo or NAPAS, except for what every reader agrees on and real
/// codes contain (any order, fields unknown to us, wallets' private fields): that is a warning; a lower-case
/// CRC is not even that. Lenient also turns limits and formats of fields that no money depends on into
/// warnings. White space around the payload is refused by both: whoever reads from a scanner gun or a form
/// strips it first (without_outer_white_space).
enum class Strictness : std::uint8_t { strict, lenient };

/// Reads a VietQR payload. Never returns a BIN, account or amount on which two readings of the bytes could
/// disagree.
boost::system::result<DecodedCode, DecodeError> decode(std::string_view text,
                                                       Strictness strictness = Strictness::strict);

/// `text` without the white space before and after it, which scanner guns and copying add.
std::string_view without_outer_white_space(std::string_view text);

/// One field as it stands in the text.
struct RawField {
    FieldPath path;
    std::string_view value;
    std::size_t offset;
};

/// All fields of an EMVCo text, outer before inner, templates opened where they are templates. As many as can
/// be read: for showing a code that decode() refuses. Nothing is checked but the lengths.
std::vector<RawField> list_fields(std::string_view text);

}  // namespace choqr::qr
