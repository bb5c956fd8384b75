#include "journal/journal_reader.hpp"

#include "journal/opening.hpp"
#include "journal/segment.hpp"

namespace choqr::journal {
namespace {

Result<void> refuse(errc code, const std::string& file, std::string_view what, std::string* sentence) {
    if (sentence) *sentence = file + ": " + std::string{what};
    return Error{code};
}

}  // namespace

Result<JournalReader> JournalReader::open(world::Directory& directory, std::string* sentence) {
    const auto names = list_segments(directory);
    if (!names) return names.error();
    if (names->empty()) {
        if (sentence) *sentence = directory.path() + ": " + Error{make_error_code(errc::no_ledger)}.message();
        return errc::no_ledger;
    }
    JournalReader reader{directory};
    for (const auto& name : *names)
        if (const auto taken = reader.take(name, sentence); !taken) return taken.error();
    // A segment may have been added since the names were listed; what it holds was acknowledged later.
    for (std::size_t i = 0; i + 1 < reader.segments_.size(); ++i) reader.segments_[i].closed = true;
    return reader;
}

Result<void> JournalReader::take(const std::string& name, std::string* sentence) {
    const auto path = directory_->path() + "/" + name;
    const auto file = directory_->open(name, world::Access::read);
    if (!file) return file.error();
    const auto text = (*file)->read_text_at(0, format::header_bytes);
    if (!text) return text.error();
    auto read = format::decode_header(*text);
    if (read.fault == format::HeaderFault::newer_version)
        return refuse(errc::format_unknown, path, "a format newer than this choqr knows", sentence);
    if (read.fault != format::HeaderFault::none)
        return refuse(errc::checksum_mismatch, path, "the segment's header is damaged", sentence);
    if (Sequence{read.header.first} != format::parse_segment_name(name))
        return refuse(errc::foreign_segment, path, "the file carries the name of another segment", sentence);
    if (!segments_.empty()) {
        const auto& before = segments_.back();
        if (read.header.ledger_id != before.header.ledger_id)
            return refuse(errc::foreign_segment, path, "this segment belongs to another ledger", sentence);
        if (read.header.previous_first != before.header.first)
            return refuse(errc::segment_missing, path, "the segment before this one is missing", sentence);
    }
    auto slots = read_marks(**file, read.header, format::checksum_seed(read.header.ledger_id));
    if (!slots) return slots.error();
    const auto slot = slots->newest();
    if (!slot) return refuse(errc::checksum_mismatch, path, "both high-water marks are damaged", sentence);
    const auto& mark = slots->marks[*slot]->mark;
    Segment segment{name,     std::move(read.header), mark.offset + mark.bytes, false, *slot, {}, mark.next,
                    mark.root};
    segment.slot_bytes = slots->bytes[*slot].substr(0, format::mark_bytes + slots->marks[*slot]->copy.size());
    segments_.push_back(std::move(segment));
    return {};
}

Result<void> JournalReader::read(Sequence from, Sequence to,
                                 const std::function<bool(const RecordView&)>& visit) const {
    for (const auto& segment : segments_) {
        if (segment.next <= from.value() || segment.header.first >= to.value()) continue;
        const auto visitor = read_segment(segment, from, to, visit);
        if (!visitor) return visitor.error();
        if (*visitor == Visitor::has_enough) return {};
    }
    return {};
}

Result<JournalReader::Visitor> JournalReader::read_segment(
    const Segment& segment, Sequence from, Sequence to,
    const std::function<bool(const RecordView&)>& visit) const {
    const auto file = directory_->open(segment.name, world::Access::read);
    if (!file) return file.error();
    BatchScan scan{**file, format::checksum_seed(segment.header.ledger_id), segment.header.data_offset(),
                   segment.header.first};
    while (scan.next_sequence() < segment.next) {
        const auto batch = scan.next();
        if (!batch) return batch.error();
        if (!*batch) return errc::checksum_mismatch;
        for (const auto& record : (*batch)->records) {
            if (record.sequence < from) continue;
            if (record.sequence >= to || !visit(record)) return Visitor::has_enough;
        }
    }
    return Visitor::wants_more;
}

}  // namespace choqr::journal
