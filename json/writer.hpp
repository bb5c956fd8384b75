#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace choqr::json {

/// Writes one JSON text, compact, straight into a string. The caller keeps the order right: begin_object,
/// then pairs of key and value, then end_object. Texts must be valid UTF-8 (invalid bytes become U+FFFD).
class Writer {
public:
    Writer& begin_object() { return open('{'); }
    Writer& end_object() { return close('}'); }
    Writer& begin_array() { return open('['); }
    Writer& end_array() { return close(']'); }
    Writer& key(std::string_view name);
    Writer& text(std::string_view value);
    Writer& number(std::int64_t value);
    /// `tenths` 395 is written 39.5, 20 is written 2.0: exact where a double would not be.
    Writer& tenths(std::int64_t value);
    Writer& boolean(bool value);
    Writer& null();

    // Members of an object. An absent optional is written as null.
    Writer& field(std::string_view name, std::string_view value) { return key(name).text(value); }
    Writer& field(std::string_view name, const std::string& value) { return key(name).text(value); }
    Writer& field(std::string_view name, const char* value) { return key(name).text(value); }
    Writer& field(std::string_view name, std::int64_t value) { return key(name).number(value); }
    Writer& field(std::string_view name, std::uint64_t value) {
        return key(name).number(static_cast<std::int64_t>(value));
    }
    Writer& field(std::string_view name, bool value) { return key(name).boolean(value); }
    template <class T>
    Writer& field(std::string_view name, const std::optional<T>& value) {
        return value ? field(name, *value) : key(name).null();
    }

    std::string take() { return std::move(out_); }

private:
    Writer& open(char bracket);
    Writer& close(char bracket);
    void separate();

    std::string out_;
    bool first_ = true;  // In the innermost object or array; or directly after a key.
};

}  // namespace choqr::json
