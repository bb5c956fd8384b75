#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace choqr::json {

enum class Kind { null, boolean, integer, other_number, string, array, object };

struct Member;

/// One JSON value as it was written, immutable. A number that is an integer literal of 64 bits is an
/// `integer`; any other
/// ("1e3", "1.0", 2^70) stays `other_number` with its text, so that nothing is ever rounded.
class Value {
public:
    struct Literal {
        std::string text;
    };
    using Array = std::vector<Value>;
    using Object = std::vector<Member>;

    Value();
    explicit Value(bool value);
    explicit Value(std::int64_t value);
    explicit Value(Literal value);
    explicit Value(std::string value);
    explicit Value(Array value);
    explicit Value(Object value);
    Value(const Value&);
    Value(Value&&) noexcept;
    Value& operator=(const Value&);
    Value& operator=(Value&&) noexcept;
    ~Value();

    Kind kind() const { return static_cast<Kind>(data_.index()); }
    const bool* boolean() const { return std::get_if<bool>(&data_); }
    const std::int64_t* integer() const { return std::get_if<std::int64_t>(&data_); }
    /// The text of a number that is no `integer`.
    const std::string* other_number() const {
        const auto* literal = std::get_if<Literal>(&data_);
        return literal == nullptr ? nullptr : &literal->text;
    }
    const std::string* string() const { return std::get_if<std::string>(&data_); }
    const Array* array() const { return std::get_if<Array>(&data_); }
    const Object* object() const { return std::get_if<Object>(&data_); }
    /// The member of an object; nothing if there is none or this is no object.
    const Value* find(std::string_view name) const;

private:
    friend class Builder;
    std::variant<std::monostate, bool, std::int64_t, Literal, std::string, Array, Object>
        data_;  // In the order of Kind.
};

struct Member {
    std::string name;
    Value value;
};

// Here, where a Member is complete: making a Value instantiates the destruction of all its alternatives.
inline Value::Value() = default;
inline Value::Value(bool value) : data_{value} {}
inline Value::Value(std::int64_t value) : data_{value} {}
inline Value::Value(Literal value) : data_{std::move(value)} {}
inline Value::Value(std::string value) : data_{std::move(value)} {}
inline Value::Value(Array value) : data_{std::move(value)} {}
inline Value::Value(Object value) : data_{std::move(value)} {}
inline Value::Value(const Value&) = default;
inline Value::Value(Value&&) noexcept = default;
inline Value& Value::operator=(const Value&) = default;
inline Value& Value::operator=(Value&&) noexcept = default;
inline Value::~Value() = default;

/// What is wrong with a text or with one field of it.
enum class Wrong {
    not_json,
    missing,
    wrong_type,
    not_amount,
    out_of_range,
    too_long,
    not_allowed,
    unknown_field
};
struct Problem {
    Wrong why = Wrong::not_json;
    std::string field;           ///< "vendor.name", "accounts[0].bin"; empty when the whole text is wrong.
    std::string detail;          ///< One English sentence that names the field; no bytes of the input.
    std::string detail_vi = {};  ///< The same in Vietnamese, where it says more than that a field is wrong.
};

inline constexpr std::size_t depth_max = 32;
inline constexpr std::size_t members_max = 512;  ///< Of one object: duplicates are looked for one by one.

/// RFC 8259, and stricter: no duplicate names, at most `depth_max` levels, valid UTF-8, nothing after the
/// value. A byte order mark in front is skipped. Never throws for bad input; needs memory in proportion to
/// the text.
std::variant<Value, Problem> parse(std::string_view text);

/// The text as a JSON string with quotation marks. Invalid UTF-8 is replaced by U+FFFD.
std::string quoted(std::string_view text);

}  // namespace choqr::json
