#include <algorithm>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>

#include "documents/report.hpp"
#include "support.hpp"
#include "support/catch.hpp"
#include "support/elimination.hpp"
#include "world/random.hpp"

// Somebody with a board's token asks for every figure of a small market, again and again, and knows
// everything but the amounts: who was paid, when, where, through what. Can any combination of what was
// answered be about fewer than five stalls?
//
// The figures are a black box here: each payment's amount carries a digit of its own in base four, so that a
// sum says which payments are in it.

using namespace choqr;
using namespace choqr::reports;
using namespace choqr::reports::test;
using statistics::test::Equation;
using statistics::test::isolated;
using Json = nlohmann::json;
using namespace std::chrono_literals;

namespace {

std::uint64_t seed_of_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

constexpr int digits = 15;  // Thirty bits of each amount.
constexpr std::int64_t unit = std::int64_t{1} << (2 * digits);

/// Who may be paid, and what happens, but for the amounts.
struct Payment {
    int stall = 0;
    std::int64_t thousands = 1;  ///< Its size, in units.
    bool seen = false;           ///< Unmatched first: the board may know its amount.
};

struct Moment {
    std::size_t events = 0;  ///< How many had been recorded.
    Instant at;
};

class Story {
public:
    /// The same story for the same seed; the digits are on payments `first` to `first` + 14.
    Story(std::uint64_t seed, std::size_t first)
        : random_{seed}, first_{first}, history{local("2026-10-28 06:00:00")} {
        market = history.market("vt");
        const auto stalls = 5 + pick(8);
        for (std::size_t i = 0; i < stalls; ++i) {
            stalls_.push_back(history.stall(market, {.code = "A-" + std::to_string(i), .zone = zone()}));
            big_.push_back(pick(12) == 0 ? 40 : 1 + static_cast<std::int64_t>(pick(4)));
        }
        live();
        end();
    }

private:
    world::SeededRandom random_;
    std::size_t first_;
    std::vector<StallId> stalls_;
    std::vector<std::int64_t> big_;
    struct Live {
        TransferId id;
        std::size_t number;
        StallId stall;
        Instant booked;
    };
    std::vector<Live> live_;

public:
    History history;
    MarketId market = MarketId::from_value(0);
    std::vector<Payment> payments;
    std::vector<Moment> looks;
    std::set<Day> days;

private:
    std::size_t pick(std::size_t below) { return static_cast<std::size_t>(random_.below(below)); }
    bool chance(std::size_t percent) { return pick(100) < percent; }
    std::string zone() { return std::string{"Khu "} + static_cast<char>('A' + static_cast<char>(pick(2))); }
    std::string goods() { return pick(2) == 0 ? "rau" : "cá"; }

    std::int64_t dong(const Payment& payment, std::size_t number) const {
        const auto amount = payment.thousands * unit;
        if (number < first_ || number >= first_ + digits) return amount;
        return amount + (std::int64_t{1} << (2 * (number - first_)));
    }
    void look() { looks.push_back({history.events.size(), history.now}); }

    void pay(Day day) {
        const auto stall = pick(stalls_.size());
        const auto number = payments.size();
        Payment payment{static_cast<int>(stall), big_[stall] * (1 + static_cast<std::int64_t>(pick(20)))};
        payment.seen = chance(6);
        const auto hour = std::chrono::hours{8 + 3 * pick(2)};
        TransferWords words{.dong = dong(payment, number),
                            .booked_at = business_day_begin(day, {}) + hour,
                            .feed = pick(3) == 0 ? "sepay" : "simwallet"};
        payments.push_back(payment);
        days.insert(day);
        if (!payment.seen) {
            live_.push_back({history.pay(stalls_[stall], words), number, stalls_[stall], *words.booked_at});
            return;
        }
        const auto id = history.unmatched(words);
        history.now += 1min;
        history.assign(id, stalls_[stall]);
        live_.push_back({id, number, stalls_[stall], *words.booked_at});
    }
    void take_one_back() {
        if (live_.empty()) return;
        const auto at = live_.size() - 1 - pick(std::min<std::size_t>(live_.size(), 12));
        const auto one = live_[at];
        live_.erase(live_.begin() + static_cast<std::ptrdiff_t>(at));
        history.reverse(one.id, one.stall, {.dong = dong(payments[one.number], one.number)});
    }
    void live() {
        const auto few_days = chance(50);
        auto day = std::chrono::sys_days{2026y / 11 / 27};
        std::vector<Day> open;
        while (payments.size() < 60) {
            day += std::chrono::days{1 + pick(few_days ? 20 : 9)};
            history.now = std::max(history.now, business_day_begin(Day{day}, {}) + 12h);
            const auto count = few_days ? 8 + pick(20) : 1 + pick(16);
            for (std::size_t i = 0; i < count; ++i) {
                pay(chance(7) && !days.empty() ? *days.begin() : Day{day});
                if (chance(7)) take_one_back();
                if (chance(4)) history.move(stalls_[pick(stalls_.size())], zone(), goods());
                if (chance(12)) look();
            }
            open.push_back(Day{day});
            history.now = business_day_begin(Day{day + std::chrono::days{1}}, {}) + 1min;
            look();
            close_some(open, 85);
        }
        close_some(open, 100);
    }
    void close_some(std::vector<Day>& open, std::size_t percent) {
        std::vector<Day> still;
        for (const auto day : open) {
            if (!chance(percent)) {
                still.push_back(day);
                continue;
            }
            history.close(market, day, {});
            look();
        }
        open = still;
    }
    // Late things, and the closings by which months and years are sealed.
    void end() {
        for (int i = 0; i < 6; ++i) {
            auto day = std::chrono::sys_days{
                *std::next(days.begin(), static_cast<std::ptrdiff_t>(pick(days.size())))};
            if (chance(30)) day += std::chrono::days{1};
            pay(Day{day});
            if (chance(40)) take_one_back();
            look();
        }
        for (const auto date : {2027y / 6 / 30, 2028y / 1 / 3}) {
            history.now = business_day_begin(Day{std::chrono::sys_days{date} + std::chrono::days{1}}, {});
            history.close(market, date, {});
            look();
        }
    }
};

/// What is asked at one look: days, weeks, months, years, and other ranges.
std::set<std::pair<Day, Day>> periods(const std::set<Day>& days, bool all) {
    std::set<std::pair<Day, Day>> periods;
    for (const auto day : days) {
        const std::chrono::sys_days at{day};
        const auto week = at - (std::chrono::weekday{at} - std::chrono::Monday);
        periods.insert({day, day});
        periods.insert({Day{week}, Day{week + std::chrono::days{6}}});
        periods.insert({day.year() / day.month() / 1,
                        Day{std::chrono::sys_days{day.year() / day.month() / std::chrono::last}}});
        periods.insert({day.year() / 1 / 1, day.year() / 12 / 31});
        periods.insert({*days.begin(), day});
        if (!all) continue;
        for (const auto later : days)
            if (day < later) periods.insert({day, later});
    }
    return periods;
}

using Figures = std::map<std::string, std::int64_t>;

/// Every number of the answer that is an amount, by its way through it.
void collect(const Json& json, const std::string& way, Figures& figures) {
    if (json.is_array() || json.is_object()) {
        for (const auto& [key, value] : json.items()) {
            const bool named = value.is_object() && !value.empty() && json.is_array();
            const auto name = named ? value.begin()->dump() + value.value("zone", "") +
                                          value.value("goods", "") + value.value("provider", "")
                                    : key;
            collect(value, way + "/" + name, figures);
        }
        return;
    }
    const bool is_amount = way.find("amount") != std::string::npos &&
                           way.find("median") == std::string::npos &&
                           way.find("waiting") == std::string::npos;
    if (is_amount && json.is_number_integer() && json != 0) figures[way] = json.get<std::int64_t>();
}

Json answer(const Reports& reports, MarketId market, Day from, Day to, statistics::Reader reader) {
    const auto found = reports.market_report(market, from, to).value();
    const statistics::Disclosure disclosure{reader};
    documents::Report document{.market = market,
                               .market_name = "",
                               .from = from,
                               .to = to,
                               .figures = disclosure.report(found.counts, found.facts),
                               .closing = {},
                               .sealed = {},
                               .adjustments = {}};
    for (const auto& one : found.adjustments)
        document.adjustments.push_back({one.sequence, one.recorded_at, one.day, one.transfer, std::nullopt,
                                        one.transactions,
                                        disclosure.adjustment(one.amount, one.at_collection_point)});
    if (!found.closes.empty() && from == to) document.sealed = disclosure.totals({}, found.facts);
    auto json = Json::parse(documents::to_json(document));
    json["active_days"] = found.facts.days.size();
    return json;
}

/// Which rules answer the board.
enum class Rules { ours, yesterdays, no_steps, zones_by_five, open_ranges };

void keep_if_five_stand_behind(Json& json) {
    if (json.value("active", 0) < 5) json["amount"] = nullptr;
}

/// A report as the rules let a board see it.
Json seen_by_board(const Reports& reports, MarketId market, Day from, Day to, Rules rules) {
    auto ours = answer(reports, market, from, to, statistics::Reader::of_counts);
    if (rules == Rules::ours) return ours;
    auto all = answer(reports, market, from, to, statistics::Reader::of_money);
    all.erase("by_stall");
    keep_if_five_stand_behind(all);
    for (const auto* table : {"by_zone", "by_goods", "by_provider"})
        for (auto& group : all[table]) keep_if_five_stand_behind(group);
    for (const auto* name :
         {"adjustments", "adjustment_amount", "unmatched_amount", "closed", "amount_by_hour"})
        all.erase(name);
    const bool day = from == to;
    if (rules == Rules::no_steps && day) ours["amount"] = all["amount"];
    if (rules == Rules::open_ranges && !day) ours["amount"] = all["amount"];
    if (rules == Rules::zones_by_five && !day) ours["by_zone"] = all["by_zone"];
    return rules == Rules::yesterdays ? all : ours;
}

/// Everything that was answered at every look.
Figures ask_everything(const Story& story, Rules rules) {
    Figures figures;
    const auto reports = Reports::open(":memory:").value();
    std::size_t applied = 0;
    for (std::size_t i = 0; i < story.looks.size(); ++i) {
        const auto& look = story.looks[i];
        const auto begin = story.history.events.begin();
        reports
            ->apply({begin + static_cast<std::ptrdiff_t>(applied),
                     begin + static_cast<std::ptrdiff_t>(look.events)})
            .value();
        applied = look.events;
        const bool all = i + 1 == story.looks.size() || i == story.looks.size() / 2;
        for (const auto& [from, to] : periods(story.days, all)) {
            const auto name = std::to_string(i) + " " + format_day(from) + " " + format_day(to);
            collect(seen_by_board(*reports, story.market, from, to, rules), name, figures);
        }
    }
    return figures;
}

struct Attack {
    std::set<Equation> equations;
    std::vector<int> stall_of;
    bool readable = true;  ///< The runs told the same figures.
};

Attack attack(std::uint64_t seed, Rules rules) {
    Attack result;
    std::map<std::string, Equation> by_name;
    const Story plain{seed, 0};
    const auto count = plain.payments.size();
    for (std::size_t first = 0; first < count; first += digits) {
        const auto figures = ask_everything(Story{seed, first}, rules);
        if (first == 0)
            for (const auto& [name, value] : figures) by_name[name].resize(count);
        result.readable = result.readable && figures.size() == by_name.size();
        for (const auto& [name, value] : figures) {
            const auto found = by_name.find(name);
            if (found == by_name.end()) continue;
            auto rest = value;
            for (int i = 0; i < digits; ++i) rest += std::int64_t{1} << (2 * i);
            for (std::size_t i = 0; i < digits && first + i < count; ++i)
                found->second[first + i] = static_cast<int>(rest >> (2 * i) & 3) - 1;
        }
    }
    std::vector<std::size_t> unknown;
    for (std::size_t i = 0; i < count; ++i)
        if (!plain.payments[i].seen) unknown.push_back(i);
    for (const auto i : unknown) result.stall_of.push_back(plain.payments[i].stall);
    for (const auto& [name, equation] : by_name) {
        Equation row;
        for (const auto i : unknown) row.push_back(equation[i]);
        if (std::ranges::any_of(row, [](int factor) { return factor != 0; })) result.equations.insert(row);
    }
    return result;
}

bool leaks(std::uint64_t seed, Rules rules) {
    const auto found = attack(seed, rules);
    return isolated(found.equations, found.stall_of).has_value();
}

}  // namespace

TEST_CASE("a board's figures, all of them from every moment, are never about fewer than five stalls",
          "[reports][disclosure][attack]") {
    const auto first = seed_of_environment("CHOQR_DISCLOSURE_FIRST", 1);
    const auto last = first + seed_of_environment("CHOQR_DISCLOSURE_MARKETS", 4);
    std::size_t readable = 0, equations = 0;
    for (auto seed = first; seed < last; ++seed) {
        CAPTURE(seed);
        const auto found = attack(seed, Rules::ours);
        readable += found.readable ? 1 : 0;
        equations += found.equations.size();
        CHECK_FALSE(isolated(found.equations, found.stall_of).has_value());
    }
    CHECK(readable * 2 > last - first);
    CHECK(equations >= 2 * (last - first));  // Silence would be safe, too.
}

TEST_CASE("the same attack takes apart what boards were told before", "[reports][disclosure][attack]") {
    for (const auto rules : {Rules::yesterdays, Rules::no_steps, Rules::zones_by_five, Rules::open_ranges}) {
        CAPTURE(static_cast<int>(rules));
        bool found = false;
        for (std::uint64_t seed = 1; seed <= 6 && !found; ++seed) found = leaks(seed, rules);
        CHECK(found);
    }
}
