#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "training/exercises.hpp"

namespace choqr::training {

/// What can be seen of those who practise.
struct Seen {
    bool loudspeaker_on = false;
    std::uint64_t codes_looked_at = 0;  ///< Since the gateway began.
    bool empty_stall_registered = false;
    std::map<std::string, std::size_t> answers;  ///< By Exercise::name: the first choice.
    std::map<std::string, bool> go_on;           ///< By Exercise::name: somebody wants the next one.
};

/// How an exercise went: what was missed of what was expected, in its order.
struct Outcome {
    const Exercise* exercise;
    std::vector<std::string_view> missed;
};

/// What the page shows now.
struct Lesson {
    enum class State : std::uint8_t { runs, told, over } state;
    std::span<const Exercise> all;
    std::size_t at = 0;   ///< Which of `all`; all of them when it is over.
    std::string told;     ///< Exercise::told with the stall's code.
    std::string picture;  ///< The address of Exercise::picture; empty: none.
    std::optional<std::size_t> answer;
    std::vector<Outcome> outcomes;  ///< Of the exercises so far; while it is told, of this one too.
};

/// The market in which it is played. What its calls throw ends the training.
class Market {
public:
    virtual ~Market() = default;
    virtual void pay(Vnd amount) = 0;
    virtual void cut_line(std::chrono::milliseconds lasts) = 0;
    virtual void register_contested_stall() = 0;
    virtual std::string code_of(Place place) = 0;
    virtual std::string address_of(Picture picture) = 0;
    virtual Seen look() = 0;
    virtual void show(const Lesson& lesson) = 0;
};

/// The time of whoever plays.
class Pace {
public:
    virtual ~Pace() = default;
    virtual std::chrono::milliseconds elapsed() const = 0;
    /// False: the training is to end.
    virtual bool wait(std::chrono::milliseconds time) = 0;
};

/// Plays exercises one after the other. `speed`: how many times faster than a clock.
class Player {
public:
    /// Both outlive it.
    Player(Market& market, Pace& pace, unsigned speed) : market_{market}, pace_{pace}, speed_{speed} {}

    /// How each went, fewer when the pace says that it is to end. The market is shown each beginning, each
    /// answer, each end, and at last what was missed of it all.
    std::vector<Outcome> play(std::span<const Exercise> all);

private:
    std::chrono::milliseconds scaled(std::chrono::seconds time) const;
    bool practise(Lesson& lesson);
    void carry_out(const Step& step);

    Market& market_;
    Pace& pace_;
    const unsigned speed_;
};

/// What of `exercise` was missed, going by how things were when it began and are now. Pure.
std::vector<std::string_view> missed(const Exercise& exercise, const Seen& before, const Seen& now);

/// A lesson as JSON, for the page.
std::string json_of(const Lesson& lesson);

/// What was done and missed, line by line, for the terminal.
std::string summary_of(std::span<const Outcome> outcomes);

}  // namespace choqr::training
