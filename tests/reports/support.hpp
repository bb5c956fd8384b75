#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "history.hpp"
#include "reports/reports.hpp"

namespace choqr::reports::test {

/// A file name of its own below the system's temporary directory; gone with the object.
class TemporaryFile {
public:
    TemporaryFile() {
        std::string pattern = (std::filesystem::temp_directory_path() / "choqr-reports-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) std::abort();
        directory_ = pattern;
    }
    ~TemporaryFile() { std::filesystem::remove_all(directory_); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    std::filesystem::path path() const { return directory_ / "reports.sqlite"; }

private:
    std::filesystem::path directory_;
};

/// Reports in memory that have followed `events` in portions of `portion`.
inline std::unique_ptr<Reports> follow(const std::vector<book::RecordedEvent>& events,
                                       std::size_t portion = 1'000'000) {
    auto reports = Reports::open(":memory:").value();
    for (std::size_t begin = 0; begin < events.size(); begin += portion) {
        const auto end = std::min(events.size(), begin + portion);
        reports
            ->apply({events.begin() + static_cast<std::ptrdiff_t>(begin),
                     events.begin() + static_cast<std::ptrdiff_t>(end)})
            .value();
    }
    return reports;
}

}  // namespace choqr::reports::test
