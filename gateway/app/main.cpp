#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "app/own_gateways.hpp"
#include "cli/command_tree.hpp"
#include "sandbox/child.hpp"
#include "work/strangers_work.hpp"

// Exit codes: 0 done, 1 it did not work, 2 the command line is wrong (cli/command_tree.hpp), 3 memory ran out
// (memory.cpp).
int main(int count, char** arguments) {
    using namespace choqr::gateway;
    try {
        const std::vector<std::string> words{arguments + 1, arguments + count};
        if (!words.empty() && words.front() == choqr::sandbox::child_command)
            return run_sandbox_child({words.begin() + 1, words.end()});
        OwnGateways gateways;
        Surroundings surroundings{std::cout, std::cerr, "/proc/self/exe", language_of_environment(),
                                  &gateways};
        return run_choqr(words, surroundings);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "choqr: %s\n", error.what());
        return 1;
    }
}
