#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace choqr::gateway {

/// The command line is wrong: one line on standard error that names the option, exit code 2.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// "--data DIR --yes FILE" taken apart. CommandLine may stand anywhere; "--" ends them; "--name=value" works too.
class CommandLine {
public:
    /// `with_value` and `flags` are the names this command knows, without dashes. UsageError for any other.
    CommandLine(const std::vector<std::string>& arguments, std::initializer_list<std::string_view> with_value,
            std::initializer_list<std::string_view> flags);

    std::optional<std::string> value(std::string_view name) const;
    std::string required(std::string_view name) const;  ///< UsageError if missing.
    bool flag(std::string_view name) const { return flags_.contains(name); }
    const std::vector<std::string>& words() const { return words_; }

private:
    std::map<std::string, std::string, std::less<>> values_;
    std::set<std::string, std::less<>> flags_;
    std::vector<std::string> words_;
};

}  // namespace choqr::gateway
