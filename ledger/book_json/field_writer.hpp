#pragma once

#include "base/encoding.hpp"
#include "book/fields.hpp"
#include "book/words.hpp"
#include "json/writer.hpp"
#include "qr/card_number.hpp"

#include "book_json/event_json.hpp"
#include "book_json/stall_json.hpp"

namespace choqr::book {

/// Writes whatever has a list of fields. A type without a way to be written does not compile.
class FieldWriter {
public:
    explicit FieldWriter(json::Writer& json, Keys keys = Keys::at_hand) : json_{json}, keys_{keys} {}

    /// The members of an object, without its braces.
    template <HasFields T>
    void members(const T& value) {
        fields(value, [this](const auto& field, const auto& member) { write_field(field, member); });
    }
    /// Whatever its records say of it: no field holds it.
    void members(const LedgerMarkedTrial&) { json_.field("trial", true); }

private:
    template <class Field, class Member>
    void write_field(const Field& field, const Member& member) {
        const auto& options = field.options;
        if (options.hidden || (options.if_any && is_absent(member))) return;
        if constexpr (HasFields<Member>)
            if (options.inlined) return members(member);
        json_.key(field.name == "erased" && keys_ == Keys::missing ? "sealed" : field.name);
        write_value(member, options.mask);
    }

    template <class T>
    requires(!HasWords<T>) static bool is_absent(const T&) { return false; }
    template <class T>
    static bool is_absent(const std::optional<T>& value) {
        return !value;
    }
    template <HasWords Enum>
    static bool is_absent(const Enum& value) {
        return word_of(value).on_disk == 0;
    }

    void write_value(bool value, Mask) { json_.boolean(value); }
    void write_value(std::uint32_t value, Mask) { json_.number(value); }
    void write_value(std::int64_t value, Mask) { json_.number(value); }
    void write_value(Sequence value, Mask) { json_.number(static_cast<std::int64_t>(value.value())); }
    void write_value(Vnd value, Mask) { json_.number(value.dong()); }
    void write_value(VndSum value, Mask) { json_.number(value.dong()); }
    void write_value(std::chrono::days value, Mask) { json_.number(value.count()); }
    void write_value(std::chrono::hours value, Mask) { json_.number(value.count()); }
    void write_value(std::chrono::minutes value, Mask) { json_.text(format_cutoff(value)); }
    void write_value(Instant value, Mask) { json_.text(format_rfc3339(value)); }
    void write_value(Day value, Mask) { json_.text(format_day(value)); }
    void write_value(const Hash& value, Mask) { json_.text(to_base64(value.bytes())); }
    void write_value(const std::string& value, Mask mask) {
        if (mask == Mask::none) return static_cast<void>(json_.text(value));
        const bool account = mask == Mask::account && AccountNumber::parse(value);
        json_.text(account ? qr::mask_card_number(value) : qr::mask_card_numbers_in(value));
    }
    void write_value(const AccountNumber& value, Mask mask) {
        json_.text(mask == Mask::none ? value.text() : qr::mask_card_number(value.text()));
    }
    template <HasWords Enum>
    void write_value(Enum value, Mask) {
        json_.text(name_of(value));
    }
    /// Ids, names, codes, banks.
    template <class T>
    requires requires(const T& value) { std::string_view{value.text()}; }
    void write_value(const T& value, Mask) { json_.text(value.text()); }
    void write_value(const merchants::Stall& stall, Mask) { write_as_told(json_, stall); }
    template <HasFields T>
    void write_value(const T& value, Mask) {
        json_.begin_object();
        members(value);
        json_.end_object();
    }
    template <class T>
    void write_value(const std::optional<T>& value, Mask mask) {
        if (value)
            write_value(*value, mask);
        else
            json_.null();
    }
    template <class T>
    void write_value(const std::vector<T>& values, Mask mask) {
        json_.begin_array();
        for (const auto& value : values) write_value(value, mask);
        json_.end_array();
    }

    json::Writer& json_;
    Keys keys_;
};

}  // namespace choqr::book
