#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/sequence.hpp"
#include "base/time.hpp"
#include "base/vnd.hpp"
#include "json/value.hpp"
#include "listener/event_parser.hpp"
#include "voice/region.hpp"
#include "voice/sentences.hpp"

namespace choqr::listener {

enum class Bell { none, money, small, trial };

/// What is said of one payment.
struct Announcement {
    Sequence sequence;  ///< Of the event that brought it.
    Vnd amount;
    Bell bell = Bell::money;
    std::string sentence;
};

/// What a stall's or an aisle's stream means for a loudspeaker. Pure: no clock, no network, no sound. One
/// thread.
class Announcer {
public:
    /// `heard`: everything up to here was announced before. Nothing: it begins with what comes from now on.
    Announcer(voice::Region region, Vnd lowest, std::optional<Sequence> heard)
        : region_{region}, lowest_{lowest}, heard_{heard} {}

    /// What an event of the stream gives to say. A payment that came twice, or by list and stream, is given
    /// once.
    std::optional<Announcement> take(const ServerSentEvent& event);
    /// The same of a payment in the list of transfers, as JSON.
    std::optional<Announcement> take_listed(const json::Value& transfer);
    /// By which the stream resumes.
    std::optional<Sequence> heard() const { return heard_; }
    /// The stream does not hold all that was missed: the list has to be asked. Cleared by asking.
    bool had_gap() { return std::exchange(had_gap_, false); }
    /// "A-01"; empty before the first event, and of an aisle.
    const std::string& code() const { return code_; }

    /// One sentence for what came while the line was cut.
    std::string summary_of(const std::vector<Announcement>& missed) const;

private:
    std::optional<Announcement> take_payment(const json::Value& payment, Sequence at);
    void hear_hello(const json::Value& hello);

    static constexpr std::size_t announced_max = 4096;

    voice::Region region_;
    Vnd lowest_;
    std::optional<Sequence> heard_;
    std::string code_;
    bool had_gap_ = false;
    std::set<std::string> announced_;
    std::deque<std::string> order_;  ///< Of `announced_`, the oldest first.
};

}  // namespace choqr::listener
