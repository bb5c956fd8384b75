#include <fstream>
#include <map>
#include <regex>
#include <set>

#include <nlohmann/json.hpp>

#include "simulator/picture.hpp"
#include "simulator/plan.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::simulator;

namespace {

Options wallet_options() {
    Options options;
    options.feed = {"simwallet", "simwallet"};
    options.payments = 393;
    options.active_stalls = 70;
    return options;
}

std::vector<Stand> seventy_stands() {
    std::vector<Stand> stands;
    for (int i = 0; i < 70; ++i)
        stands.push_back({"st" + std::to_string(i), "970436", "0000" + std::to_string(i), "CHQABCDE2"});
    return stands;
}

const Instant noon = *parse_rfc3339("2026-11-22T05:00:00Z");
const Span day = opening_hours(noon, std::chrono::minutes{0});

std::string squeezed(std::string text) {
    std::erase_if(text, [](char c) { return c == ' '; });
    for (auto& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

}  // namespace

TEST_CASE("plan: the demo's day has 393 payments at 70 of 200 stalls", "[simulator][plan]") {
    auto options = wallet_options();
    options.faults = Faults::none();
    const auto chosen = choose_active(options, 200);
    CHECK(std::set<std::size_t>(chosen.begin(), chosen.end()).size() == 70);
    const auto plan = make_plan(options, seventy_stands(), 1, day);
    std::set<std::size_t> stands;
    std::set<std::string> references;
    for (const auto& payment : plan.payments) {
        stands.insert(payment.stand);
        references.insert(payment.reference);
        CHECK(payment.amount > 0);
        CHECK(payment.amount % 500 == 0);
        CHECK(payment.delivered.text == "CHQABCDE2");
        CHECK(business_day(payment.booked_at, {}) == business_day(noon, {}));
        CHECK(payment.booked_at <= noon);
    }
    CHECK(plan.payments.size() == 393);
    CHECK(stands.size() == 70);
    CHECK(references.size() == 393);
    REQUIRE(plan.jobs.size() == 393);
    for (std::size_t i = 0; i < 393; ++i) CHECK(plan.jobs[i].payment == i);
}

TEST_CASE("plan: the same seed gives the same day, another seed another", "[simulator][plan]") {
    const auto told = [](const Options& options, std::uint64_t run) {
        std::string text;
        const auto plan = make_plan(options, seventy_stands(), run, day);
        for (const auto& payment : plan.payments)
            text += std::to_string(payment.stand) + " " + std::to_string(payment.amount) + " " +
                    payment.delivered.text + "\n";
        for (const auto& job : plan.jobs)
            text += std::to_string(static_cast<int>(job.kind)) + std::to_string(job.payment) + " ";
        return text;
    };
    auto options = wallet_options();
    CHECK(told(options, 1) == told(options, 2));
    auto other = options;
    other.seed = 2;
    CHECK(told(options, 1) != told(other, 1));
    auto plain = options;
    plain.faults = Faults::none();
    const auto a = make_plan(options, seventy_stands(), 1, day);
    const auto b = make_plan(plain, seventy_stands(), 1, day);
    for (std::size_t i = 0; i < a.payments.size(); ++i) CHECK(a.payments[i].amount == b.payments[i].amount);
}

TEST_CASE("plan: with faults every payment is told at least once", "[simulator][plan]") {
    const auto plan = make_plan(wallet_options(), seventy_stands(), 1, day);
    std::map<std::size_t, int> told;
    for (const auto& job : plan.jobs) told[job.payment] += job.kind == JobKind::tell ? 1 : 0;
    for (std::size_t i = 0; i < plan.payments.size(); ++i) CHECK(told[i] >= 1);
    CHECK(plan.copies > 30);
    CHECK(plan.forged > 5);
    CHECK(plan.garbage > 5);
    CHECK(plan.jobs.size() == plan.payments.size() + plan.copies + plan.forged + plan.garbage);
}

TEST_CASE("plan: SePay's references are integers below 2^53", "[simulator][plan]") {
    auto options = wallet_options();
    options.feed.connector = "sepay";
    CHECK(std::stoull(reference_of(options, 4'000'000'000, 999'998)) < (1ull << 53));
}

TEST_CASE("plan: opening hours lie in the business day and end now", "[simulator][plan]") {
    for (const auto* at :
         {"2026-11-21T17:00:00Z", "2026-11-21T17:10:00Z", "2026-11-21T22:30:00Z", "2026-11-22T16:59:59Z"})
        for (const int cutoff : {0, 12 * 60, 23 * 60 + 59}) {
            CAPTURE(at, cutoff);
            const auto now = *parse_rfc3339(at);
            const auto open = opening_hours(now, std::chrono::minutes{cutoff});
            CHECK(open.from <= open.to);
            CHECK(open.to == now);
            CHECK(business_day(open.from, std::chrono::minutes{cutoff}) ==
                  business_day(now, std::chrono::minutes{cutoff}));
        }
}

TEST_CASE("mangle: what is called whole is whole, and what is called lost is lost", "[simulator][mangle]") {
    world::SeededRandom random{3};
    std::set<Survival> seen;
    for (std::size_t habit = 0; habit < habits().size(); ++habit)
        for (int i = 0; i < 200; ++i) {
            const auto delivered = deliver("CHQH7K4X9", habit, random);
            CAPTURE(habits()[habit], delivered.text);
            seen.insert(delivered.survival);
            CHECK(delivered.text.size() <= 1000);
            const bool in_one_piece = squeezed(delivered.text).find("CHQH7K4X9") != std::string::npos;
            CHECK(in_one_piece == (delivered.survival != Survival::lost));
            if (delivered.survival == Survival::split)
                CHECK(delivered.text.find("CHQH7K4X9") == std::string::npos);
        }
    CHECK(seen.size() == 3);
}

TEST_CASE("mangle: the wrappers are those of texts that were really delivered", "[simulator][mangle]") {
    // Each habit's words, as a pattern that fits both a real sample and what we make.
    const std::map<std::string, std::string> patterns{
        {"mb", ".*Trace ?[0-9]{6}.*"},
        {"vcb",
         "([0-9]{6}\\.[0-9]{6}\\.[0-9]{6}\\..*)|(MBVCB\\.[0-9]{10,11}\\.[0-9]{6}\\..*\\.CT tu .* toi .* tai "
         ".*)"},
        {"vietinbank", "(ND:)?CT DEN:([0-9]{12}|[0-9A-Z]{16}) .*"},
        {"acb", "(.* GD .*)|(.*-[0-9]{6}-[0-9:]{8} [0-9]{6})|(ACC-GD .*/CTR/.*/MAC/.*)"},
        {"bidv", "TKThe :[0-9]+, tai .* -CTLNHIDI[0-9]{15}-1/1-CRE-002.*"},
        {"vpbank", "NHAN TU [0-9]+ TRACE [0-9]{6} ND .*"},
        {"sacombank", ".* CKN [0-9]{6} [0-9A-Z]{8} - .*"},
        {"seabank", ".* [0-9]{6} \\. \\. \\.  \\. Nguoi chuyen: [0-9]+"},
        {"momo",
         "([0-9]{11,12}-.*)|(MoMoT[0-9]{10}T[0-9]{11}T970416T.*)|(PARTNER\\.DIRECT_DEBITS_VCB\\.MSE\\..*)"},
        {"zalopay", "PARTNER\\.DIRECT_DEBITS_VCB\\.ZLP\\.[0-9A-Z]+ [0-9A-Z]+\\.[0-9]{8}\\..*"}};
    const auto samples =
        nlohmann::json::parse(std::ifstream{CHOQR_SOURCE_DIR "/tests/vectors/content-samples.json"});
    world::SeededRandom random{5};
    for (std::size_t habit = 0; habit < habits().size(); ++habit) {
        const auto found = patterns.find(std::string{habits()[habit]});
        if (found == patterns.end()) continue;
        CAPTURE(found->first);
        const std::regex pattern{found->second};
        int real = 0;
        for (const auto& sample : samples)
            real += std::regex_match(sample["delivered_content"].get<std::string>(), pattern) ? 1 : 0;
        CHECK(real > 0);
        for (int i = 0; i < 100; ++i) {
            const auto made = deliver("CHQH7K4X9", habit, random).text;
            CAPTURE(made);
            CHECK(std::regex_match(made, pattern));
        }
    }
}

TEST_CASE("picture: bytes that are no picture, or hold no code, are read as nothing",
          "[simulator][picture]") {
    CHECK_FALSE(read_qr_png(""));
    CHECK_FALSE(read_qr_png("not a picture"));
    CHECK_FALSE(read_qr_png(std::string_view{"\x89PNG\r\n\x1a\n", 8}));
}

TEST_CASE("faults: words are read and unknown ones refused", "[simulator]") {
    CHECK(parse_faults("none") == Faults::none());
    CHECK(parse_faults("default") == Faults{});
    CHECK(parse_faults("duplicate,reorder,delay,mangle,forge,garbage") == Faults{});
    CHECK(parse_faults("mangle")->mangle);
    CHECK_FALSE(parse_faults("mangle")->duplicate);
    CHECK_FALSE(parse_faults("mangle,rain"));
}
