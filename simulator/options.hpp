#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "connectors/registry.hpp"

namespace choqr::simulator {

/// What providers and the weather do to notices. Each may be on or off.
struct Faults {
    bool duplicate = true;  ///< Every tenth notice is sent one to three times more, at any moment.
    bool reorder = true;    ///< Neighbours overtake each other.
    bool delay = true;      ///< Every twentieth is told last.
    bool mangle = true;     ///< Texts as banks deliver them.
    bool forge = true;      ///< Some notices are signed with another key.
    bool garbage = true;    ///< Some bodies are no notices.

    static constexpr Faults none() { return {false, false, false, false, false, false}; }
    friend bool operator==(const Faults&, const Faults&) = default;
};

/// "none", "default" (all), or a list: "duplicate,mangle". Nothing for an unknown word.
std::optional<Faults> parse_faults(std::string_view text);

/// Wrong command line or scenario: one line for the operator, exit 2.
class UsageError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Options {
    std::string origin;  ///< Of the gateway: "https://choqr.example".
    std::uint64_t seed = 1;
    std::size_t payments = 100;
    double rate = 0;  ///< Notices begun per second; 0: as fast as they are answered.
    Faults faults;
    std::size_t connections = 8;
    std::size_t active_stalls = 0;  ///< How many stalls are paid at; 0: every registered one.
    std::string token;
    connectors::FeedConfig feed;
    std::string market;      ///< Its id or its code; empty: the only one.
    double patience_s = 15;  ///< How long lists and reports may lag before a difference is one.
    std::string run;         ///< In every transaction id. Empty: the time of the start.
};

/// What was given on the command line, by option: "--seed" → "7". The caller knows which options there are.
using Given = std::map<std::string, std::string, std::less<>>;

/// What `choqr simulate` was asked for, with the files it names read. UsageError says what is wrong.
Options parse_options(const Given& given);

}  // namespace choqr::simulator
