#include "cli/ledger.hpp"

#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "base/encoding.hpp"
#include "base/time.hpp"
#include "book/codec.hpp"
#include "cli/ledger_files.hpp"
#include "cli/ledger_reports.hpp"
#include "cli/progress.hpp"
#include "journal/journal_reader.hpp"
#include "journal/verify.hpp"
#include "world/directory.hpp"

namespace choqr::gateway {
namespace {

/// Reads what --public-key and --checkpoint name; the sentence if one of them cannot be used.
std::optional<std::string> take_files(const Arguments& parsed, journal::VerifyOptions& options) {
    if (const auto path = parsed.value("--public-key")) {
        const auto text = read_line_file(*path);
        options.key = text ? journal::VerifierKey::parse(*text) : std::nullopt;
        if (!options.key) return *path + ": there is no public key of a ledger in this file";
    }
    for (const auto& name : parsed.all("--checkpoint")) {
        const auto text = read_text_file(name);
        if (!text) return name + ": the file cannot be read";
        options.older_checkpoints.push_back(*text);
    }
    return std::nullopt;
}

/// Without keys: the times and days of events are not sealed.
std::optional<book::RecordedEvent> decoded(const journal::RecordView& record) {
    auto event = book::decode(record.sequence, record.type, record.payload(), NoKeys{});
    if (!event) return std::nullopt;
    return std::move(*event);
}

/// What the journal knows nothing of: when a ledger's first and last record were made, in Vietnam, which
/// business days were closed, and whether it is a trial. Told, not verified: what is verified is the bytes
/// that say so.
class Days {
public:
    /// Any thread.
    void see(const journal::RecordView& record) {
        constexpr std::uint16_t day_closed =
            14;  // ledger/book/events.proto, where numbers keep their meaning.
        if (record.type != day_closed && record.sequence.value() != 0) return;
        const auto event = decoded(record);
        if (!event) return;
        const std::lock_guard hold{mutex_};
        if (std::holds_alternative<book::LedgerMarkedTrial>(event->event)) trial_ = true;
        if (record.sequence.value() == 0) begin_ = event->recorded_at;
        if (const auto* closed = std::get_if<book::DayClosed>(&event->event)) closed_.insert(closed->day);
    }

    std::string text(world::Directory& directory, std::uint64_t size) const {
        const auto last = size > 0 ? recorded_at(directory, Sequence{size - 1}) : std::nullopt;
        if (!begin_ || !last) return "none: no record of choqr's own";
        auto text = local_day(*begin_) + " to " + local_day(*last) + ", ";
        if (closed_.empty()) return text + "none closed";
        return text + std::to_string(closed_.size()) + " closed, " + format_day(*closed_.begin()) + " to " +
               format_day(*closed_.rbegin());
    }

    bool trial() const { return trial_; }

private:
    static std::string local_day(Instant instant) {
        return format_day(business_day(instant, std::chrono::minutes{0}));
    }

    static std::optional<Instant> recorded_at(world::Directory& directory, Sequence sequence) {
        std::optional<Instant> found;
        const auto reader = journal::JournalReader::open(directory);
        const auto take = [&](const journal::RecordView& record) {
            if (const auto event = decoded(record)) found = event->recorded_at;
            return true;
        };
        const auto read =
            reader ? reader->read(sequence, Sequence{sequence.value() + 1}, take) : Result<void>{};
        return read ? found : std::nullopt;
    }

    std::mutex mutex_;  ///< Guards the rest.
    std::optional<Instant> begin_;
    std::set<Day> closed_;
    bool trial_ = false;
};

void print(const journal::VerifyReport& report, const std::string& days, bool trial, std::ostream& out) {
    out << "records      " << report.head.size << "\n"
        << "days         " << days << "\n"
        << (trial ? "trial        THỬ: no money in this ledger is real\n" : "") << "root         "
        << to_base64(report.head.root.bytes()) << "\n"
        << "segments     " << report.segments << "\n"
        << "checkpoints  " << report.checkpoints << "\n";
    for (const auto& note : report.notes) out << "note: " << note << "\n";
}

int verify(const Arguments& parsed, std::ostream& out, std::ostream& err) {
    journal::VerifyOptions options;
    if (const auto problem = take_files(parsed, options))
        return err << "choqr ledger: " << *problem << "\n", 2;
    const auto path = parsed.required("--data");
    const auto directory = world::PosixDirectory::open(path);
    if (!directory) return err << path << ": " << directory.error().message() << "\n", 1;
    options.progress = ProgressBar{};
    Days days;
    options.visit = [&](const auto& record) { days.see(record); };
    const auto report = journal::verify_ledger(**directory, options);
    if (report.finding) {
        err << "NOT WHOLE: " << *report.finding << "\n"
            << "The " << report.head.size << " records before it are whole.\n";
        return 1;
    }
    print(report, days.text(**directory, report.head.size), days.trial(), out);
    return parsed.has("--reports") ? compare_reports(path, out, err) : 0;
}

}  // namespace

int run_ledger_verify(const Arguments& arguments, Surroundings& surroundings) {
    return verify(arguments, surroundings.out, surroundings.err);
}

}  // namespace choqr::gateway
