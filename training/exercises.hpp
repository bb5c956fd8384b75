#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "base/vnd.hpp"

// The exercises of a training of half an hour (docs/training.md), as a table. Everything that people read is
// Vietnamese.
namespace choqr::training {

enum class Trainee : std::uint8_t { vendor, volunteer };

/// The stall that an exercise is about: the vendor's own, one that nobody has registered yet, or one that
/// another volunteer registers meanwhile.
enum class Place : std::uint8_t { own, empty, contested };

/// A code that is shown beside the exercise.
enum class Picture : std::uint8_t { strange_code, new_vendors_code };

struct Payment {
    Vnd amount;
};
/// The vendor's screens have no line for so long.
struct LineCut {
    std::chrono::seconds lasts;
};
/// Another volunteer registers the contested stall.
struct Registration {};

struct Step {
    std::chrono::seconds at;  ///< Since the exercise began.
    std::variant<Payment, LineCut, Registration> what;
};

/// By what it is seen that somebody did the right thing.
enum class Sign : std::uint8_t { loudspeaker_on, code_looked_at, stall_registered, right_answer };

struct Expected {
    Sign sign;
    std::string_view missed;  ///< What is said when it was not seen.
};

/// What the gateway cannot see is asked.
struct Question {
    std::string_view text;
    std::vector<std::string_view> choices;
    std::size_t right;
};

struct Exercise {
    std::string_view name;  ///< "two_hundred": never changes.
    Trainee who;
    Place place;
    std::string_view title;
    std::string_view told;  ///< What happens and what is to be done; {quầy} is the stall's code.
    std::chrono::seconds lasts;
    std::vector<Step> played;
    std::optional<Question> question;
    std::optional<Picture> picture;
    std::vector<Expected> expected;
};

/// In the order in which they are played. With the pauses between them they are thirty minutes.
std::span<const Exercise> exercises();

/// After each exercise, for what is said of it.
inline constexpr std::chrono::seconds pause_after{15};

}  // namespace choqr::training
