#include "statistics/day_money.hpp"

#include <algorithm>

namespace choqr::statistics {

std::optional<Withheld> withheld(const ClosedMoney& closed) {
    if (const auto reason = withheld(closed.rest)) return reason;
    return withheld(closed.whole);
}

void DayMoney::add(const Change& change) {
    if (change.taken_back) {
        const auto found = by_payment_.find(change.payment.value());
        if (found != by_payment_.end())
            take_back(entries_[found->second]);
        else
            take_back_from_elsewhere(change);
    } else {
        receive(change);
    }
    complete();
}

void DayMoney::receive(const Change& change) {
    by_payment_[change.payment.value()] = entries_.size();
    entries_.push_back({{change.payment, change.stall, change.dong, change.seen, steps_.size()}});
    step_dong_ += change.dong;
    if (!change.seen) step_behind_.add_fresh(change.stall, change.dong);
}

void DayMoney::take_back(Entry& entry) {
    if (entry.fate != Fate::counts) return;
    const auto& payment = entry.counted;
    step_dong_ -= payment.dong;
    const bool untold = payment.step == steps_.size();
    entry.fate = untold ? Fate::vanished : Fate::taken_back;
    entry.lost_in = steps_.size();
    if (payment.seen) return;
    if (untold)
        step_behind_.remove_fresh(payment.stall, payment.dong);
    else
        step_behind_.add_known(payment.stall, payment.dong);
}

void DayMoney::take_back_from_elsewhere(const Change& change) {
    from_elsewhere_.push_back(steps_.size());
    step_dong_ -= change.dong;
    if (!change.seen) step_behind_.add_known(change.stall, change.dong);
}

void DayMoney::complete() {
    if (withheld(step_behind_.backing())) return;
    steps_.push_back(step_dong_);
    step_dong_ = 0;
    step_behind_ = {};
}

DayMoney::Told DayMoney::told() const { return told(steps_told()); }
DayMoney::Told DayMoney::told_without_closing() const { return told(steps_.size()); }

DayMoney::Told DayMoney::told(std::size_t steps) const {
    Told told{steps > 0, 0, 0};
    for (std::size_t i = 0; i < steps; ++i) told.dong += steps_[i];
    for (const auto& entry : entries_) {
        if (entry.fate == Fate::counts && entry.counted.step >= steps) ++told.waiting;
        if (entry.fate == Fate::taken_back && entry.counted.step < steps && entry.lost_in >= steps)
            ++told.waiting;
    }
    told.waiting +=
        std::ranges::count_if(from_elsewhere_, [steps](std::size_t step) { return step >= steps; });
    return told;
}

void DayMoney::add_to(ClosedMoney& closed, Behind& rest, Behind& whole) const {
    const auto told = steps_told();
    for (const auto& [payment, fate, lost_in] : entries_) {
        if (fate == Fate::counts) {
            ++closed.transactions;
            closed.dong += payment.dong;
        }
        if (payment.seen) continue;
        if (fate == Fate::counts) whole.add_fresh(payment.stall, payment.dong);
        if (fate == Fate::counts && payment.step >= told) rest.add_fresh(payment.stall, payment.dong);
        // A step told of it, and none told yet that it is gone: the total does.
        if (fate == Fate::taken_back && payment.step < told && lost_in >= told)
            rest.add_known(payment.stall, payment.dong);
    }
}

ClosedMoney DayMoney::closed_in_one_sum(std::span<const DayMoney> days) {
    ClosedMoney closed;
    Behind rest, whole;
    for (const auto& day : days) day.add_to(closed, rest, whole);
    closed.rest = rest.backing();
    closed.whole = whole.backing();
    return closed;
}

std::vector<DayMoney::Counted> DayMoney::counted() const {
    std::vector<Counted> counted;
    for (const auto& entry : entries_)
        if (entry.fate == Fate::counts) counted.push_back(entry.counted);
    return counted;
}

std::set<std::size_t> DayMoney::unclean_steps() const {
    std::set<std::size_t> steps;
    for (const auto& entry : entries_) {
        if (entry.fate != Fate::taken_back || entry.counted.step >= steps_told()) continue;
        steps.insert(entry.counted.step);
        steps.insert(entry.lost_in);
    }
    return steps;
}

}  // namespace choqr::statistics
