#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/arguments.hpp"

namespace CLI {
class App;
}

namespace choqr::gateway {

/// Every command of the program with its options, words and sentences, in one place; help, completion and the
/// manual page are made by walking it, and nothing else takes a command line apart.
class CommandTree {
public:
    explicit CommandTree(Language language);
    ~CommandTree();
    CommandTree(const CommandTree&) = delete;
    CommandTree& operator=(const CommandTree&) = delete;

    const CLI::App& root() const;

    /// Runs the command that `words` ask for (without the program's name). 0: done; 1: it did not work;
    /// UsageError: the command line is wrong. What commands throw passes.
    int run(const std::vector<std::string>& words, Surroundings& surroundings) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The program from its first word to its exit code: 0 done, 1 it did not work, 2 the command line is wrong;
/// what went wrong is one line on `err`.
int run_choqr(const std::vector<std::string>& words, Surroundings& surroundings);

}  // namespace choqr::gateway
