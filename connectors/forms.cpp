#include "connectors/forms.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "connectors/headers.hpp"

namespace choqr::connectors {
namespace {

constexpr std::size_t fields_max = 64;
constexpr std::size_t boundary_length_max = 70;  // RFC 2046 5.1.1.
constexpr std::string_view line_end = "\r\n";

bool add(Form& form, std::string name, std::string value) {
    const auto same = [&](const auto& field) { return field.first == name; };
    if (name.empty() || form.size() == fields_max || std::ranges::any_of(form, same)) return false;
    if (!is_valid_utf8(name) || !is_valid_utf8(value)) return false;
    form.emplace_back(std::move(name), std::move(value));
    return true;
}

bool add_pair(Form& form, std::string_view pair) {
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = url_decode(pair.substr(0, equals));
    auto value = url_decode(equals < pair.size() ? pair.substr(equals + 1) : std::string_view{});
    return name && value && add(form, *std::move(name), *std::move(value));
}

// name="…" of a Content-Disposition header. Quotation marks inside a name come escaped as %22, so none is
// looked for.
std::optional<std::string> name_of(std::string_view header) {
    constexpr std::string_view field = "content-disposition:";
    if (header.size() < field.size() || !equal_ignoring_case(header.substr(0, field.size()), field))
        return std::nullopt;
    constexpr std::string_view key = "name=\"";
    auto at = header.find(key);
    while (at != header.npos && header[at - 1] != ' ' && header[at - 1] != ';') at = header.find(key, at + 1);
    if (at == header.npos) return std::nullopt;
    const auto begin = at + key.size();
    const auto end = header.find('"', begin);
    if (end == header.npos) return std::nullopt;
    return std::string{header.substr(begin, end - begin)};
}

// The part between two delimiters: header lines, an empty line, the value.
bool add_part(Form& form, std::string_view part) {
    std::optional<std::string> name;
    for (;;) {
        const auto end = part.find(line_end);
        if (end == part.npos) return false;
        const auto line = part.substr(0, end);
        part.remove_prefix(end + line_end.size());
        if (line.empty()) break;
        if (auto found = name_of(line)) name = std::move(found);
    }
    return name && add(form, *std::move(name), std::string{part});
}

}  // namespace

std::optional<Form> parse_urlencoded(std::string_view body) {
    Form form;
    while (!body.empty()) {
        const auto end = std::min(body.find('&'), body.size());
        if (!add_pair(form, body.substr(0, end))) return std::nullopt;
        body.remove_prefix(std::min(end + 1, body.size()));
    }
    return form;
}

std::optional<Form> parse_multipart(std::string_view body, std::string_view boundary) {
    if (boundary.empty() || boundary.size() > boundary_length_max) return std::nullopt;
    const auto delimiter = "--" + std::string{boundary};
    const auto inner = std::string{line_end} + delimiter;
    if (!body.starts_with(delimiter)) return std::nullopt;
    body.remove_prefix(delimiter.size());
    Form form;
    while (body.starts_with(line_end)) {
        body.remove_prefix(line_end.size());
        const auto end = body.find(inner);
        if (end == body.npos || !add_part(form, body.substr(0, end))) return std::nullopt;
        body.remove_prefix(end + inner.size());
    }
    if (body != "--" && body != "--\r\n") return std::nullopt;
    return form;
}

}  // namespace choqr::connectors
