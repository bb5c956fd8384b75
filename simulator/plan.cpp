#include "simulator/plan.hpp"

#include <algorithm>
#include <array>

namespace choqr::simulator {
namespace {

using world::SeededRandom;

template <class T>
void shuffle(std::vector<T>& items, std::size_t begin, std::size_t end, world::Random& random) {
    for (auto i = end; i > begin + 1; --i) std::swap(items[i - 1], items[begin + random.below(i - begin)]);
}

// The first round visits everyone; after that the earlier in the list, the busier, as a market is.
std::size_t choose_stand(std::size_t stands, std::size_t payment, world::Random& random) {
    if (payment < stands) return payment;
    const auto a = random.below(stands);
    const auto b = random.below(stands);
    return std::min(a, b);
}

// A bunch of herbs to a crate of prawns; whole thousands mostly, five hundreds sometimes.
std::int64_t choose_amount(world::Random& random) {
    constexpr std::array<std::pair<std::int64_t, std::int64_t>, 6> tiers{
        {{5, 20}, {15, 60}, {15, 60}, {40, 150}, {100, 400}, {300, 900}}};
    const auto [low, high] = tiers[random.below(tiers.size())];
    const auto thousands =
        low + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(high - low + 1)));
    return thousands * 1'000 + (random.below(12) == 0 ? 500 : 0);
}

// Rare habits are as rare as they are: one text in fifty loses the code, one in twenty has a space in it.
std::size_t choose_habit(world::Random& random) {
    const auto ordinary = habits().size() - 2;
    const auto chance = random.below(100);
    if (chance < 2) return ordinary + 1;
    if (chance < 7) return ordinary;
    return random.below(ordinary);
}

Payment make_payment(const Options& options, const Stand& stand, world::Random& random) {
    constexpr std::array<std::string_view, 5> banks{"970436", "970422", "970415", "970407", "970418"};
    constexpr std::array<std::string_view, 5> names{"NGUYEN VAN AN", "TRAN THI BE", "LE VAN CAM",
                                                    "PHAM THI DAO", "HUYNH VAN EM"};
    Payment payment;
    payment.amount = choose_amount(random);
    payment.payer_bin = banks[random.below(banks.size())];
    payment.payer_account = "0000" + std::to_string(10'000'000 + random.below(90'000'000));
    payment.payer_name = names[random.below(names.size())];
    const auto habit =
        choose_habit(random);  // Drawn in any case, so that faults do not change who pays what.
    SeededRandom words{random.next_u64()};
    payment.delivered = deliver(stand.memo, options.faults.mangle ? habit : 0, words);
    return payment;
}

std::vector<Job> order_of_telling(std::size_t payments, const Faults& faults, world::Random& random) {
    std::vector<Job> jobs;
    std::vector<Job> late;
    for (std::size_t i = 0; i < payments; ++i)
        (faults.delay && random.below(20) == 0 ? late : jobs).push_back({JobKind::tell, i});
    constexpr std::size_t neighbours = 32;
    for (std::size_t i = 0; faults.reorder && i < jobs.size(); i += neighbours)
        shuffle(jobs, i, std::min(i + neighbours, jobs.size()), random);
    jobs.insert(jobs.end(), late.begin(), late.end());
    return jobs;
}

void add_faults(Plan& plan, const Faults& faults, world::Random& random) {
    const auto payments = plan.payments.size();
    std::vector<Job> extra;
    for (std::size_t i = 0; i < payments; ++i) {
        if (faults.duplicate && random.below(10) == 0)
            extra.insert(extra.end(), 1 + random.below(3), {JobKind::tell, i});
        if (faults.forge && random.below(25) == 0) extra.push_back({JobKind::forge, i});
        if (faults.garbage && random.below(25) == 0) extra.push_back({JobKind::garbage, i});
    }
    shuffle(extra, 0, extra.size(), random);
    // Spread evenly instead of one insertion each into a long list.
    std::vector<Job> mixed;
    std::size_t next = 0;
    for (std::size_t i = 0; i < plan.jobs.size(); ++i) {
        mixed.push_back(plan.jobs[i]);
        while (next * plan.jobs.size() < (i + 1) * extra.size() && next < extra.size())
            mixed.push_back(extra[next++]);
    }
    plan.jobs = std::move(mixed);
    for (const auto& job : extra) {
        plan.copies += job.kind == JobKind::tell ? 1 : 0;
        plan.forged += job.kind == JobKind::forge ? 1 : 0;
        plan.garbage += job.kind == JobKind::garbage ? 1 : 0;
    }
}

}  // namespace

std::string reference_of(const Options& options, std::uint64_t run, std::size_t number) {
    // SePay's ids are integers; this one stays below 2^53.
    constexpr std::uint64_t payments_of_a_run = 1'000'000;
    if (options.feed.connector == "sepay") return std::to_string(run * payments_of_a_run + number + 1);
    return "sim-" + std::to_string(run) + "-" + std::to_string(number + 1);
}

std::vector<std::size_t> choose_active(const Options& options, std::size_t count) {
    constexpr std::size_t unasked_max = 200;
    std::vector<std::size_t> all(count);
    for (std::size_t i = 0; i < count; ++i) all[i] = i;
    SeededRandom random{options.seed ^ 0x737461'6c6cu};
    shuffle(all, 0, all.size(), random);
    all.resize(std::min(options.active_stalls == 0 ? unasked_max : options.active_stalls, count));
    return all;
}

Plan make_plan(const Options& options, const std::vector<Stand>& stands, std::uint64_t run, Span open) {
    Plan plan;
    if (stands.empty()) return plan;
    SeededRandom random{options.seed};
    const auto step =
        (open.to - open.from) / std::max<std::int64_t>(1, static_cast<std::int64_t>(options.payments));
    for (std::size_t i = 0; i < options.payments; ++i) {
        const auto stand = choose_stand(stands.size(), i, random);
        auto payment = make_payment(options, stands[stand], random);
        payment.stand = stand;
        payment.reference = reference_of(options, run, i);
        // Whole seconds: SePay's times have no finer ones.
        payment.booked_at =
            std::chrono::floor<std::chrono::seconds>(open.from + step * static_cast<std::int64_t>(i));
        plan.payments.push_back(std::move(payment));
    }
    SeededRandom order{options.seed ^ 0x6f72646572u};
    plan.jobs = order_of_telling(plan.payments.size(), options.faults, order);
    add_faults(plan, options.faults, order);
    return plan;
}

Span opening_hours(Instant now, std::chrono::minutes cutoff) {
    const auto midnight = business_day_begin(business_day(now, cutoff), cutoff);
    const auto opening = std::min<Instant>(midnight + std::chrono::hours{5}, now - std::chrono::minutes{30});
    return {std::max(midnight, opening), now};
}

}  // namespace choqr::simulator
