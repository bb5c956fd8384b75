#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace choqr::simulation {

/// A rule that everybody may rely on was broken. The sentence begins with the rule's name and a colon.
struct Violation {
    std::string sentence;
};
inline void must(bool condition, const std::string& sentence) {
    if (!condition) throw Violation{sentence};
}

/// How one seed went.
struct Story {
    std::optional<std::string> violation;
    std::string trace;  ///< Changes with anything that happened.
};

struct Teller {
    std::string what;  ///< "market days": what is counted.
    std::uint64_t seeds;
    /// Runs one seed. `canary`: something is wrong on purpose, which some seed must find. `talks`: prints
    /// what happens.
    std::function<Story(std::uint64_t seed, bool canary, bool talks)> run;
};

/// The main() of a simulation. 0: no rule was broken; 1: one was, the seed was printed; 2: the arguments are
/// wrong.
///
///   [--seeds N] [--first N]  runs N seeds; prints FAILED --seed=… of the first that breaks a rule. Some run
///                            twice, and a digest of everything that happened is printed: every process must
///                            come to the same
///   --go-on                  not only the first that breaks one: all
///   --by EXPRESSION          the first that breaks a rule whose sentence begins so; others are passed over
///                            and counted
///   --seed=N                 runs that one, telling what happens
///   --canary                 must fail: shows that something is looked at
///   --unsteady               the digest depends on where the memory lies: shows that comparing digests finds
///                            such a thing
int main_of(int count, char** arguments, const Teller& teller);

}  // namespace choqr::simulation
