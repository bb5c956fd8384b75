#include "journal/verify.hpp"

#include <algorithm>

#include "journal/checkpoint.hpp"
#include "journal/errc.hpp"
#include "journal/opening.hpp"
#include "journal/segment.hpp"

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
    explicit TreeComparison(world::Directory& directory) {
        for (unsigned level = 0; level < TreeFiles::levels; ++level) {
            auto file = directory.open("tree-" + std::to_string(level), world::Access::read);
            if (!file) continue;
            files_[level].file = std::move(*file);
            files_[level].window = std::make_unique<Window>(*files_[level].file);
        }
    }

    /// The sentence about the first hash that differs. `synced`: the file was synced up to here; what was not may be
    /// anything after a crash, and the next start writes it anew.
    std::optional<std::string> compare(const TreeFiles::Node& node, bool synced) {
        auto& level = files_[node.level];
        if (!level.window) return std::nullopt;
        const auto offset = level.seen++ * Hash::size;
        const auto name = "tree-" + std::to_string(node.level);
        const auto stored = need(level.window->view(offset, Hash::size), name);
        if (stored == node.hash.bytes()) return std::nullopt;
        if (synced) bad(name, offset, "the hash is not that of the records; remove the tree files, the next start writes them anew");
        const bool missing = stored.size() < Hash::size;  // Not flushed yet.
        level.window.reset();
        if (missing) return std::nullopt;
        return name + ": offset " + std::to_string(offset) + ": this hash is not that of the records; the next start writes it anew";
    }

private:
    struct Level {
        std::unique_ptr<world::File> file;
        std::unique_ptr<Window> window;
        std::uint64_t seen = 0;
    };
    std::array<Level, TreeFiles::levels> files_;
};

/// Heads that must turn up on the way.
class ExpectedHeads {
public:
    void add(const TreeHead& head, std::string source) {
        const auto after = std::ranges::upper_bound(list_, head.size, {}, [](const auto& item) { return item.head.size; });
        list_.insert(after, {head, std::move(source)});
    }
    void pass(const TreeEdge& edge) {
        for (; next_ < list_.size() && list_[next_].head.size == edge.size(); ++next_) {
            if (list_[next_].head.root != edge.root())
                throw Bad{list_[next_].source + ": the history up to record " + std::to_string(edge.size()) +
                          " has been rewritten: its root is another"};
        }
    }
    void finish(const TreeEdge& edge) const {
        if (next_ < list_.size())
            throw Bad{list_[next_].source + ": this ledger has been rolled back: it has " + std::to_string(edge.size()) +
                      " records, the checkpoint " + std::to_string(list_[next_].head.size)};
    }

private:
    struct Item {
        TreeHead head;
        std::string source;
    };
    std::vector<Item> list_;
    std::size_t next_ = 0;
};

class Verification {
public:
    Verification(world::Directory& directory, const VerifyOptions& options, VerifyReport& report)
        : directory_{directory}, options_{options}, report_{report}, tree_{directory} {}

    void run() {
        names_ = need(list_segments(directory_), directory_.path());
        if (names_.empty()) throw Bad{directory_.path() + ": " + make_error_code(errc::no_ledger).message()};
        live_ = has_writer();
        read_checkpoints();
        measure();
        for (const auto& name : names_) read_header(name);
        seed_ = format::checksum_seed(headers_.front().ledger_id);
        expected_.pass(edge_);
        for (std::size_t i = 0; i < names_.size(); ++i) read_segment(i);
        expected_.finish(edge_);
        tell(total_);
    }

    void conclude() { report_.head = {edge_.size(), edge_.root()}; }

private:
    bool has_writer() {
        const auto there = directory_.contains("lock");
        if (!there || !*there) return false;
        const auto lock = directory_.lock("lock");
        return !lock && lock.error() == world::disk_errc::locked;
    }

    // Checkpoints are read before the records: a writer beside us only adds.

    void read_checkpoints() {
        const auto key = options_.key ? Result<VerifierKey>{*options_.key} : load_verifier_key(directory_);
        if (!key) {
            if (!options_.older_checkpoints.empty()) throw Bad{"there is no public key to check the given checkpoints with"};
            report_.notes.push_back("there is no public key; checkpoints were not looked at");
            return;
        }
        const auto own = directory_.read_file(checkpoint_file);
        if (own) expect(*own, *key, std::string{checkpoint_file});
        else if (own.error() == world::disk_errc::missing) report_.notes.push_back("no checkpoint has been published yet");
        else throw Bad{std::string{checkpoint_file} + ": " + own.error().message()};
        for (const auto& note : options_.older_checkpoints) expect(note, *key, "the given checkpoint");
    }

    void expect(const std::string& note, const VerifierKey& key, const std::string& source) {
        const auto checkpoint = open_checkpoint(note, key.name(), {&key, 1});
        if (!checkpoint) throw Bad{source + ": it is not signed by " + key.text() + " in the form of a checkpoint"};
        expected_.add(checkpoint->head, source);
        ++report_.checkpoints;
    }

    void measure() {
        for (const auto& name : names_)
            total_ += need(need(directory_.open(name, world::Access::read), name)->size(), name);
    }

    void tell(std::uint64_t done) const {
        if (options_.progress) options_.progress(done, total_);
    }

    void read_segment(std::size_t segment) {
        const auto& name = names_[segment];
        const auto file = need(directory_.open(name, world::Access::read), name);
        const bool last = segment + 1 == names_.size();
        const auto& header = headers_[segment];
        check_continuation(name, header);
        const auto slots = need(read_marks(*file, header, seed_), name);
        BatchScan scan{*file, seed_, header.data_offset(), header.first};
        met_ = {};
        check_marks(name, slots, scan, *file);
        const auto begin = report_.bytes;
        while (const auto batch = need(scan.next(), name)) {
            take(*batch, last);
            check_marks(name, slots, scan, *file);
            report_.bytes = begin + scan.offset();
            tell(done_before_ + scan.offset());
        }
        check_end(name, scan, last);
        check_slots(name, header, slots, last);
        done_before_ += need(file->size(), name);
        ++report_.segments;
    }

    /// All headers first: that a whole file is in the wrong place says more than the bytes that then do not fit.
    void read_header(const std::string& name) {
        const auto file = need(directory_.open(name, world::Access::read), name);
        auto read = format::decode_header(need(file->read_text_at(0, format::header_bytes), name));
        if (read.fault == format::HeaderFault::newer_version) bad(name, 8, "a format newer than this choqr knows");
        if (read.fault != format::HeaderFault::none) bad(name, 0, "the segment's header is damaged");
        const auto& header = read.header;
        if (Sequence{header.first} != format::parse_segment_name(name)) bad(name, 32, "the file carries the name of another segment");
        const auto& first = headers_.empty() ? header : headers_.front();
        if (header.ledger_id != first.ledger_id) bad(name, 16, "this segment belongs to another ledger");
        const auto previous = headers_.empty() ? format::no_segment : headers_.back().first;
        if (header.previous_first != previous) bad(name, 40, "the segment before this one is missing");
        headers_.push_back(std::move(read.header));
    }

    void check_continuation(const std::string& name, const format::SegmentHeader& header) const {
        if (header.first != edge_.size()) bad(name, 32, "record " + std::to_string(edge_.size()) + " is missing before this segment");
        if (header.edge.root() != edge_.root()) bad(name, 48, "the records before this segment are not those it continues");
    }

    void take(const format::BatchView& batch, bool last) {
        nodes_.clear();
        for (const auto& record : batch.records) {
            push_entry(edge_, record.entry, nodes_);
            expected_.pass(edge_);
        }
        for (const auto& node : nodes_)
            if (auto note = tree_.compare(node, !last)) report_.notes.push_back(std::move(*note));
    }

    /// A mark must say what the records say, wherever they have come to its place.
    void check_marks(const std::string& name, const MarkSlots& slots, const BatchScan& scan, const world::File& file) {
        for (unsigned slot = 0; slot < 2; ++slot) {
            const auto& read = slots.marks[slot];
            if (!read || read->mark.next != edge_.size()) continue;
            const auto& mark = read->mark;
            if (mark.root != edge_.root() || mark.offset + mark.bytes != scan.offset())
                bad(name, mark.offset, "the records up to here are not those that were acknowledged");
            if (mark.holds_copy && need(file.read_text_at(mark.offset, mark.bytes), name) != read->copy)
                bad(name, mark.offset, "the batch and its copy in the high-water mark differ");
            met_[slot] = true;
        }
    }

    void check_end(const std::string& name, BatchScan& scan, bool last) {
        const auto end = need(scan.end_of_rest(), name);
        unfinished_ = false;
        if (end == scan.offset() || (last && live_)) return;
        const auto what = "record " + std::to_string(edge_.size()) + " is damaged, or bytes stand where none were written";
        if (!last || need(scan.find_later_batch(end), name) || !need(scan.begins_a_batch(), name)) bad(name, scan.offset(), what);
        unfinished_ = true;
    }

    void check_slots(const std::string& name, const format::SegmentHeader& header, const MarkSlots& slots, bool last) {
        if (!slots.newest()) bad(name, header.slot_offset(0), "both high-water marks are damaged");
        for (unsigned slot = 0; slot < 2; ++slot) {
            const auto& mark = slots.marks[slot];
            if (mark && !met_[slot])
                bad(name, mark->mark.offset, "record " + std::to_string(edge_.size()) + " was acknowledged and is missing or damaged");
            const auto end = slots.bytes[slot].find_last_not_of('\0') + 1;
            const bool whole = mark && end <= format::mark_bytes + mark->copy.size();
            if (whole || (last && live_)) continue;
            if (!may_be_torn(slots, slot, last)) bad(name, header.slot_offset(slot), "a high-water mark is damaged");
            report_.notes.push_back(name + ": one of two high-water marks is unreadable, as a crash leaves it; the next start writes it anew");
        }
        if (unfinished_) report_.notes.push_back(name + ": an unfinished batch, never acknowledged, follows record " +
                                                 std::to_string(edge_.size()) + "; the next start removes it");
    }

    /// While a batch is being written, or after a crash then, one slot of the last segment may be half written: either the
    /// batch is unfinished too, or it is whole and beyond every readable mark.
    bool may_be_torn(const MarkSlots& slots, unsigned slot, bool last) const {
        const auto& other = slots.marks[1 - slot];
        return last && other && (unfinished_ || edge_.size() > other->mark.next);
    }

    world::Directory& directory_;
    const VerifyOptions& options_;
    VerifyReport& report_;
    TreeComparison tree_;
    std::vector<std::string> names_;
    ExpectedHeads expected_;
    TreeEdge edge_;
    std::vector<TreeFiles::Node> nodes_;
    std::vector<format::SegmentHeader> headers_;
    std::uint32_t seed_ = 0;
    std::uint64_t total_ = 0;
    std::uint64_t done_before_ = 0;
    std::array<bool, 2> met_{};  ///< Which marks of this segment the records have come to.
    bool live_ = false;
    bool unfinished_ = false;
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
    verification.conclude();
    return report;
}

}  // namespace choqr::journal
