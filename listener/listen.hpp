#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/vnd.hpp"
#include "listener/announcer.hpp"
#include "listener/kept.hpp"
#include "voice/region.hpp"

namespace choqr::listener {

/// What a listener is told to do.
struct Orders {
    std::string origin;                ///< Of the gateway.
    std::optional<std::string> code;   ///< Of a pairing; not needed where the file knows this gateway.
    std::string name = "choqr speak";  ///< By which the stall's other devices see it.
    std::string file{};                ///< Kept.
    std::string trusted_file{};        ///< PEM, beside the machine's own store.
    voice::Region region = voice::Region::north;
    Vnd lowest{};
};

/// Where what is heard goes. Called on the thread of listen().
struct Outlets {
    /// Each payment once, in order.
    std::function<void(const Announcement&)> announce;
    /// What is to be spoken: mostly the announcement's own sentence, a summary for what was missed.
    std::function<void(Bell, const std::string&)> speak;
    /// For the person who runs it: the line is cut, is there again.
    std::function<void(const std::string& english, const std::string& vietnamese)> tell;
};

/// Hears until SIGINT or SIGTERM, then returns. Throws std::runtime_error with a sentence where it makes no
/// sense to go on: the code is used or unknown, the device was taken out, the file cannot be written.
void listen(const Orders& orders, const Outlets& outlets);

}  // namespace choqr::listener
