#include "cli/ledger_reports.hpp"

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "book/codec.hpp"
#include "cli/ledger_files.hpp"
#include "cli/progress.hpp"
#include "reports/reports.hpp"

namespace choqr::gateway {
namespace {

using reports::Reports;

/// A folder of its own below the system's temporary directory; gone with the object.
class TemporaryFolder {
public:
    TemporaryFolder() : path_{(std::filesystem::temp_directory_path() / "choqr-reports-XXXXXX").string()} {
        if (::mkdtemp(path_.data()) == nullptr) path_.clear();
    }
    ~TemporaryFolder() {
        std::error_code ignored;  // What stays is in the system's temporary directory.
        if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    bool made() const { return !path_.empty(); }
    std::filesystem::path file() const { return std::filesystem::path{path_} / reports_file; }

private:
    std::string path_;
};

/// Applies the records before `end` in portions; the first error.
Result<void> rebuild(const LedgerFiles& files, Sequence end, Reports& into) {
    constexpr std::size_t portion = 8'192;
    std::vector<book::RecordedEvent> events;
    Result<void> done;
    ProgressBar progress;
    const auto apply = [&] {
        if (!events.empty()) done = into.apply(events);
        events.clear();
        progress(into.position().value(), end.value());
    };
    const auto read = files.journal->read(Sequence{0}, end, [&](const journal::RecordView& record) {
        auto event = book::decode(record.sequence, record.type, record.payload(), *files.sealer);
        if (!event)
            done = event.error();
        else
            events.push_back(*std::move(event));
        if (done && events.size() == portion) apply();
        return static_cast<bool>(done);
    });
    if (read && done) apply();
    return read ? done : read;
}

Result<Reports::Content> made_anew(const LedgerFiles& files, Sequence end,
                                   const reports::Retention& retention) {
    const TemporaryFolder folder;
    if (!folder.made()) return Error{errno, boost::system::generic_category()};
    {
        const auto made = Reports::open(folder.file(), {}, retention);
        if (!made) return made.error();
        if (const auto rebuilt = rebuild(files, end, **made); !rebuilt) return rebuilt.error();
    }
    return Reports::examine(folder.file());
}

}  // namespace

int compare_reports(const std::string& path, std::ostream& out, std::ostream& err) {
    const auto file = std::filesystem::path{path} / reports_file;
    if (!std::filesystem::exists(file))
        return out << "note: " << file.string() << " is not there; the next start makes it\n", 0;
    const auto kept = Reports::examine(file);
    const auto files =
        LedgerFiles::open(path, err);  // Afterwards, so that it holds no less than the reports.
    if (!files) return 1;
    if (!files->has_keys) return err << path << ": without its keys no reports can be compared\n", 1;
    constexpr std::string_view remedy =
        ": stop the gateway, delete it, start: it is made anew from the ledger, which is whole\n";
    if (!kept) return err << "NOT WHOLE: " << file.string() << ": " << kept.error().message() << remedy, 1;
    if (kept->position.value() > files->journal->head().size)
        return err << "NOT WHOLE: " << file.string()
                   << ": it knows more records than the ledger; was the ledger rolled back?\n",
               1;
    const auto anew = made_anew(*files, kept->position, kept->retention);
    if (!anew) return err << file.string() << ": cannot be compared: " << anew.error().message() << "\n", 1;
    if (anew->rows != kept->rows)
        return err << "NOT WHOLE: " << file.string() << ": it does not say what the records say" << remedy, 1;
    out << "reports      " << kept->position.value() << "\n";
    return 0;
}

}  // namespace choqr::gateway
