#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// What every command of the program is given.
namespace choqr::gateway {

enum class Language : std::uint8_t { english, vietnamese };
/// Vietnamese where CHOQR_LANG, LC_ALL, LC_MESSAGES or LANG, the first of them that is set, begins with "vi".
Language language_of_environment();

/// One sentence in both languages.
struct Sentence {
    std::string_view english, vietnamese;
    std::string_view in(Language language) const {
        return language == Language::vietnamese ? vietnamese : english;
    }
};

/// The command line asks for what cannot be: one line on standard error that names the option and says what
/// to write, exit code 2.
class UsageError : public std::runtime_error {
public:
    explicit UsageError(const std::string& english, std::string vietnamese = {})
        : std::runtime_error{english}, vietnamese_{vietnamese.empty() ? english : std::move(vietnamese)} {}
    std::string in(Language language) const {
        return language == Language::vietnamese ? vietnamese_ : what();
    }

private:
    std::string vietnamese_;
};

/// What a person asked of one command. Options are checked against the command's row (command_tree.cpp):
/// those that must be there are, none but repeated ones stand twice, numbers and choices are what they should
/// be.
class Arguments {
public:
    void add(const std::string& option, std::vector<std::string> values) {
        values_.insert_or_assign(option, std::move(values));
    }
    void add_word(std::string word) { words_.push_back(std::move(word)); }

    /// By the option's long name, "--output". Nothing if it was not given.
    std::optional<std::string> value(std::string_view option) const;
    bool has(std::string_view option) const { return values_.find(option) != values_.end(); }
    /// Of an option that must be there.
    std::string required(std::string_view option) const;
    /// Of an option that may stand repeatedly, in order.
    std::vector<std::string> all(std::string_view option) const;
    /// Of an option whose row says that it is a whole number.
    std::optional<std::uint64_t> number(std::string_view option) const;
    /// What stands without an option, in order.
    const std::vector<std::string>& words() const { return words_; }

private:
    std::map<std::string, std::vector<std::string>, std::less<>> values_;
    std::vector<std::string> words_;
};

class Gateways;

/// Where a command is run.
struct Surroundings {
    std::ostream& out;
    std::ostream& err;
    std::string program;  ///< choqr itself, whose children read pictures.
    Language language = Language::english;
    Gateways* gateways = nullptr;  ///< For the commands that run one (gateways.hpp).
};

}  // namespace choqr::gateway
