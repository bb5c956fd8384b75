#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "cli/arguments.hpp"

// The rows from which the command tree is built (command_tree.cpp).
namespace choqr::gateway {

struct OptionRow {
    std::string_view name;  ///< "--data"; "-o,--output" has a short name, too.
    /// What is written behind it: "DIR", "FILE", or choices, "text|json|csv". Empty: it is a flag.
    std::string_view value;
    Sentence about;
    enum class Need : std::uint8_t { may, must, repeated } need = Need::may;
    std::uint64_t least = 0, most = 0;  ///< A whole number between these, if `most` is not 0.
};

struct WordRow {
    std::string_view name;  ///< "FILE", or choices.
    Sentence about;
    enum class Count : std::uint8_t { one, some } count = Count::one;
};

struct CommandRow {
    std::string_view path;  ///< "qr encode".
    Sentence about;
    std::vector<OptionRow> options;
    std::vector<WordRow> words;
    int (*run)(const Arguments& arguments, Surroundings& surroundings);
};

/// Commands that hold others, with what they are about: "qr".
struct GroupRow {
    std::string_view path;
    Sentence about;
};

std::span<const CommandRow> command_rows();
std::span<const GroupRow> group_rows();

}  // namespace choqr::gateway
