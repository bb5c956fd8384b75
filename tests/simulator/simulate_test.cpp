#include <sstream>

#include "fake_gateway.hpp"
#include "simulator/simulate.hpp"
#include "support/catch.hpp"

using namespace choqr::simulator;
using namespace choqr::simulator::test;

namespace {

struct Outcome {
    int exit_code;
    std::string table;
    std::string error;
};

Given given(const std::vector<std::string>& words) {
    Given options;
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) options[words[i]] = words[i + 1];
    return options;
}

Outcome play(const FakeGateway& gateway, std::vector<std::string> more,
             const std::string& connector = "simwallet") {
    const auto url = gateway.url();
    std::vector<std::string> words{
        "--url",       url,       "--token",       "secret", "--secret",   FakeGateway::secret,
        "--connector", connector, "--connections", "4",      "--patience", "0.2"};
    words.insert(words.end(), more.begin(), more.end());
    std::ostringstream out, err;
    const int exit_code = simulate(given(words), out, err);
    return {exit_code, out.str(), err.str()};
}

}  // namespace

TEST_CASE("simulate: an honest gateway passes, whatever providers and banks do", "[simulator]") {
    for (const std::string faults : {"none", "default"}) {
        FakeGateway gateway{Lie::none};
        const auto outcome = play(gateway, {"--payments", "300", "--faults", faults, "--seed", "7"});
        CAPTURE(faults, outcome.table, outcome.error);
        CHECK(outcome.exit_code == 0);
        CHECK(gateway.recorded() == 300);
        CHECK(outcome.table.find("DIFFERENT") == std::string::npos);
    }
}

TEST_CASE("simulate: SePay's feed is played too", "[simulator]") {
    FakeGateway gateway{Lie::none, "sepay"};
    const auto outcome = play(gateway, {"--payments", "100"}, "sepay");
    CAPTURE(outcome.table, outcome.error);
    CHECK(outcome.exit_code == 0);
    CHECK(gateway.recorded() == 100);
}

TEST_CASE("simulate: errors and broken connections are outlived", "[simulator]") {
    FakeGateway gateway{Lie::stumbles};
    const auto outcome = play(gateway, {"--payments", "60"});
    CAPTURE(outcome.table, outcome.error);
    CHECK(outcome.exit_code == 0);
    CHECK(gateway.recorded() == 60);
}

TEST_CASE("simulate: each lie is seen, and said in its own line", "[simulator]") {
    const std::pair<Lie, std::string> lies[] = {{Lie::forgets, "payments acknowledged, and recorded"},
                                                {Lie::records_twice, "recorded more than once"},
                                                {Lie::wrong_amount, "recorded with another amount or time"},
                                                {Lie::wrong_stall, "matched to another stall"},
                                                {Lie::no_match, "with their code in the text, and matched"},
                                                {Lie::believes_anybody, "forged notices accepted"},
                                                {Lie::wrong_report, ": payments "},
                                                {Lie::wrong_picture, "pictures that say what the API says"},
                                                {Lie::refuses, "payments refused"}};
    for (const auto& [lie, line] : lies) {
        FakeGateway gateway{lie};
        const auto outcome = play(gateway, {"--payments", "80", "--faults", "duplicate,forge,garbage"});
        CAPTURE(line, outcome.table, outcome.error);
        CHECK(outcome.exit_code == 1);
        std::istringstream table{outcome.table};
        bool said = false;
        for (std::string row; std::getline(table, row);)
            said |= row.find(line) != std::string::npos && row.ends_with("DIFFERENT");
        CHECK(said);
    }
}

TEST_CASE("simulate: a wrong command line is one sentence and exit 2", "[simulator]") {
    const auto fails = [](const std::vector<std::string>& words) {
        std::ostringstream out, err;
        CHECK(simulate(given(words), out, err) == 2);
        CHECK(out.str().empty());
        return err.str();
    };
    CHECK(fails({}).find("--url") != std::string::npos);
    CHECK(fails({"--url", "ftp://x"}).find("http://") != std::string::npos);
    CHECK(fails({"--url", "https://x/y"}).find("nothing behind it") != std::string::npos);
    CHECK(fails({"--url", "http://127.0.0.1:1", "--seed", "x"}).find("--seed") != std::string::npos);
    CHECK(fails({"--url", "http://127.0.0.1:1", "--faults", "rain"}).find("--faults") != std::string::npos);
    CHECK(fails({"--url", "http://127.0.0.1:1", "--token", "t"}).find("--secret") != std::string::npos);
    CHECK(
        fails({"--url", "http://127.0.0.1:1", "--token", "t", "--secret", "short"}).find("feeds.simwallet") !=
        std::string::npos);
    CHECK(fails({"--url", "http://127.0.0.1:1", "--data", "/nowhere"}).find("/nowhere") != std::string::npos);
    CHECK(fails({"--url", "http://127.0.0.1:1", "--demo", "/nowhere"}).find("scenario.json") !=
          std::string::npos);
}
