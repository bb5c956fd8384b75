#include "json/writer.hpp"

#include "json/value.hpp"

namespace choqr::json {

void Writer::separate() {
    if (!first_) out_ += ',';
    first_ = false;
}

Writer& Writer::open(char bracket) {
    separate();
    out_ += bracket;
    first_ = true;
    return *this;
}

Writer& Writer::close(char bracket) {
    out_ += bracket;
    first_ = false;
    return *this;
}

Writer& Writer::key(std::string_view name) {
    separate();
    out_ += json::quoted(name);
    out_ += ':';
    first_ = true;
    return *this;
}

Writer& Writer::text(std::string_view value) {
    separate();
    out_ += json::quoted(value);
    return *this;
}

Writer& Writer::number(std::int64_t value) {
    separate();
    out_ += std::to_string(value);
    return *this;
}

Writer& Writer::tenths(std::int64_t value) {
    separate();
    out_ += std::to_string(value / 10) + "." + std::to_string(value % 10);
    return *this;
}

Writer& Writer::boolean(bool value) {
    separate();
    out_ += value ? "true" : "false";
    return *this;
}

Writer& Writer::null() {
    separate();
    out_ += "null";
    return *this;
}

}  // namespace choqr::json
