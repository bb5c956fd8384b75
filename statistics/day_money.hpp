#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/ids.hpp"
#include "statistics/backing.hpp"

namespace choqr::statistics {

/// A payment of a day that counts from now on, or is taken back.
struct Change {
    TransferId payment;
    StallId stall;
    std::int64_t dong = 0;  ///< Of the payment; more than zero.
    bool taken_back = false;
    /// A board has seen this very amount (it stood unmatched before): it hides nobody.
    bool seen = false;
};

/// A closed day, as the book of what a board may learn knows it.
struct ClosedMoney {
    std::int64_t transactions = 0, dong = 0;
    Backing rest;   ///< What the day's total holds and no step told before.
    Backing whole;  ///< All of the total.
};

/// Why the total is withheld; nothing if it is told.
std::optional<Withheld> withheld(const ClosedMoney& closed);

/// The money of one market's day as it comes, in **steps**: a step is complete once five stalls have fresh
/// payments in it and none makes four fifths of it. While the day is open the steps are told, but for the
/// last complete one: so the day's total, told at its closing, still has five stalls behind it that no step
/// had.
///
/// A payment is *fresh* in the first figure that holds it. Taken back before its step was complete it is in
/// no figure at all; taken back later it moves a later step, and brings nobody to stand behind that one.
class DayMoney {
public:
    /// In the order of recording. What is taken back without having been added was told of elsewhere (before
    /// the day's closing): it moves the step, and brings nobody to stand behind it.
    void add(const Change& change);

    struct Told {
        bool any = false;
        std::int64_t dong = 0;     ///< Of the steps that are told.
        std::int64_t waiting = 0;  ///< Changes that are in none of them.
    };
    /// While the day is open.
    Told told() const;
    /// What is told of changes that no closing follows: every complete step.
    Told told_without_closing() const;

    /// If the day is closed here.
    ClosedMoney closed() const { return closed_in_one_sum({this, 1}); }
    /// The same of several days, told in one sum.
    static ClosedMoney closed_in_one_sum(std::span<const DayMoney> days);
    /// At the closing: every payment that counts, with the class of figures that hold it: below steps_told(),
    /// its step; else the rest.
    struct Counted {
        TransferId payment;
        StallId stall;
        std::int64_t dong = 0;
        bool seen = false;
        std::size_t step = 0;
    };
    std::vector<Counted> counted() const;
    std::size_t steps_told() const { return steps_.empty() ? 0 : steps_.size() - 1; }
    /// The steps that hold a payment which was taken back later, or say that one was: none of them is just
    /// the sum of what counts in it.
    std::set<std::size_t> unclean_steps() const;

private:
    enum class Fate : std::uint8_t { counts, taken_back, vanished };
    struct Entry {
        Counted counted;
        Fate fate = Fate::counts;
        std::size_t lost_in = 0;  ///< The step that says it was taken back.
    };
    void receive(const Change& change);
    void take_back(Entry& entry);
    void complete();
    void take_back_from_elsewhere(const Change& change);
    Told told(std::size_t steps) const;
    void add_to(ClosedMoney& closed, Behind& rest, Behind& whole) const;

    std::vector<Entry> entries_;
    std::unordered_map<std::uint64_t, std::size_t> by_payment_;
    std::vector<std::size_t> from_elsewhere_;  ///< The steps that say so.
    std::vector<std::int64_t> steps_;          ///< Dong of the complete ones.
    std::int64_t step_dong_ = 0;               ///< Of the one that gathers.
    Behind step_behind_;
};

}  // namespace choqr::statistics
