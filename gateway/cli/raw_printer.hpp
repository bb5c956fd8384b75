#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// Where a receipt printer listens: what it is sent is printed, and no answer comes.
struct PrinterAddress {
    std::string host;  ///< A name, an IPv4 or an IPv6 address.
    std::uint16_t port;
};
/// "192.168.1.50:9100", "may-in.lan:9100", "[fd00::5]:9100". Nothing: it is none.
std::optional<PrinterAddress> parse_printer(std::string_view text);

enum class Sent {
    all,         ///< The printer's machine has every byte. Whether there was paper nobody says.
    no_address,  ///< The name is not known.
    no_answer,   ///< Nobody listens there, or within `patience`.
    stuck,       ///< It took nothing for `patience`: out of paper, or its cover is open. Some may be printed.
    cut_off,     ///< It closed the connection before it had all.
};
Sentence sentence_of(Sent sent);

/// Blocks. `patience` is for the connection, and for each stretch in which not a byte is taken.
Sent send_to_printer(const PrinterAddress& printer, std::string_view bytes,
                     std::chrono::milliseconds patience);

}  // namespace choqr::gateway
