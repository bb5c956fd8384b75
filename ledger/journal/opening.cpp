#include "journal/opening.hpp"

#include <algorithm>
#include <utility>

#include "base/plant.hpp"
#include "journal/checkpoint.hpp"
#include "journal/recovery.hpp"
#include "journal/segment.hpp"

namespace choqr::journal {

namespace {

using format::SegmentHeader;

/// Takes the value out of a Result, or refuses with the file's name and the disk's own words.
template <class T>
T need(Result<T> result, const std::string& file) {
    if (!result)
        throw Refused{errc::unreadable,
                      file + ": " + result.error().message() + "; check the disk, then start again"};
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

class Opening {
public:
    explicit Opening(world::Directory& directory) : directory_{directory} {}

    OpenedSegments run() {
        names_ = need(list_segments(directory_), directory_.path());
        if (names_.empty())
            throw Refused{errc::no_ledger,
                          directory_.path() + ": " + make_error_code(errc::no_ledger).message()};
        remove_leftovers();
        for (std::size_t i = 0; i < names_.size(); ++i) read_header(i);
        for (std::size_t i = 0; i + 1 < names_.size(); ++i) check_closed(i);
        recover_last();
        return std::move(out_);
    }

private:
    std::string path(std::size_t segment) const { return directory_.path() + "/" + names_[segment]; }

    [[noreturn]] void refuse(errc code, std::size_t segment, std::uint64_t offset,
                             std::string_view what) const {
        const auto advice = code == errc::format_unknown
                                ? "install the newer choqr"
                                : "restore this file from a backup, then start again";
        throw Refused{code, path(segment) + ": offset " + std::to_string(offset) + ": " + std::string{what} +
                                "; " + advice};
    }

    void remove_leftovers() {
        for (const auto& name : need(directory_.list(), directory_.path()))
            if (name.ends_with(".log.tmp")) need(directory_.remove(name), directory_.path() + "/" + name);
    }

    std::unique_ptr<world::File> open_file(std::size_t segment, world::Access access) const {
        return need(directory_.open(names_[segment], access), path(segment));
    }

    void read_header(std::size_t segment) {
        const auto file = open_file(segment, world::Access::read);
        auto read = format::decode_header(need(file->read_text_at(0, format::header_bytes), path(segment)));
        switch (read.fault) {
            case format::HeaderFault::none:
                break;
            case format::HeaderFault::newer_version:
                refuse(errc::format_unknown, segment, 8, "a format newer than this choqr knows");
            case format::HeaderFault::not_a_segment:
                refuse(errc::checksum_mismatch, segment, 0, "this is not a segment of a ledger");
            case format::HeaderFault::damaged:
                refuse(errc::checksum_mismatch, segment, 0, "the segment's header is damaged");
        }
        check_chain(segment, read.header);
        headers_.push_back(std::move(read.header));
        out_.segments.push_back({headers_.back().first, headers_.back().data_offset()});
    }

    void check_chain(std::size_t segment, const SegmentHeader& header) const {
        if (Sequence{header.first} != format::parse_segment_name(names_[segment]))
            refuse(errc::foreign_segment, segment, 32, "the file carries the name of another segment");
        const auto expected = segment == 0 ? format::no_segment : headers_[segment - 1].first;
        if (segment > 0 && header.ledger_id != headers_[0].ledger_id)
            refuse(errc::foreign_segment, segment, 16, "this segment belongs to another ledger");
        if (header.previous_first != expected)
            refuse(errc::segment_missing, segment, 40, "the segment before this one is missing");
    }

    std::uint32_t seed() const { return format::checksum_seed(headers_[0].ledger_id); }

    /// A segment that is followed by another must reach up to it. Its mark says so, or else its records.
    void check_closed(std::size_t segment) const {
        const auto file = open_file(segment, world::Access::read);
        const auto& next = headers_[segment + 1];
        const auto slots = need(read_marks(*file, headers_[segment], seed()), path(segment));
        if (const auto newest = slots.newest()) {
            const auto& mark = slots.marks[*newest]->mark;
            if (mark.next == next.first && mark.root == next.edge.root()) return;
        }
        check_closed_records(segment, *file);
    }

    void check_closed_records(std::size_t segment, const world::File& file) const {
        BatchScan scan{file, seed(), headers_[segment].data_offset(), headers_[segment].first};
        auto edge = headers_[segment].edge;
        const auto& next = headers_[segment + 1];
        while (const auto batch = need(scan.next(), path(segment)))
            edge.push_all(leaf_hashes(batch->entries()), [](unsigned, std::span<const Hash>) {});
        if (edge.size() != next.first)
            refuse(errc::acknowledged_lost, segment, scan.offset(),
                   "acknowledged records are missing or damaged from here on");
        if (edge.root() != next.edge.root())
            refuse(errc::history_differs, segment, 0,
                   "the records are not those that the next segment continues");
    }

    // The last segment.

    void recover_last() {
        const auto segment = names_.size() - 1;
        out_.header = headers_.back();
        out_.last = open_file(segment, world::Access::write);
        out_.last_bytes = need(out_.last->size(), path(segment));
        slots_ = need(read_marks(*out_.last, out_.header, seed()), path(segment));
        BatchScan scan{*out_.last, seed(), out_.header.data_offset(), out_.header.first};
        out_.edge = out_.header.edge;
        note_ = "clean";
        for (;;) {
            read_batches(scan);
            const auto tail = observe(scan);
            const auto verdict = decide(tail);
            if (verdict != Verdict::restore) {
                conclude(verdict, scan);
                return;
            }
            restore(scan);
        }
    }

    static Verdict decide(const TailState& tail) {
        if (planted("cut_at_first_bad")) return tail.rest == Rest::empty ? Verdict::serve : Verdict::cut;
        if (planted("no_mark"))
            return tail.rest == Rest::holds_a_later_batch ? Verdict::halt_gap
                   : tail.rest == Rest::empty             ? Verdict::serve
                                                          : Verdict::cut;
        if (planted("torn_batch_served"))
            return decide_recovery({tail.marks, tail.reach, tail.copy_continues, tail.root_agrees,
                                    tail.rest == Rest::unfinished ? Rest::empty : tail.rest});
        return decide_recovery(tail);
    }

    const format::Mark* newest_mark() const {
        const auto slot = slots_.newest();
        return slot ? &slots_.marks[*slot]->mark : nullptr;
    }

    void read_batches(BatchScan& scan) {
        const auto* mark = newest_mark();
        for (;;) {
            if (mark && mark->next == scan.next_sequence())
                root_agrees_ = mark->root == out_.edge.root() && mark->offset + mark->bytes == scan.offset();
            const auto before = scan.offset();
            const auto batch = need(scan.next(), path(names_.size() - 1));
            if (!batch) return;
            if (mark && batch->header.first >= mark->next) ++beyond_;
            edge_before_ = out_.edge;
            batch_before_ = last_batch_;
            last_batch_ = Place{.sequence = batch->header.first, .offset = before};
            take(*batch, before);
        }
    }

    void take(const format::BatchView& batch, std::uint64_t offset) {
        auto at = offset + format::batch_header_bytes;
        for (const auto& record : batch.records) {
            if (record.sequence.value() % Place::distance == 0)
                out_.places.push_back({record.sequence.value(), at});
            at += record.frame_bytes;
        }
        push_entries(out_.edge, batch.entries(), out_.nodes);
    }

    TailState observe(BatchScan& scan) {
        const auto& file = path(names_.size() - 1);
        const auto* mark = newest_mark();
        rest_end_ = need(scan.end_of_rest(), file);
        TailState tail;
        tail.marks = mark ? Marks::readable : Marks::none_readable;
        tail.root_agrees = root_agrees_;
        tail.copy_continues = slots_.copy_of(scan.next_sequence(), scan.offset()).has_value();
        if (mark && scan.next_sequence() < mark->next)
            tail.reach = Reach::short_of_mark;
        else
            tail.reach = beyond_ == 0   ? Reach::at_mark
                         : beyond_ == 1 ? Reach::one_batch_beyond
                                        : Reach::several_beyond;
        if (rest_end_ > scan.offset())
            tail.rest =
                need(scan.find_later_batch(rest_end_), file) ? Rest::holds_a_later_batch : Rest::unfinished;
        return tail;
    }

    void restore(BatchScan& scan) {
        const auto file = path(names_.size() - 1);
        const auto slot = *slots_.copy_of(scan.next_sequence(), scan.offset());
        const auto copy = slots_.marks[slot]->copy;
        if (!format::decode_batch(copy, seed(), scan.next_sequence()))
            refuse(errc::acknowledged_lost, names_.size() - 1, scan.offset(),
                   explanation(Verdict::halt_lost));
        need(out_.last->write_at(scan.offset(), copy), file);
        scan.forget();
        note_ = "the batch at offset " + std::to_string(scan.offset()) + " (from record " +
                std::to_string(scan.next_sequence()) + ") was restored from its second copy";
    }

    void conclude(Verdict verdict, const BatchScan& scan) {
        const auto segment = names_.size() - 1;
        switch (verdict) {
            case Verdict::serve:
                break;
            case Verdict::adopt:
                note_ = "a batch was written and perhaps not acknowledged; it was kept";
                break;
            case Verdict::cut:
                note_ = "a torn batch of " + std::to_string(rest_end_ - scan.offset()) + " bytes at offset " +
                        std::to_string(scan.offset()) + ", never acknowledged, was cut";
                break;
            case Verdict::halt_root_differs:
                refuse(errc::history_differs, segment, scan.offset(), explanation(verdict));
            case Verdict::halt_gap:
                refuse(errc::checksum_mismatch, segment, scan.offset(), explanation(verdict));
            default:
                refuse(errc::acknowledged_lost, segment, scan.offset(), explanation(verdict));
        }
        check_own_checkpoint();
        out_.offset = scan.offset();
        secure(segment);
        out_.note = note_;
    }

    /// Two damages at once, in the last batch and in its mark, look like a batch that was never acknowledged.
    /// The last signed checkpoint, if it is younger, knows better; it is asked before anything is cut. One
    /// that does not verify is not this function's business: Checkpoints::open() halts over it.
    void check_own_checkpoint() const {
        const auto note = directory_.read_file(checkpoint_file);
        const auto key = load_verifier_key(directory_);
        if (!note || !key) return;
        const auto checkpoint = open_checkpoint(*note, key->name(), {&*key, 1});
        if (!checkpoint || checkpoint->head.size <= out_.edge.size()) return;
        throw Refused{errc::history_differs,
                      directory_.path() + "/" + std::string{checkpoint_file} + ": it is signed over " +
                          std::to_string(checkpoint->head.size) + " records and the segments hold " +
                          std::to_string(out_.edge.size()) +
                          ": this ledger has been rolled back or its end is damaged; restore it from a "
                          "backup, then start again"};
    }

    /// A sync may have failed before the restart, or never have been called: what is read here may be in
    /// memory only, and clean as far as the kernel knows. Writing it again makes it dirty, so that this sync
    /// means what it says.
    void secure([[maybe_unused]] std::size_t segment) {
        const auto file = path(segment);
        const auto newest = slots_.newest();
        const bool marked = newest && slots_.marks[*newest]->mark.next == out_.edge.size();
        out_.newest_slot = marked || !newest ? newest.value_or(0) : 1 - *newest;
        if (planted("torn_batch_served")) out_.offset = std::max(out_.offset, rest_end_);
        if (planted("page_cache_trusted") && marked && rest_end_ <= out_.offset) {
            for (unsigned slot = 0; slot < 2; ++slot)
                if (slots_.marks[slot])
                    out_.slot_use[slot] = format::mark_bytes + slots_.marks[slot]->copy.size();
            return need(out_.last->sync(), file);
        }
        if (rest_end_ > out_.offset)
            need(out_.last->write_at(out_.offset, std::string(rest_end_ - out_.offset, '\0')), file);
        write_batch_before(file);
        const auto begin = last_batch_ ? last_batch_->offset : out_.header.data_offset();
        const auto first = last_batch_ ? last_batch_->sequence : out_.header.first;
        const auto bytes = need(out_.last->read_text_at(begin, out_.offset - begin), file);
        const format::Mark mark{first, out_.edge.size(), begin, bytes.size(), out_.edge.root(), false};
        if (!last_batch_) need(out_.last->write_at(0, format::encode(out_.header)), file);
        clean_slots(file);
        // The mark goes over one slot; what the other states must be on the disk before, not in memory only.
        // (Two starts that failed here, then a power failure, left neither: the start after them found more
        // than a crash can leave.)
        if (!marked) need(out_.last->sync(), file);
        if (planted("mark_not_moved_by_recovery") && !marked) {
            out_.newest_slot = newest.value_or(0);
            need(out_.last->write_at(begin, bytes), file);
            need(out_.last->sync(), file);
            return;
        }
        if (planted("no_resync_on_recovery")) {
            auto fits = mark;
            fits.holds_copy = !bytes.empty() && bytes.size() <= out_.header.slot_bytes - format::mark_bytes;
            need(out_.last->write_at(begin, bytes), file);
            return need(out_.last->write_at(out_.header.slot_offset(out_.newest_slot),
                                            format::encode(fits, out_.newest_slot, seed(), bytes)),
                        file);
        }
        need(write_marked(*out_.last, out_.header, {mark, bytes}, {out_.newest_slot, out_.slot_use}), file);
        need(directory_.sync(), directory_.path());
    }

    /// The other mark's batch too: a start that failed may have restored it from its copy, in memory only,
    /// and the next batch takes the place of that copy. One that is too large for a copy was never restored.
    void write_batch_before(const std::string& file) {
        if (!batch_before_ || last_batch_->offset - batch_before_->offset > out_.header.slot_bytes) return;
        const auto bytes =
            need(out_.last->read_text_at(batch_before_->offset, last_batch_->offset - batch_before_->offset),
                 file);
        need(out_.last->write_at(batch_before_->offset, bytes), file);
    }

    /// Leaves both slots whole, in the same sync as the newest mark: an unreadable one states what was before
    /// the last batch, and what is behind a mark is zero. Written even where it reads well: that may be in
    /// memory only.
    void clean_slots(const std::string& file) {
        for (unsigned slot = 0; slot < 2; ++slot) {
            const auto& mark = slots_.marks[slot];
            std::string text = mark ? slots_.bytes[slot].substr(0, format::mark_bytes + mark->copy.size())
                                    : format::encode(mark_before(), slot, seed(), {});
            out_.slot_use[slot] = text.size();
            text.resize(out_.header.slot_bytes, '\0');
            need(out_.last->write_at(out_.header.slot_offset(slot), text), file);
        }
    }

    /// Of all but the last batch.
    format::Mark mark_before() const {
        const auto& edge = last_batch_ ? edge_before_ : out_.edge;
        const auto end = last_batch_ ? last_batch_->offset : out_.header.data_offset();
        return {edge.size(), edge.size(), end, 0, edge.root(), false};
    }

    world::Directory& directory_;
    std::vector<std::string> names_;
    std::vector<SegmentHeader> headers_;
    OpenedSegments out_;
    MarkSlots slots_;
    bool root_agrees_ = false;  // Until seen.
    int beyond_ = 0;
    std::uint64_t rest_end_ = 0;
    std::optional<Place> last_batch_, batch_before_;
    TreeEdge edge_before_;  ///< Without the last batch.
    std::string note_;
};

}  // namespace

OpenedSegments open_segments(world::Directory& directory) { return Opening{directory}.run(); }

Result<std::vector<std::string>> list_segments(world::Directory& directory) {
    auto names = directory.list();
    if (!names) return names;
    std::erase_if(*names, [](const std::string& name) { return !format::parse_segment_name(name); });
    return names;  // Twenty digits: the order of names is the order of sequences.
}

bool fits_mark(const SegmentHeader& header, std::size_t batch_bytes) {
    return batch_bytes <= header.slot_bytes - format::mark_bytes;
}

Result<void> sync_batch(world::File& file) {
    if (planted("ack_before_sync")) return {};
    if (planted("sync_retried"))
        if (const auto synced = file.sync()) return synced;
    return file.sync();
}

namespace {

Result<void> write_mark(world::File& file, const SegmentHeader& header, const MarkedBatch& batch, Slot slot) {
    if (planted("one_slot")) slot.number = 0;
    auto text = format::encode(batch.mark, slot.number, format::checksum_seed(header.ledger_id), batch.bytes);
    const auto used_before = std::exchange(slot.used[slot.number], text.size());
    if (used_before > text.size()) text.resize(used_before, '\0');
    return file.write_at(header.slot_offset(slot.number), text);
}

}  // namespace

Result<void> write_marked(world::File& file, const SegmentHeader& header, const MarkedBatch& batch,
                          Slot slot) {
    if (planted("mark_before_batch")) {
        auto early = batch;
        early.mark.holds_copy = !batch.bytes.empty() && fits_mark(header, batch.bytes.size());
        if (const auto stored = write_mark(file, header, early, slot); !stored) return stored;
        if (const auto synced = sync_batch(file); !synced) return synced;
    }
    const auto written = file.write_at(batch.mark.offset, batch.bytes);
    if (!written && !planted("write_error_ignored")) return written;
    return mark_written(file, header, batch, slot);
}

Result<void> mark_written(world::File& file, const SegmentHeader& header, const MarkedBatch& batch,
                          Slot slot) {
    auto marked = batch;
    marked.mark.holds_copy =
        !planted("mark_before_batch") && !batch.bytes.empty() && fits_mark(header, batch.bytes.size());
    if (planted("no_mark")) return sync_batch(file);
    // Without a copy the mark must not reach the disk before the batch: a crash between them would look like
    // a loss.
    if (!marked.mark.holds_copy && !batch.bytes.empty())
        if (const auto synced = sync_batch(file); !synced) return synced;
    if (const auto stored = write_mark(file, header, marked, slot); !stored) return stored;
    return sync_batch(file);
}

Result<void> write_mark_synced(world::File& file, const SegmentHeader& header, const format::Mark& mark,
                               Slot slot) {
    if (!planted("no_mark"))
        if (const auto stored = write_mark(file, header, {mark, {}}, slot); !stored) return stored;
    return sync_batch(file);
}

void push_entries(TreeEdge& edge, std::span<const std::string_view> entries, TreeFiles::Nodes& nodes) {
    edge.push_all(leaf_hashes(entries), [&](unsigned height, std::span<const Hash> hashes) {
        if (height % 8 != 0) return;
        auto& level = nodes[height / 8];
        level.insert(level.end(), hashes.begin(), hashes.end());
    });
}

}  // namespace choqr::journal
