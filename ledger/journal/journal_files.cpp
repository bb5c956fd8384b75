#include "journal/journal_files.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>

#include "base/assert.hpp"
#include "base/plant.hpp"
#include "journal/format.hpp"
#include "journal/helper.hpp"
#include "journal/next_segment.hpp"
#include "journal/opening.hpp"
#include "journal/segment.hpp"
#include "journal/tree_files.hpp"
#include "journal/writer_lock.hpp"

namespace choqr::journal {

namespace {

constexpr std::size_t tree_flush_hashes = 4096;
constexpr std::uint64_t zero_ahead_bytes = 1u << 20;

/// A copy of the batch in the mark saves a sync; beyond 128 KiB writing twice costs as much as the sync.
std::uint64_t slot_bytes_for(const Options& options) {
    return std::clamp<std::uint64_t>(options.segment_bytes / 512, 4096, 128u << 10);
}

Helper::Runs runs_of(const Options& options) {
    return options.threads ? Helper::Runs::beside : Helper::Runs::in_turn;
}

/// One segment as readers see it.
struct Segment {
    std::uint64_t first = 0;
    std::uint64_t data_offset = 0;
    mutable std::mutex mutex;      ///< Guards the next two.
    mutable bool indexed = false;  ///< A closed segment is read through once, when first asked for.
    mutable std::vector<Place> places;

    Segment(std::uint64_t first_sequence, std::uint64_t offset)
        : first{first_sequence}, data_offset{offset} {}

    /// The last noted place at or before `sequence`.
    Place nearest(std::uint64_t sequence) const {
        const std::lock_guard hold{mutex};
        const auto after = std::ranges::upper_bound(places, sequence, {}, &Place::sequence);
        if (after == places.begin()) return {first, data_offset};
        return *std::prev(after);
    }
};

/// Walks record by record from a place on. `end` is the first sequence that is not in this segment or not
/// committed.
class RecordWalk {
public:
    RecordWalk(const world::File& file, std::uint32_t seed, Place begin, std::size_t read_ahead)
        : window_{file, read_ahead}, seed_{seed}, at_{begin} {}

    std::uint64_t sequence() const { return at_.sequence; }
    std::uint64_t offset() const { return at_.offset; }

    /// Steps over batch headers to the next record.
    Result<void> settle() {
        for (;;) {
            const auto front = window_.view(at_.offset, format::batch_header_bytes);
            if (!front) return Error{errc::unreadable};
            if (!format::looks_like_batch(*front)) return {};
            const auto header = format::decode_batch_header(*front, seed_);
            if (!header || header->first != at_.sequence) return Error{errc::checksum_mismatch};
            at_.offset += format::batch_header_bytes;
        }
    }

    /// Over a record without looking at its contents.
    Result<void> skip() {
        const auto front = window_.view(at_.offset, format::record_header_bytes);
        if (!front) return Error{errc::unreadable};
        if (front->size() < format::record_header_bytes ||
            format::record_payload_bytes(*front) > Record::payload_max ||
            format::record_sequence(*front) != at_.sequence)
            return Error{errc::checksum_mismatch};
        at_.offset += format::record_header_bytes + format::record_payload_bytes(*front);
        ++at_.sequence;
        return {};
    }

    /// The record here, checked; then over it.
    Result<format::FramedRecord> take() {
        const auto begin = at_;
        if (const auto skipped = skip(); !skipped) return skipped.error();
        const auto frame = window_.view(begin.offset, at_.offset - begin.offset);
        if (!frame) return Error{errc::unreadable};
        const auto record = format::decode_record(*frame, seed_);
        if (!record || record->sequence.value() != begin.sequence) return Error{errc::checksum_mismatch};
        return *record;
    }

private:
    Window window_;
    std::uint32_t seed_;
    Place at_;
};

// What the seam says of sizes.
static_assert(Log::stored_bytes(0) == format::record_header_bytes && format::batch_header_bytes == 24);

}  // namespace

struct JournalFiles::State {
    // Constant after opening.
    world::Directory& directory;
    world::Random& random;
    Options options;
    std::optional<WriterLock> lock;
    Salt id{};
    std::uint32_t seed = 0;
    std::string note;

    // The appending thread.
    format::SegmentHeader header;  ///< Of the segment written to.
    std::unique_ptr<world::File> file;
    std::uint64_t file_bytes = 0;
    std::uint64_t offset = 0;
    std::uint64_t zeroed_until = 0;
    std::uint64_t soiled_until = 0;  ///< Up to here may be what is left of a batch that found no room.
    bool inherited = true;           ///< The segment was there at the start, not made since.
    unsigned newest_slot = 0;
    SlotUse slot_use{};
    TreeEdge edge;
    format::BatchWriter writer;
    std::vector<std::string_view> entries;  ///< Of `writer`.
    std::vector<Salt> salts;
    TreeFiles::Nodes nodes;
    std::vector<Place> places;
    NextSegment next_segment;

    // Own synchronization.
    TreeFiles tree;
    std::atomic<bool> dead{false};
    std::atomic<std::uint64_t> committed{0};

    // Guarded by mutex.
    mutable std::mutex mutex;
    std::vector<std::shared_ptr<Segment>> segments;
    TreeHead head;

    /// Hashes large batches: reads `entries` and `writer` and fills `nodes` until it is waited for. Writes
    /// the tree files.
    Helper helper;

    State(world::Directory& where, world::Random& chance, Options wanted)
        : directory{where},
          random{chance},
          options{wanted},
          next_segment{where, {wanted.segment_bytes, wanted.piece_bytes}, runs_of(wanted)},
          tree{where},
          helper{runs_of(wanted)} {}

    // Opening.

    void take_lock() {
        auto taken = WriterLock::take(directory);
        if (!taken) throw Refused{taken.error(), directory.path() + ": " + taken.error().message()};
        lock.emplace(std::move(*taken));
    }

    void adopt(OpenedSegments opened) {
        header = std::move(opened.header);
        file = std::move(opened.last);
        file_bytes = opened.last_bytes;
        offset = opened.offset;
        zeroed_until = opened.offset;
        newest_slot = opened.newest_slot;
        slot_use = opened.slot_use;
        edge = std::move(opened.edge);
        note = std::move(opened.note);
        id = header.ledger_id;
        seed = format::checksum_seed(id);
        for (const auto& outline : opened.segments)
            segments.push_back(std::make_shared<Segment>(outline.first, outline.data_offset));
        segments.back()->indexed = true;
        segments.back()->places = std::move(opened.places);
        head = {edge.size(), edge.root()};
        committed = edge.size();
        load_tree(opened.nodes);
    }

    void load_tree(TreeFiles::Nodes& last_nodes) {
        if (const auto loaded = tree.load(header.edge); !loaded) {
            if (loaded.error() != errc::tree_damaged) refuse_tree(loaded.error());
            note += "; the tree hashes were rebuilt from the records";
            rebuild_tree();
        }
        tree.add(last_nodes);
        if (const auto flushed = tree.flush(); !flushed && flushed.error() != world::disk_errc::no_space)
            refuse_tree(flushed.error());
    }

    [[noreturn]] void refuse_tree(Error error) const {
        throw Refused{
            error, directory.path() + "/tree-0: " + error.message() + "; check the disk, then start again"};
    }

    void rebuild_tree() {
        if (const auto cleared = tree.clear(); !cleared) refuse_tree(cleared.error());
        TreeEdge built;
        for (std::size_t i = 0; i + 1 < segments.size(); ++i) rebuild_from(*segments[i], built);
        if (built.root() != header.edge.root())
            throw Refused{errc::history_differs,
                          directory.path() +
                              ": the records of the older segments are damaged; run `choqr ledger verify`"};
        if (const auto synced = tree.sync(); !synced) refuse_tree(synced.error());
    }

    void rebuild_from(const Segment& segment, TreeEdge& built) {
        const auto name = format::segment_name(Sequence{segment.first});
        const auto closed = directory.open(name, world::Access::read);
        if (!closed) refuse_tree(closed.error());
        BatchScan scan{**closed, seed, segment.data_offset, segment.first};
        for (;;) {
            const auto batch = scan.next();
            if (!batch) refuse_tree(batch.error());
            if (!*batch) return;
            push_entries(built, (*batch)->entries(), nodes);
            tree.add(nodes);
            if (tree.waiting() < tree_flush_hashes) continue;
            if (const auto flushed = tree.flush(); !flushed) refuse_tree(flushed.error());
        }
    }

    // Appending.

    Result<void> die() {
        dead = true;
        return Error{errc::tail_unknown};
    }

    Result<void> check(Sequence expected_next, std::span<const Record> batch) const {
        if (dead && !planted("failure_forgotten")) return Error{errc::tail_unknown};
        if (expected_next.value() != edge.size()) return Error{errc::conflict};
        const auto too_large = [](const Record& record) {
            return record.payload.size() > Record::payload_max;
        };
        if (std::ranges::any_of(batch, too_large) || format::encoded_bytes(batch) > Log::batch_bytes_max)
            return Error{errc::record_too_large};
        return {};
    }

    /// Chance for all records at once: asked for by sixteen bytes it costs twice as much.
    void draw_salts(std::span<const Record> records) {
        salts.resize(static_cast<std::size_t>(std::ranges::count(records, nullptr, &Record::salt)));
        if (!salts.empty()) random.fill({salts.front().data(), salts.size() * sizeof(Salt)});
    }

    /// The next records' bytes in the batch, with `places` and `entries` made to fit.
    void form(std::span<const Record> records) {
        draw_salts(records);
        auto drawn = salts.begin();
        for (const auto& record : records) {
            const auto sequence = edge.size() + entries.size();
            if (sequence % Place::distance == 0) places.push_back({sequence, offset + writer.bytes().size()});
            entries.push_back(writer.add(record, record.salt ? *record.salt : *drawn++, seed));
        }
    }

    Result<void> append(std::span<const Record> batch) {
        const auto bytes = format::encoded_bytes(batch);
        if (const auto wiped = wipe(); !wiped) return wiped;
        if (offset + bytes > file_bytes)
            if (const auto rolled = roll(bytes); !rolled) return rolled;
        for (auto& level : nodes) level.clear();
        places.clear();
        entries.clear();
        entries.reserve(batch.size());  // The helper reads the first while others are added.
        writer.start(edge.size(), batch, seed);
        // A crash from here to the end of write_…() leaves the batch whole, torn or absent: recovery decides,
        // and nobody has been answered.
        auto after = edge;
        const auto written = fits_mark(header, bytes) ? write_small(batch, after) : write_large(batch, after);
        if (!written) return refused(written.error(), bytes);
        newest_slot = 1 - newest_slot;
        publish(bytes, after);
        next_segment.prepare(bytes, offset);
        return {};
    }

    /// A batch that found no room, in space that had been reserved, is refused like any other for want of
    /// room: its mark was not begun and no sync was asked for, so a crash finds a torn batch that nobody was
    /// told of. What else fails leaves an unknown tail, a mark that was begun above all: it may be whole and
    /// speak of a batch that is not this one's successor.
    Result<void> refused(Error error, std::size_t bytes) {
        if (error != errc::no_space) return die();
        soiled_until = std::max(soiled_until, offset + bytes);
        return error;
    }

    /// Makes zero again what a refused batch has left: the next one may be shorter, or go to another segment.
    Result<void> wipe() {
        if (soiled_until <= offset || planted("remains_left")) return {};
        if (const auto zeroed = file->write_at(offset, std::string(soiled_until - offset, '\0')); !zeroed)
            return no_space_or_death(zeroed.error());
        if (!file->sync()) return die();
        soiled_until = 0;
        return {};
    }

    static Result<void> in_words(const Result<void>& written) {
        return !written && written.error() == world::disk_errc::no_space ? Error{errc::no_space} : written;
    }

    format::Mark mark_of(const TreeEdge& after) const {
        return {edge.size(), after.size(), offset, writer.bytes().size(), after.root(), false};
    }

    /// One write, one mark with a copy, one sync.
    Result<void> write_small(std::span<const Record> batch, TreeEdge& after) {
        form(batch);
        push_entries(after, entries, nodes);
        const auto mark = mark_of(after);
        if (planted("committed_before_sync")) {
            committed = after.size();
            head = {after.size(), mark.root};
            tree.add(nodes);
        }
        if (planted("signed_before_sync")) head = {after.size(), mark.root};
        if (const auto zeroed = zero_ahead(writer.bytes().size()); !zeroed) return in_words(zeroed);
        const MarkedBatch marked{mark, writer.bytes()};
        const Slot slot{1 - newest_slot, slot_use};
        if (planted("mark_before_batch")) return write_marked(*file, header, marked, slot);
        if (const auto placed = file->write_at(offset, marked.bytes);
            !placed && !planted("write_error_ignored"))
            return in_words(placed);
        const auto stored = mark_written(*file, header, marked, slot);
        return planted("mark_failure_survived") ? in_words(stored) : stored;
    }

    /// In pieces: while the disk takes one and the helper hashes it, the next is formed. The mark waits for
    /// the sync of the batch anyway, so the root is not needed before.
    Result<void> write_large(std::span<const Record> batch, TreeEdge& after) {
        const HelperDone done{helper};
        while (!batch.empty()) {
            const auto records = piece_of(batch);
            const auto written = writer.bytes().size(), formed = entries.size();
            form(batch.first(records));
            batch = batch.subspan(records);
            helper.post([this, &after, piece = std::span{entries}.subspan(formed)] {
                push_entries(after, piece, nodes);
            });
            const auto begin = formed == 0 ? 0 : written;  // The batch's header goes with its first records.
            if (const auto taken = write_piece(offset + begin, writer.bytes().substr(begin), batch.empty());
                !taken)
                return in_words(taken);
        }
        if (const auto synced = sync_batch(*file); !synced) return synced;
        helper.wait();
        return write_mark_synced(*file, header, mark_of(after), {1 - newest_slot, slot_use});
    }

    /// How many records make a piece.
    std::size_t piece_of(std::span<const Record> batch) const {
        std::size_t bytes = 0, count = 0;
        while (count < batch.size() && bytes < options.piece_bytes)
            bytes += format::record_header_bytes + batch[count++].payload.size();
        return count;
    }

    /// The disk may begin with a piece while the next one is formed. The last one is left to the sync: begun
    /// by itself, its last page would be one more write to wait for.
    Result<void> write_piece(std::uint64_t at, std::string_view bytes, bool last) {
        const auto written = file->write_at(at, bytes);
        if (planted("write_error_ignored")) return {};
        if (written && !last) file->start_writing(at, bytes.size());
        return written;
    }

    /// Batches with a copy go to blocks that were written before: syncing those costs no change of the file
    /// system's own records of which blocks exist. A larger batch pays that once for many records, unless the
    /// segment was made with zeros.
    Result<void> zero_ahead(std::size_t batch_bytes) {
        const auto end = offset + batch_bytes;
        if (end <= zeroed_until) return {};
        const auto begin = std::max(offset, zeroed_until);
        const auto until = std::min(end + zero_ahead_bytes, file_bytes);
        const auto written = file->write_at(begin, std::string(until - begin, '\0'));
        if (written) zeroed_until = until;
        return written;
    }

    void publish(std::size_t bytes, TreeEdge& after) {
        offset += bytes;
        edge = std::move(after);
        const auto root = edge.root();
        tree.add(nodes);
        {
            const std::lock_guard hold{mutex};
            head = {edge.size(), root};
            const std::lock_guard hold_places{segments.back()->mutex};
            auto& known = segments.back()->places;
            known.insert(known.end(), places.begin(), places.end());
        }
        committed.store(edge.size(), std::memory_order_release);
        if (tree.waiting() >= tree_flush_hashes) helper.post([this] { flush_tree(); });
    }

    /// The batch is durable whatever happens to the derived tree files; a full disk is met again at the next
    /// segment.
    void flush_tree() {
        const auto flushed = tree.flush();
        if (!flushed && flushed.error() != world::disk_errc::no_space) dead = true;
    }

    /// A batch that is larger than an empty segment makes that segment longer: a second one of the same first
    /// sequence would take its name.
    Result<void> lengthen(std::size_t batch_bytes) {
        const auto bytes = offset + batch_bytes;
        if (const auto longer = file->preallocate(bytes); !longer) return no_space_or_death(longer.error());
        file_bytes = bytes;
        return {};
    }

    /// Goes on in a new segment. errc::no_space leaves everything as it was.
    Result<void> roll(std::size_t batch_bytes) {
        if (edge.size() == header.first) return lengthen(batch_bytes);
        helper.wait();
        // Where an earlier start cut a torn batch and then failed, its zeros may be in the page cache only.
        // Nobody writes here again.
        if (inherited) soiled_until = file_bytes;
        if (const auto wiped = wipe(); !wiped) return wiped;
        // What is in closed segments is in synced tree files: opening relies on it.
        if (const auto synced = tree.sync(); !synced) return no_space_or_death(synced.error());
        format::SegmentHeader next;
        next.ledger_id = id;
        next.first = edge.size();
        next.previous_first = header.first;
        next.slot_bytes = slot_bytes_for(options);
        next.edge = edge;
        const auto bytes = std::max(options.segment_bytes, next.data_offset() + batch_bytes);
        auto blank = next_segment.take(bytes);
        if (!blank) {
            auto made = blank_segment(directory, format::segment_name(Sequence{next.first}) + ".tmp", bytes);
            if (!made) return no_space_or_death(made.error());
            blank = std::move(*made);
        }
        if (const auto named = name_segment(directory, *blank, next); !named) {
            (void)directory.remove(blank->name);
            return no_space_or_death(named.error());
        }
        header = std::move(next);
        file = std::move(blank->file);
        file_bytes = blank->bytes;
        offset = header.data_offset();
        zeroed_until = std::max(offset, blank->zeroed);
        newest_slot = 0;
        slot_use = {format::mark_bytes, format::mark_bytes};
        inherited = false;
        auto segment = std::make_shared<Segment>(header.first, header.data_offset());
        segment->indexed = true;
        const std::lock_guard hold{mutex};
        segments.push_back(std::move(segment));
        return {};
    }

    Result<void> no_space_or_death(Error error) {
        if (error != world::disk_errc::no_space) return die();
        return Error{errc::no_space};
    }

    // Reading.

    struct Budget {
        std::size_t records;
        std::size_t bytes;
    };

    /// The segment that holds `sequence`, and the first sequence of the one after it.
    std::pair<std::shared_ptr<Segment>, std::uint64_t> find(std::uint64_t sequence) const {
        const std::lock_guard hold{mutex};
        const auto after = std::ranges::upper_bound(segments, sequence, {},
                                                    [](const auto& segment) { return segment->first; });
        CHOQR_ASSERT(after != segments.begin(), "the first segment begins at sequence 0");
        return {*std::prev(after), after == segments.end() ? UINT64_MAX : (*after)->first};
    }

    Result<void> index(const Segment& segment, const world::File& from, std::uint64_t end) const {
        const std::lock_guard hold{segment.mutex};
        if (segment.indexed) return {};
        RecordWalk walk{from, seed, {segment.first, segment.data_offset}, Window::read_ahead_bytes};
        std::vector<Place> found;
        while (walk.sequence() < end) {
            if (const auto settled = walk.settle(); !settled) return settled;
            if (walk.sequence() % Place::distance == 0) found.push_back({walk.sequence(), walk.offset()});
            if (const auto skipped = walk.skip(); !skipped) return skipped;
        }
        segment.places = std::move(found);
        segment.indexed = true;
        return {};
    }

    /// Every record of [from, end) that lies in the segment of `from`; the sequence after the last one
    /// visited, or `end` when `visit` has had enough.
    Result<std::uint64_t> visit_segment(std::uint64_t from, std::uint64_t committed_end,
                                        const std::function<bool(const RecordView&)>& visit) const {
        const auto [segment, next_first] = find(from);
        const auto end = std::min(committed_end, next_first);
        const auto opened =
            directory.open(format::segment_name(Sequence{segment->first}), world::Access::read);
        if (!opened)
            return opened.error() == world::disk_errc::missing ? Error{errc::segment_missing}
                                                               : Error{errc::unreadable};
        if (from != segment->first)
            if (const auto indexed = index(*segment, **opened, end); !indexed) return indexed.error();
        RecordWalk walk{**opened, seed, segment->nearest(from), Window::read_ahead_bytes};
        while (walk.sequence() < end) {
            if (const auto settled = walk.settle(); !settled) return settled.error();
            if (walk.sequence() < from) {
                if (const auto skipped = walk.skip(); !skipped) return skipped.error();
                continue;
            }
            const auto record = walk.take();
            if (!record) return record.error();
            if (!visit(*record)) return committed_end;
        }
        return end;
    }

    Result<void> read_segment(std::uint64_t from, std::uint64_t committed_end, Budget& budget,
                              std::vector<StoredRecord>& out) const {
        const auto [segment, next_first] = find(from);
        const auto end = std::min(committed_end, next_first);
        const auto opened =
            directory.open(format::segment_name(Sequence{segment->first}), world::Access::read);
        if (!opened)
            return opened.error() == world::disk_errc::missing ? Error{errc::segment_missing}
                                                               : Error{errc::unreadable};
        if (const auto indexed = index(*segment, **opened, end); !indexed) return indexed;
        const auto ahead = std::clamp<std::size_t>(budget.bytes, 64u << 10, Window::read_ahead_bytes);
        RecordWalk walk{**opened, seed, segment->nearest(from), ahead};
        while (walk.sequence() < end && budget.records > 0) {
            if (const auto settled = walk.settle(); !settled) return settled;
            if (walk.sequence() < from) {
                if (const auto skipped = walk.skip(); !skipped) return skipped;
                continue;
            }
            const auto record = walk.take();
            if (!record) return record.error();
            if (record->payload().size() > budget.bytes && !out.empty()) {
                budget.records = 0;
                return {};
            }
            budget.bytes -= std::min(budget.bytes, record->payload().size());
            --budget.records;
            out.push_back(record->stored());
        }
        return {};
    }
};

namespace {

Result<void> create_in(world::Directory& directory, world::Random& random, const Options& options) {
    const auto names = list_segments(directory);
    if (!names) return names.error();
    if (!names->empty()) return Error{errc::ledger_exists};
    const auto lock = WriterLock::take(directory);
    if (!lock) return lock.error();
    format::SegmentHeader header;
    random.fill(header.ledger_id);
    header.slot_bytes = slot_bytes_for(options);
    const auto in_words = [](Error error) {
        return error == world::disk_errc::no_space ? Error{errc::no_space} : error;
    };
    const auto bytes = std::max(options.segment_bytes, header.data_offset());
    const auto blank = blank_segment(directory, format::segment_name(Sequence{0}) + ".tmp", bytes);
    if (!blank) return in_words(blank.error());
    const auto named = name_segment(directory, *blank, header);
    return named ? named : in_words(named.error());
}

}  // namespace

Result<void> JournalFiles::create(world::Directory& directory, world::Random& random, Options options) {
    return create_in(directory, random, options);
}

Result<JournalFiles> JournalFiles::open(world::Directory& directory, world::Random& random, Options options,
                                        std::string* sentence) {
    try {
        auto state = std::make_unique<State>(directory, random, options);
        const auto names = list_segments(directory);
        // A mistyped path is an error before anything is written, the lock file included.
        if (names && names->empty())
            throw Refused{errc::no_ledger,
                          directory.path() + ": " + make_error_code(errc::no_ledger).message()};
        state->take_lock();
        state->adopt(open_segments(directory));
        return JournalFiles{std::move(state)};
    } catch (const Refused& refused) {
        if (sentence) *sentence = refused.sentence;
        return refused.error;
    }
}

JournalFiles::JournalFiles(std::unique_ptr<State> state) : state_{std::move(state)} {}
JournalFiles::JournalFiles(JournalFiles&&) noexcept = default;
JournalFiles& JournalFiles::operator=(JournalFiles&&) noexcept = default;
JournalFiles::~JournalFiles() = default;

Result<void> JournalFiles::append(Sequence expected_next, std::span<const Record> batch) {
    if (const auto checked = state_->check(expected_next, batch); !checked) return checked;
    if (batch.empty()) return {};
    return state_->append(batch);
}

Sequence JournalFiles::next_sequence() const { return Sequence{state_->edge.size()}; }
Sequence JournalFiles::committed() const {
    return Sequence{state_->committed.load(std::memory_order_acquire)};
}

Result<std::vector<StoredRecord>> JournalFiles::read(Sequence from, std::size_t max_records,
                                                     std::size_t max_bytes) const {
    if (state_->dead) return Error{errc::tail_unknown};
    const auto end = committed().value();
    State::Budget budget{max_records, max_bytes};
    std::vector<StoredRecord> out;
    for (auto next = from.value(); next < end && budget.records > 0 && (budget.bytes > 0 || out.empty());) {
        const auto before = out.size();
        if (const auto done = state_->read_segment(next, end, budget, out); !done) return done.error();
        next += out.size() - before;
    }
    return out;
}

Result<void> JournalFiles::visit(Sequence from, const std::function<bool(const RecordView&)>& visit) const {
    if (state_->dead) return Error{errc::tail_unknown};
    const auto end = committed().value();
    for (auto next = from.value(); next < end;) {
        const auto reached = state_->visit_segment(next, end, visit);
        if (!reached) return reached.error();
        next = *reached;
    }
    return {};
}

TreeHead JournalFiles::head() const {
    const std::lock_guard hold{state_->mutex};
    return state_->head;
}

Salt JournalFiles::ledger_id() const { return state_->id; }
const std::string& JournalFiles::recovery_note() const { return state_->note; }
TreeFiles& JournalFiles::tree() const { return state_->tree; }

}  // namespace choqr::journal
