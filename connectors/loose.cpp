#include "connectors/loose.hpp"

#include <algorithm>
#include <charconv>

#include "connectors/forms.hpp"
#include "connectors/headers.hpp"

namespace choqr::connectors {
namespace {

// In a form everything is text: digits written as a number is written become one, all else stays what it is.
json::Value form_value(bool number, std::string text) {
    const bool canonical = !text.empty() && (text.size() == 1 || text.front() != '0') &&
                           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    std::int64_t integer = 0;
    if (number && canonical &&
        std::from_chars(text.data(), text.data() + text.size(), integer).ec == std::errc{})
        return json::Value{integer};
    return json::Value{std::move(text)};
}

std::variant<json::Value, Rejected> from_form(std::optional<Form> form,
                                              std::initializer_list<std::string_view> numbers) {
    if (!form) return malformed("The form cannot be read.");
    json::Value::Object members;
    for (auto& [name, text] : *form) {
        const bool number = std::ranges::find(numbers, name) != numbers.end();
        auto value = form_value(number, std::move(text));
        members.push_back({std::move(name), std::move(value)});
    }
    return json::Value{std::move(members)};
}

}  // namespace

Rejected malformed(std::string detail) { return {Rejection::malformed, std::move(detail)}; }

std::variant<json::Value, Rejected> read_loose_body(const ProviderRequest& request,
                                                    std::initializer_list<std::string_view> numbers) {
    const auto type = content_type(request.headers);
    if (type.type == MediaType::form) return from_form(parse_urlencoded(request.body), numbers);
    if (type.type == MediaType::multipart)
        return from_form(parse_multipart(request.body, type.boundary), numbers);
    if (type.type == MediaType::other)
        return Rejected{Rejection::unsupported_content_type,
                        "Content-Type must be JSON, urlencoded or multipart/form-data."};
    auto document = json::parse(request.body);
    if (auto* problem = std::get_if<json::Problem>(&document)) return malformed(std::move(problem->detail));
    return std::get<json::Value>(std::move(document));
}

std::string loose_text(const json::Value& document, std::string_view name) {
    const auto* value = document.find(name);
    if (value == nullptr) return {};
    if (const auto* integer = value->integer()) return std::to_string(*integer);
    if (value->string() == nullptr) return {};
    auto text = *value->string();
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    return text;
}

std::string cut(std::string text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return text;
    auto end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text.resize(end);
    return text;
}

}  // namespace choqr::connectors
