#include "cli/arguments.hpp"

#include <charconv>
#include <cstdlib>

#include "base/assert.hpp"

namespace choqr::gateway {

Language language_of_environment() {
    for (const auto* name : {"CHOQR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* const value = std::getenv(name);
        if (value == nullptr || *value == '\0') continue;
        return std::string_view{value}.starts_with("vi") ? Language::vietnamese : Language::english;
    }
    return Language::english;
}

std::optional<std::string> Arguments::value(std::string_view option) const {
    const auto found = values_.find(option);
    return found == values_.end() ? std::nullopt : std::optional{found->second.front()};
}

std::string Arguments::required(std::string_view option) const {
    auto found = value(option);
    CHOQR_ASSERT(found, "the command's row says that this option must be there");
    return *std::move(found);
}

std::vector<std::string> Arguments::all(std::string_view option) const {
    const auto found = values_.find(option);
    return found == values_.end() ? std::vector<std::string>{} : found->second;
}

std::optional<std::uint64_t> Arguments::number(std::string_view option) const {
    const auto text = value(option);
    if (!text) return std::nullopt;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    CHOQR_ASSERT(error == std::errc{} && end == text->data() + text->size(),
                 "the command's row says that this is a whole number");
    return number;
}

}  // namespace choqr::gateway
