#include "simulator/audit.hpp"

#include <algorithm>
#include <charconv>
#include <ostream>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace choqr::simulator {
namespace {

class Table {
public:
    void equal(std::string what, std::int64_t expected, std::int64_t found) {
        rows_.push_back(
            {std::move(what), std::to_string(expected), std::to_string(found), expected == found});
    }
    void equal(std::string what, std::string expected, std::string found) {
        const bool good = expected == found;
        rows_.push_back({std::move(what), std::move(expected), std::move(found), good});
    }
    void none(std::string what, std::int64_t found) { equal(std::move(what), 0, found); }
    void at_least(std::string what, std::int64_t expected, std::int64_t found, std::int64_t least) {
        rows_.push_back({std::move(what), std::to_string(expected), std::to_string(found),
                         found >= least && found <= expected});
    }
    std::vector<Row> rows() && { return std::move(rows_); }

private:
    std::vector<Row> rows_;
};

using ByReference = std::unordered_map<std::string, std::vector<const TransferLine*>>;

ByReference index_of(const std::vector<TransferLine>& transfers, const std::string& feed) {
    ByReference index;
    for (const auto& line : transfers)
        if (line.provider == feed) index[line.reference].push_back(&line);
    return index;
}

std::int64_t count(std::size_t number) { return static_cast<std::int64_t>(number); }

struct Findings {
    std::int64_t acknowledged = 0, acknowledged_amount = 0, recorded = 0, recorded_amount = 0, twice = 0,
                 other_amount = 0, not_acknowledged = 0;
    std::int64_t refused = 0, other_sequence = 0, findable = 0, found = 0, mangled = 0, wrong_stall = 0;
};

// Where a recorded payment went. A text that lost the code may still be matched by an account that is one
// stall's alone.
void look_at_match(const Payment& payment, const Stand& stand, const TransferLine& line, Findings& findings) {
    if (!line.stall_id.empty() && line.stall_id != stand.stall_id) ++findings.wrong_stall;
    if (payment.delivered.survival == Survival::lost) return;
    ++findings.findable;
    findings.mangled += payment.delivered.text != stand.memo ? 1 : 0;
    findings.found += line.stall_id == stand.stall_id ? 1 : 0;
}

void look_at(const Payment& payment, const Told& told, const Stand& stand, const ByReference& index,
             Findings& findings) {
    const auto found = index.find(payment.reference);
    const bool recorded = found != index.end();
    if (recorded) findings.twice += count(found->second.size()) - 1;
    findings.other_sequence += told.other_sequence ? 1 : 0;
    findings.refused += told.refused_with != 0 ? 1 : 0;
    if (told.acknowledgements == 0) return void(++findings.not_acknowledged);

    ++findings.acknowledged;
    findings.acknowledged_amount += payment.amount;
    if (!recorded) return;
    const auto& line = *found->second.front();
    ++findings.recorded;
    findings.recorded_amount += line.amount;
    findings.other_amount += line.amount != payment.amount || line.booked_at != payment.booked_at ? 1 : 0;
    findings.other_sequence += told.sequence && *told.sequence != line.sequence ? 1 : 0;
    look_at_match(payment, stand, line, findings);
}

std::int64_t recorded_forgeries(const Options& options, const Plan& plan, const ByReference& index) {
    if (plan.payments.empty()) return 0;
    const auto run = static_cast<std::uint64_t>(std::stoull(options.run));
    std::int64_t recorded = 0;
    for (const auto& job : plan.jobs)
        if (job.kind == JobKind::forge &&
            index.contains(reference_of(options, run, forged_from + job.payment)))
            ++recorded;
    return recorded;
}

void compare_payments(Table& table, const Options& options, const Plan& plan,
                      const std::vector<Stand>& stands, const Tally& tally, const GatewayView& view) {
    const auto index = index_of(view.transfers, options.feed.name);
    Findings f;
    for (std::size_t i = 0; i < plan.payments.size(); ++i)
        look_at(plan.payments[i], tally.told[i], stands[plan.payments[i].stand], index, f);

    table.equal("pictures that say what the API says", count(view.pictures_read), count(view.pictures_right));
    if (!tally.interrupted) table.none("payments that nobody acknowledged", f.not_acknowledged);
    table.none("payments refused", f.refused);
    table.equal("payments acknowledged, and recorded", f.acknowledged, f.recorded);
    table.equal("their amount, VND", f.acknowledged_amount, f.recorded_amount);
    table.none("recorded more than once", f.twice);
    table.none("recorded with another amount or time", f.other_amount);
    table.none("acknowledged with another sequence", f.other_sequence);
    // Three in a hundred of the texts that banks rewrote may go to a person; a plain one never.
    table.at_least("with their code in the text, and matched", f.findable, f.found,
                   f.findable - f.mangled * 3 / 100);
    table.none("matched to another stall", f.wrong_stall);
    table.none("forged notices accepted, of " + std::to_string(plan.forged),
               count(tally.forged_accepted) + recorded_forgeries(options, plan, index));
    table.none("bodies of garbage accepted, of " + std::to_string(plan.garbage),
               count(tally.garbage_accepted));
}

// One decimal, half away from zero: "39.5".
std::string tenths(std::int64_t numerator, std::int64_t denominator) {
    if (denominator == 0) return "0.0";
    const auto rounded = (numerator * 20 + denominator) / (denominator * 2);
    return std::to_string(rounded / 10) + "." + std::to_string(rounded % 10);
}

// The report may write 2.0 as 2.
std::string one_decimal(const std::string& text) {
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || stop != text.data() + text.size() || value < 0)
        return text.empty() ? "missing" : text;
    const auto scaled = value * 10;
    const auto rounded = static_cast<std::int64_t>(scaled + 0.5);
    if (scaled - static_cast<double>(rounded) > 1e-6 || static_cast<double>(rounded) - scaled > 1e-6)
        return text;
    return std::to_string(rounded / 10) + "." + std::to_string(rounded % 10);
}

struct DayCount {
    std::int64_t transactions = 0, amount = 0;
    std::unordered_set<std::string> active;
};

DayCount count_day(const GatewayView& view, Day day) {
    std::unordered_set<std::string> ours;
    for (const auto& stall : view.stalls) ours.insert(stall.id);
    DayCount counted;
    for (const auto& line : view.transfers) {
        if (line.status != "matched" && line.status != "assigned") continue;
        if (!ours.contains(line.stall_id) || business_day(line.booked_at, view.cutoff) != day) continue;
        ++counted.transactions;
        counted.amount += line.amount;
        counted.active.insert(line.stall_id);
    }
    return counted;
}

void compare_report(Table& table, const GatewayView& view, const ReportLine& report) {
    const auto counted = count_day(view, report.day);
    const auto active = count(counted.active.size());
    const auto total = count(static_cast<std::size_t>(std::ranges::count_if(view.stalls, &StallLine::open)));
    const auto registered = count(static_cast<std::size_t>(
        std::ranges::count_if(view.stalls, [](const StallLine& s) { return s.open && s.registered; })));
    const auto number = [&](const std::string& name) {
        const auto found = report.numbers.find(name);
        return found == report.numbers.end() ? std::string{"missing"} : found->second;
    };
    const auto label = [&](std::string_view what) {
        return "report " + format_day(report.day) + ": " + std::string{what};
    };
    table.equal(label("stalls"), std::to_string(total), number("total_stalls"));
    table.equal(label("registered"), std::to_string(registered), number("registered"));
    table.equal(label("registered, %"), tenths(100 * registered, total),
                one_decimal(number("registration_rate")));
    table.equal(label("active"), std::to_string(active), number("active"));
    table.equal(label("payments"), std::to_string(counted.transactions), number("transactions"));
    table.equal(label("amount, VND"), std::to_string(counted.amount), number("amount"));
    table.equal(label("per active stall"), tenths(counted.transactions, active),
                one_decimal(number("per_active_stall")));
    table.equal(label("per registered stall"), tenths(counted.transactions, registered),
                one_decimal(number("per_registered_stall")));
}

}  // namespace

std::vector<Row> audit(const Options& options, const Plan& plan, const std::vector<Stand>& stands,
                       const Tally& tally, const GatewayView& view) {
    Table table;
    compare_payments(table, options, plan, stands, tally, view);
    for (const auto& report : view.reports) compare_report(table, view, report);
    return std::move(table).rows();
}

bool all_good(const std::vector<Row>& rows) { return std::ranges::all_of(rows, &Row::good); }

void print_table(const std::vector<Row>& rows, std::ostream& out) {
    std::size_t what = 0, expected = std::string_view{"simulator"}.size(),
                found = std::string_view{"choqr"}.size();
    for (const auto& row : rows) {
        what = std::max(what, row.what.size());
        expected = std::max(expected, row.expected.size());
        found = std::max(found, row.found.size());
    }
    const auto line = [&](const std::string& a, const std::string& b, const std::string& c,
                          std::string_view mark) {
        out << a << std::string(what - a.size() + 2 + expected - b.size(), ' ') << b
            << std::string(2 + found - c.size(), ' ') << c << (mark.empty() ? "" : "  ") << mark << '\n';
    };
    line("", "simulator", "choqr", "");
    for (const auto& row : rows) line(row.what, row.expected, row.found, row.good ? "ok" : "DIFFERENT");
}

}  // namespace choqr::simulator
