#include "simulation/seeds.hpp"

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <regex>

#include "base/encoding.hpp"
#include "base/hash.hpp"

namespace choqr::simulation {
namespace {

struct Wanted {
    std::uint64_t seeds, first = 1;
    std::optional<std::uint64_t> only{};
    bool canary = false, go_on = false, unsteady = false;
    std::optional<std::regex> by{};

    bool looked_for(const std::string& sentence) const {
        return !by || std::regex_search(sentence, *by, std::regex_constants::match_continuous);
    }
};

/// Nothing for arguments that nobody knows.
std::optional<Wanted> read(int count, char** arguments, std::uint64_t seeds) {
    Wanted wanted{seeds};
    for (int i = 1; i < count; ++i) {
        const std::string argument = arguments[i];
        const auto number = [&] { return std::strtoull(arguments[++i], nullptr, 10); };
        const bool more = i + 1 < count;
        if (argument.starts_with("--seed="))
            wanted.only = std::strtoull(argument.c_str() + 7, nullptr, 10);
        else if (argument == "--canary")
            wanted.canary = true;
        else if (argument == "--go-on")
            wanted.go_on = true;
        else if (argument == "--unsteady")
            wanted.unsteady = true;
        else if (argument == "--seeds" && more)
            wanted.seeds = number();
        else if (argument == "--first" && more)
            wanted.first = number();
        else if (argument == "--by" && more)
            wanted.by.emplace(arguments[++i], std::regex::extended);
        else
            return std::nullopt;
    }
    return wanted;
}

int fail(std::uint64_t seed, const std::string& sentence) {
    std::printf("FAILED --seed=%" PRIu64 ": %s\n", seed, sentence.c_str());
    std::fflush(stdout);
    return 1;
}

/// Of all traces, in order.
class Digest {
public:
    explicit Digest(bool unsteady) {
        if (unsteady) add(std::to_string(reinterpret_cast<std::uintptr_t>(this)));
    }
    void add(const std::string& trace) { digest_ = sha256(std::string{digest_.bytes()} + trace); }
    std::string text() const { return to_hex(digest_.bytes()).substr(0, 16); }

private:
    Hash digest_;
};

/// Twice now and then: what no seed decides would show.
std::optional<std::string> failure_of(std::uint64_t seed, const Wanted& wanted, const Teller& teller,
                                      Digest& digest) {
    const auto story = teller.run(seed, wanted.canary, false);
    digest.add(story.trace);
    if (story.violation || seed % 25 != 0) return story.violation;
    if (teller.run(seed, wanted.canary, false).trace != story.trace)
        return "SameSeedSameStory: a second run of the same seed differs";
    return std::nullopt;
}

int run_seeds(const Wanted& wanted, const Teller& teller) {
    Digest digest{wanted.unsteady};
    std::uint64_t others = 0;
    int result = 0;
    for (auto seed = wanted.first; seed < wanted.first + wanted.seeds; ++seed) {
        const auto failure = failure_of(seed, wanted, teller, digest);
        if (!failure) continue;
        if (wanted.looked_for(*failure))
            result = fail(seed, *failure);
        else
            ++others;
        if (result != 0 && !wanted.go_on) break;
    }
    if (others > 0) std::printf("%" PRIu64 " seeds broke other rules\n", others);
    if (result == 0 && others == 0)
        std::printf("%" PRIu64 " %s without a violation, digest %s\n", wanted.seeds, teller.what.c_str(),
                    digest.text().c_str());
    return others > 0 ? 1 : result;
}

}  // namespace

int main_of(int count, char** arguments, const Teller& teller) {
    const auto wanted = read(count, arguments, teller.seeds);
    if (!wanted) return std::puts("arguments: see tests/simulation/seeds.hpp"), 2;
    if (!wanted->only) return run_seeds(*wanted, teller);
    const auto story = teller.run(*wanted->only, wanted->canary, true);
    std::printf("trace %s\n", story.trace.c_str());
    return story.violation ? fail(*wanted->only, *story.violation) : 0;
}

}  // namespace choqr::simulation
