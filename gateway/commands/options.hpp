#pragma once

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Command lines of qr and stands: "--name value", "--name=value" and flags.
namespace choqr::gateway {

struct Option {
    std::string_view name;  ///< "--amount", or "-o".
    std::string_view value;
};

struct ParsedArguments {
    std::vector<Option> options;  ///< In the order in which they were given.
    std::vector<std::string_view> words;
    std::string problem;  ///< One line that names the option; empty if all is well.

    std::optional<std::string_view> value(std::string_view name) const {
        const auto found = std::ranges::find(options, name, &Option::name);
        return found == options.end() ? std::nullopt : std::optional{found->value};
    }
    bool has(std::string_view name) const { return value(name).has_value(); }
};

/// `valued` take a value, `flags` do not; anything else that begins with a hyphen is a problem, and so is an option given
/// twice that is not in `repeated`. A lone "-" is a word.
inline ParsedArguments parse_arguments(std::span<const std::string_view> arguments, std::initializer_list<std::string_view> valued,
                                       std::initializer_list<std::string_view> flags, std::string_view repeated = {}) {
    ParsedArguments parsed;
    const auto is_one_of = [](std::string_view name, auto names) { return std::ranges::find(names, name) != names.end(); };
    const auto give_up = [&parsed](std::string_view name, std::string_view why) {
        parsed.problem = std::string{name} + ": " + std::string{why};
        return parsed;
    };
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const auto argument = arguments[i];
        if (argument.size() < 2 || argument.front() != '-') {
            parsed.words.push_back(argument);
            continue;
        }
        const auto equals = argument.starts_with("--") ? argument.find('=') : std::string_view::npos;
        const auto name = argument.substr(0, equals);
        const bool takes_value = is_one_of(name, valued);
        if (!takes_value && !is_one_of(name, flags)) return give_up(name, "unknown option");
        if (name != repeated && parsed.has(name)) return give_up(name, "given twice");
        if (!takes_value) {
            if (equals != std::string_view::npos) return give_up(name, "takes no value");
            parsed.options.push_back({name, {}});
        } else if (equals != std::string_view::npos) {
            parsed.options.push_back({name, argument.substr(equals + 1)});
        } else if (i + 1 < arguments.size()) {
            parsed.options.push_back({name, arguments[++i]});
        } else {
            return give_up(name, "needs a value");
        }
    }
    return parsed;
}

}  // namespace choqr::gateway
