#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/vnd.hpp"
#include "voice/region.hpp"

// What a loudspeaker says: always Vietnamese, whatever the language of the screen. Pure text, of which
// voice/clips makes sounds. The same sentences stand in web/messages/speech.ts; tests/vectors/speech.json
// holds both to one truth. What a payer wrote is never part of a sentence: no function takes it.
namespace choqr::voice {

/// Below this a payment is announced as a warning, whatever the stall sells.
inline constexpr Vnd small_amount_limit = Vnd::of(1'000);

/// One payment, as far as it is said.
struct Received {
    Vnd amount;
    /// What its payment request asked for: what is missing or too much is said. Nothing: there was none.
    std::optional<Vnd> owed{};
    /// The stall's own lowest price; below it, too, a payment is a warning. Less than `small_amount_limit`
    /// counts as that.
    Vnd lowest = small_amount_limit;
};
/// It is said as a warning.
bool is_small(const Received& payment);

/// "Đã nhận, hai mươi nghìn đồng, thiếu ba mươi nghìn đồng.", or "Chú ý! Chỉ hai trăm đồng. Dưới một nghìn
/// đồng."
std::string say_received(const Received& payment, Region region);

/// What is no money: a payment by the demonstration wallet, or any in a trial ledger. Never a warning.
std::string say_trial(const Received& payment, Region region);

/// The same sentence, asked for again: a gap or a repetition in the running numbers is heard.
std::string say_again(std::int64_t running_number, std::string_view sentence, Region region);

/// "B-12" is "B mười hai"; digits that begin with 0 or are more than three are read one by one.
std::string read_stall_code(std::string_view code, Region region);
/// What a speaker of many stalls says: whose it is comes first.
std::string say_at_stall(std::string_view code, std::string_view sentence, Region region);
std::string say_ready(std::string_view code, Region region);

/// Why nobody could hear what came.
enum class Silence : std::uint8_t { no_network, muted };
/// What came meanwhile, summed up; the small ones among it are said one by one behind it. At least one.
std::string say_missed(Silence why, std::span<const Received> payments, Region region);

/// The day's word. `sum` up to `number_max`.
std::string say_today(std::int64_t count, VndSum sum, Region region);

/// The answer to "did it come?". Not "đã nhận": it must not sound like a payment that arrives now.
struct TimeOfDay {
    int hour = 0;    ///< 0 to 23
    int minute = 0;  ///< 0 to 59
};
std::string say_found(TimeOfDay at, Vnd amount, Region region);
/// Of what was announced a while ago: no "có", since whoever stands here may be showing it again.
std::string say_told(TimeOfDay at, Vnd amount, Region region);
/// Of what could mean two amounts.
std::string say_unclear();
/// It did not.
std::string say_absent();

/// Money on an account that several stalls have, and nobody knows whose it is.
std::string say_unclaimed(Vnd amount, Region region);
/// Behind a payment for a request: whether it is enough. Up to `number_max` of difference.
std::string say_balance(Vnd asked, VndSum received, Region region);
/// What came since somebody else began to sell.
std::string say_shift(TimeOfDay since, std::int64_t count, VndSum sum, Region region);

/// Whether the code that hangs at the stall is the stall's.
std::string say_right_code();
std::string say_strange_code();

}  // namespace choqr::voice
