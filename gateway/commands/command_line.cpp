#include "gateway/commands/command_line.hpp"

#include <algorithm>

namespace choqr::gateway {

CommandLine::CommandLine(const std::vector<std::string>& arguments, std::initializer_list<std::string_view> with_value,
                 std::initializer_list<std::string_view> flags) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        std::string_view argument = arguments[i];
        if (argument == "--") {
            words_.insert(words_.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, arguments.end());
            return;
        }
        if (argument == "-o") argument = "--output";
        if (!argument.starts_with("--")) {
            words_.emplace_back(argument);
            continue;
        }
        const auto equals = argument.find('=');
        const auto name = argument.substr(2, equals == std::string_view::npos ? equals : equals - 2);
        if (std::ranges::find(flags, name) != flags.end() && equals == std::string_view::npos) {
            flags_.emplace(name);
            continue;
        }
        if (std::ranges::find(with_value, name) == with_value.end()) throw UsageError{"--" + std::string{name} + ": no such option"};
        if (equals == std::string_view::npos && i + 1 == arguments.size()) throw UsageError{"--" + std::string{name} + ": needs a value"};
        auto value = equals == std::string_view::npos ? arguments[++i] : std::string{argument.substr(equals + 1)};
        if (!values_.try_emplace(std::string{name}, std::move(value)).second) throw UsageError{"--" + std::string{name} + ": stands twice"};
    }
}

std::optional<std::string> CommandLine::value(std::string_view name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) return std::nullopt;
    return found->second;
}

std::string CommandLine::required(std::string_view name) const {
    if (auto found = value(name)) return *std::move(found);
    throw UsageError{"--" + std::string{name} + " is missing"};
}

}  // namespace choqr::gateway
