#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace choqr::gateway {

/// Writes one JSON text, compact, straight into a string. The caller keeps the order right: begin_object, then pairs of
/// key and value, then end_object. Texts must be valid UTF-8 (invalid bytes become U+FFFD).
class JsonWriter {
public:
    JsonWriter& begin_object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& begin_array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }
    JsonWriter& key(std::string_view name);
    JsonWriter& text(std::string_view value);
    JsonWriter& number(std::int64_t value);
    /// `tenths` 395 is written 39.5, 20 is written 2.0: exact where a double would not be.
    JsonWriter& tenths(std::int64_t value);
    JsonWriter& boolean(bool value);
    JsonWriter& null();

    // Members of an object. An absent optional is written as null.
    JsonWriter& field(std::string_view name, std::string_view value) { return key(name).text(value); }
    JsonWriter& field(std::string_view name, const std::string& value) { return key(name).text(value); }
    JsonWriter& field(std::string_view name, const char* value) { return key(name).text(value); }
    JsonWriter& field(std::string_view name, std::int64_t value) { return key(name).number(value); }
    JsonWriter& field(std::string_view name, std::uint64_t value) { return key(name).number(static_cast<std::int64_t>(value)); }
    JsonWriter& field(std::string_view name, bool value) { return key(name).boolean(value); }
    template <class T>
    JsonWriter& field(std::string_view name, const std::optional<T>& value) {
        return value ? field(name, *value) : key(name).null();
    }

    std::string take() { return std::move(out_); }

private:
    JsonWriter& open(char bracket);
    JsonWriter& close(char bracket);
    void separate();

    std::string out_;
    bool first_ = true;  // In the innermost object or array; or directly after a key.
};

}  // namespace choqr::gateway
