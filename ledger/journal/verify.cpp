#include "journal/verify.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <span>
#include <thread>
#include <utility>

#include "journal/checkpoint.hpp"
#include "journal/errc.hpp"
#include "journal/opening.hpp"
#include "journal/segment.hpp"
#include "journal/writer_lock.hpp"

namespace choqr::journal {

namespace {

/// The first bad place; ends the verification.
struct Bad {
    std::string sentence;
};

template <class T>
T need(Result<T> result, const std::string& file) {
    if (!result) throw Bad{file + ": " + result.error().message()};
    return std::move(*result);
}

[[noreturn]] void bad(const std::string& file, std::uint64_t offset, const std::string& what) {
    throw Bad{file + ": offset " + std::to_string(offset) + ": " + what};
}

/// Compares the stored tree hashes with those computed from the records, as they come.
class TreeComparison {
public:
    /// From the first hash that a tree of `size` records does not have.
    TreeComparison(world::Directory& directory, std::uint64_t size) {
        for (unsigned level = 0; level < TreeFiles::levels; ++level) {
            files_[level].seen = size >> (8 * level);
            auto file = directory.open("tree-" + std::to_string(level), world::Access::read);
            if (!file) continue;
            files_[level].file = std::move(*file);
            files_[level].window = std::make_unique<Window>(*files_[level].file);
        }
    }

    /// The sentence about the first of `row`, the next hashes of a level, that differs. `synced`: the file
    /// was synced up to here; what was not may be anything after a crash, and the next start writes it anew.
    std::optional<std::string> compare(unsigned index, std::span<const Hash> row, bool synced) {
        auto& level = files_[index];
        if (!level.window) return std::nullopt;
        const auto begin = level.seen * Hash::size;
        level.seen += row.size();
        const auto name = "tree-" + std::to_string(index);
        const auto stored = need(level.window->view(begin, row.size_bytes()), name);
        std::size_t same = 0;
        while (same < row.size() && stored.substr(same * Hash::size, Hash::size) == row[same].bytes()) ++same;
        if (same == row.size()) return std::nullopt;
        const auto offset = begin + same * Hash::size;
        if (synced)
            bad(name, offset,
                "the hash is not that of the records; remove the tree files, the next start writes them "
                "anew");
        const bool missing = stored.size() < (same + 1) * Hash::size;  // Not flushed yet.
        level.window.reset();
        if (missing) return std::nullopt;
        return name + ": offset " + std::to_string(offset) +
               ": this hash is not that of the records; the next start writes it anew";
    }

private:
    struct Level {
        std::unique_ptr<world::File> file;
        std::unique_ptr<Window> window;
        std::uint64_t seen = 0;
    };
    std::array<Level, TreeFiles::levels> files_;
};

/// A head that must turn up on the way, and who says so.
struct ExpectedHead {
    TreeHead head;
    std::string source;
};

void check_head(const ExpectedHead& expected, const TreeEdge& edge) {
    if (expected.head.root != edge.root())
        throw Bad{expected.source + ": the history up to record " + std::to_string(edge.size()) +
                  " has been rewritten: its root is another"};
}

/// What all segments' verifications share. Constant while they run, but for the progress.
struct Common {
    world::Directory& directory;
    const VerifyOptions& options;
    std::vector<std::string> names;
    std::vector<format::SegmentHeader> headers;
    std::vector<ExpectedHead> expected;  ///< By size.
    std::uint32_t seed = 0;
    std::uint64_t total = 0;
    bool live = false;

    std::mutex mutex;  ///< Guards the progress.
    std::uint64_t done = 0;

    void tell(std::uint64_t more) {
        const std::lock_guard hold{mutex};
        done += more;
        if (options.progress) options.progress(done, total);
    }
};

/// One segment by itself: its header says which tree it continues, so that segments can be read side by side;
/// that the tree at its end is the one the next header states closes the chain.
class SegmentVerification {
public:
    SegmentVerification(Common& common, std::size_t segment)
        : common_{common},
          name_{common.names[segment]},
          header_{common.headers[segment]},
          next_{segment + 1 < common.headers.size() ? &common.headers[segment + 1] : nullptr},
          edge_{header_.edge},
          tree_{common.directory, header_.first} {}

    /// Throws Bad.
    void run() {
        const auto file = need(common_.directory.open(name_, world::Access::read), name_);
        const auto slots = need(read_marks(*file, header_, common_.seed), name_);
        BatchScan scan{*file, common_.seed, header_.data_offset(), header_.first};
        skip_heads_before();
        check_marks(slots, scan, *file);
        auto told = std::uint64_t{0};
        while (const auto batch = need(scan.next(), name_)) {
            take(*batch);
            check_marks(slots, scan, *file);
            if (scan.next_is_at_hand()) continue;
            hash_read();
            common_.tell(scan.offset() - std::exchange(told, scan.offset()));
        }
        check_end(scan);
        check_slots(slots);
        check_next();
        common_.tell(need(file->size(), name_) - told);
    }

    const TreeEdge& edge() const { return edge_; }
    std::vector<std::string> notes;

private:
    bool last() const { return next_ == nullptr; }

    void skip_heads_before() {
        while (next_head_ < common_.expected.size() &&
               common_.expected[next_head_].head.size <= header_.first)
            ++next_head_;
    }

    void take(const format::BatchView& batch) {
        for (const auto& record : batch.records) {
            if (common_.options.visit) common_.options.visit(record);
            read_.push_back(record.entry);
            if (next_head_ < common_.expected.size() && common_.expected[next_head_].head.size == size())
                meet_heads();
        }
    }

    void meet_heads() {
        hash_read();
        for (; next_head_ < common_.expected.size() && common_.expected[next_head_].head.size == size();
             ++next_head_)
            check_head(common_.expected[next_head_], edge_);
    }

    /// As many entries at once as may be: side by side they cost half as much. Before their bytes go, and
    /// wherever somebody has stated a root.
    void hash_read() {
        edge_.push_all(leaf_hashes(std::exchange(read_, {})),
                       [&](unsigned height, std::span<const Hash> hashes) {
                           if (height % 8 != 0) return;
                           if (auto note = tree_.compare(height / 8, hashes, !last()))
                               notes.push_back(std::move(*note));
                       });
    }

    std::uint64_t size() const { return edge_.size() + read_.size(); }

    /// A mark must say what the records say, wherever they have come to its place.
    void check_marks(const MarkSlots& slots, const BatchScan& scan, const world::File& file) {
        for (unsigned slot = 0; slot < 2; ++slot) {
            const auto& read = slots.marks[slot];
            if (!read || read->mark.next != size()) continue;
            hash_read();
            const auto& mark = read->mark;
            if (mark.root != edge_.root() || mark.offset + mark.bytes != scan.offset())
                bad(name_, mark.offset, "the records up to here are not those that were acknowledged");
            if (mark.holds_copy && need(file.read_text_at(mark.offset, mark.bytes), name_) != read->copy)
                bad(name_, mark.offset, "the batch and its copy in the high-water mark differ");
            met_[slot] = true;
        }
    }

    void check_end(BatchScan& scan) {
        const auto end = need(scan.end_of_rest(), name_);
        if (end == scan.offset() || (last() && common_.live)) return;
        const bool plausible =
            last() && !need(scan.find_later_batch(end), name_) && need(scan.begins_a_batch(), name_);
        if (!plausible)
            bad(name_, scan.offset(),
                "record " + std::to_string(edge_.size()) +
                    " is damaged, or bytes stand where none were written");
        unfinished_ = true;
    }

    void check_slots(const MarkSlots& slots) {
        if (!slots.newest()) bad(name_, header_.slot_offset(0), "both high-water marks are damaged");
        for (unsigned slot = 0; slot < 2; ++slot) {
            const auto& mark = slots.marks[slot];
            if (mark && !met_[slot])
                bad(name_, mark->mark.offset,
                    "record " + std::to_string(edge_.size()) + " was acknowledged and is missing or damaged");
            const auto end = slots.bytes[slot].find_last_not_of('\0') + 1;
            const bool whole = mark && end <= format::mark_bytes + mark->copy.size();
            if (whole || (last() && common_.live)) continue;
            if (end == 0) {  // A backup carries the mark that covers it and no other.
                notes.push_back(name_ +
                                ": one of two high-water marks is empty, as in a restored backup; the next "
                                "start writes it anew");
                continue;
            }
            if (!may_be_torn(slots, slot))
                bad(name_, header_.slot_offset(slot), "a high-water mark is damaged");
            notes.push_back(name_ +
                            ": one of two high-water marks is unreadable, as a crash leaves it; the next "
                            "start writes it anew");
        }
        if (unfinished_)
            notes.push_back(name_ + ": an unfinished batch, never acknowledged, follows record " +
                            std::to_string(edge_.size()) + "; the next start removes it");
    }

    /// While a batch is being written, or after a crash then, one slot of the last segment may be half
    /// written: either the batch is unfinished too, or it is whole and beyond every readable mark.
    bool may_be_torn(const MarkSlots& slots, unsigned slot) const {
        const auto& other = slots.marks[1 - slot];
        return last() && other && (unfinished_ || edge_.size() > other->mark.next);
    }

    void check_next() const {
        if (last()) return;
        if (next_->first != edge_.size())
            bad(name_, header_.data_offset(),
                "record " + std::to_string(edge_.size()) + " is missing before the next segment");
        if (next_->edge.root() != edge_.root())
            bad(name_, header_.data_offset(), "the records are not those that the next segment continues");
    }

    Common& common_;
    const std::string& name_;
    const format::SegmentHeader& header_;
    const format::SegmentHeader* next_;
    TreeEdge edge_;
    TreeComparison tree_;
    std::vector<std::string_view> read_;  ///< Entries that are not in the tree yet.
    std::size_t next_head_ = 0;
    std::array<bool, 2> met_{};  ///< Which marks the records have come to.
    bool unfinished_ = false;
};

class Verification {
public:
    Verification(world::Directory& directory, const VerifyOptions& options, VerifyReport& report)
        : common_{.directory = directory,
                  .options = options,
                  .names = {},
                  .headers = {},
                  .expected = {},
                  .mutex = {}},
          report_{report} {}

    void run() {
        common_.names = need(list_segments(common_.directory), common_.directory.path());
        if (common_.names.empty())
            throw Bad{common_.directory.path() + ": " + make_error_code(errc::no_ledger).message()};
        common_.live = WriterLock::is_held(common_.directory);
        read_checkpoints();
        for (const auto& name : common_.names) read_header(name);
        common_.seed = format::checksum_seed(common_.headers.front().ledger_id);
        read_segments();
        finish();
    }

private:
    // Checkpoints are read before the records: a writer beside us only adds.

    void read_checkpoints() {
        const auto& options = common_.options;
        const auto key =
            options.key ? Result<VerifierKey>{*options.key} : load_verifier_key(common_.directory);
        if (!key) {
            if (!options.older_checkpoints.empty())
                throw Bad{"there is no public key to check the given checkpoints with"};
            report_.notes.push_back("there is no public key; checkpoints were not looked at");
            return;
        }
        const auto own = common_.directory.read_file(checkpoint_file);
        if (own)
            expect(*own, *key, std::string{checkpoint_file});
        else if (own.error() == world::disk_errc::missing)
            report_.notes.push_back("no checkpoint has been published yet");
        else
            throw Bad{std::string{checkpoint_file} + ": " + own.error().message()};
        const auto cosigned = common_.directory.read_file(cosigned_file);
        if (cosigned)
            expect(*cosigned, *key, std::string{cosigned_file});
        else if (cosigned.error() != world::disk_errc::missing)
            throw Bad{std::string{cosigned_file} + ": " + cosigned.error().message()};
        for (const auto& note : options.older_checkpoints) expect(note, *key, "the given checkpoint");
        std::ranges::stable_sort(common_.expected, {},
                                 [](const auto& expected) { return expected.head.size; });
    }

    void expect(const std::string& note, const VerifierKey& key, const std::string& source) {
        const auto checkpoint = open_checkpoint(note, key.name(), {&key, 1});
        if (!checkpoint)
            throw Bad{source + ": it is not signed by " + key.text() + " in the form of a checkpoint"};
        common_.expected.push_back({checkpoint->head, source});
        ++report_.checkpoints;
    }

    /// All headers first: that a whole file is in the wrong place says more than the bytes that then do not
    /// fit.
    void read_header(const std::string& name) {
        const auto file = need(common_.directory.open(name, world::Access::read), name);
        common_.total += need(file->size(), name);
        auto read = format::decode_header(need(file->read_text_at(0, format::header_bytes), name));
        if (read.fault == format::HeaderFault::newer_version)
            bad(name, 8, "a format newer than this choqr knows");
        if (read.fault != format::HeaderFault::none) bad(name, 0, "the segment's header is damaged");
        const auto& header = read.header;
        auto& headers = common_.headers;
        if (Sequence{header.first} != format::parse_segment_name(name))
            bad(name, 32, "the file carries the name of another segment");
        if (!headers.empty() && header.ledger_id != headers.front().ledger_id)
            bad(name, 16, "this segment belongs to another ledger");
        if (header.previous_first != (headers.empty() ? format::no_segment : headers.back().first))
            bad(name, 40, "the segment before this one is missing");
        if (headers.empty() && header.first != 0) bad(name, 32, "the segments before this one are missing");
        headers.push_back(std::move(read.header));
    }

    /// What is kept of a segment's verification.
    struct Outcome {
        std::optional<Bad> found;
        TreeHead head;
        std::vector<std::string> notes;
    };

    Outcome read_segment(std::size_t index) {
        SegmentVerification segment{common_, index};
        Outcome outcome;
        try {
            segment.run();
        } catch (const Bad& place) {
            outcome.found = place;
        }
        outcome.head = {segment.edge().size(), segment.edge().root()};
        outcome.notes = std::move(segment.notes);
        return outcome;
    }

    unsigned threads() const {
        return std::clamp(std::thread::hardware_concurrency(), 1u, std::max(1u, common_.options.threads_max));
    }

    /// Segments are taken in order by as many threads as there are cores; of several bad places the first
    /// counts.
    void read_segments() {
        std::vector<Outcome> outcomes(common_.names.size());
        std::atomic<std::size_t> next{0};
        const auto work = [&] {
            for (auto i = next++; i < outcomes.size(); i = next++) {
                outcomes[i] = read_segment(i);
                if (outcomes[i].found) next = outcomes.size();
            }
        };
        const auto helpers = std::min<std::size_t>(outcomes.size(), threads()) - 1;
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 0; i < helpers; ++i) threads.emplace_back(work);
            work();
        }
        for (auto& outcome : outcomes) conclude(outcome);
    }

    void conclude(Outcome& outcome) {
        report_.head = outcome.head;
        if (outcome.found) throw *outcome.found;
        std::ranges::move(outcome.notes, std::back_inserter(report_.notes));
        ++report_.segments;
    }

    void finish() const {
        for (const auto& expected : common_.expected) {
            if (expected.head.size == 0) check_head(expected, TreeEdge{});
            if (expected.head.size > report_.head.size)
                throw Bad{expected.source + ": this ledger has been rolled back: it has " +
                          std::to_string(report_.head.size) + " records, the checkpoint " +
                          std::to_string(expected.head.size)};
        }
    }

    Common common_;
    VerifyReport& report_;
};

}  // namespace

VerifyReport verify_ledger(world::Directory& directory, const VerifyOptions& options) {
    VerifyReport report;
    Verification verification{directory, options, report};
    try {
        verification.run();
    } catch (const Bad& place) {
        report.finding = place.sentence;
    }
    return report;
}

}  // namespace choqr::journal
