#include "journal/segment.hpp"

#include <algorithm>
#include <cstring>

#include "journal/journal_files.hpp"

namespace choqr::journal {

Result<std::string_view> Window::view(std::uint64_t offset, std::size_t count) {
    if (offset < begin_ || offset + count > begin_ + filled_) {
        const auto wanted = std::max(count, std::min(ahead_, read_ahead_));
        ahead_ = std::min(2 * ahead_, read_ahead_);
        if (buffer_.size() < wanted)
            buffer_.resize(wanted);  // Kept from call to call: no new memory for each piece.
        filled_ = 0;
        const auto read = file_.read_at(offset, std::span{buffer_}.first(wanted));
        if (!read) return read.error();
        filled_ = *read;
        begin_ = offset;
    }
    return std::string_view{buffer_.data(), filled_}.substr(offset - begin_).substr(0, count);
}

std::optional<std::string_view> Window::at_hand(std::uint64_t offset, std::size_t count) const {
    if (offset < begin_ || offset + count > begin_ + filled_) return std::nullopt;
    return std::string_view{buffer_.data() + (offset - begin_), count};
}

Result<std::optional<format::BatchView>> BatchScan::batch_at(std::uint64_t offset,
                                                             std::optional<std::uint64_t> first) {
    const auto front = window_.view(offset, format::batch_header_bytes);
    if (!front) return front.error();
    const auto header = format::decode_batch_header(*front, seed_);
    if (!header || header->body_bytes > Log::batch_bytes_max) return std::optional<format::BatchView>{};
    const auto whole = window_.view(offset, format::batch_header_bytes + header->body_bytes);
    if (!whole) return whole.error();
    return format::decode_batch(*whole, seed_, first.value_or(header->first));
}

Result<std::optional<format::BatchView>> BatchScan::next() {
    auto batch = batch_at(offset_, next_);
    if (batch && *batch) {
        offset_ += (*batch)->bytes;
        next_ += (*batch)->header.count;
    }
    return batch;
}

bool BatchScan::next_is_at_hand() const {
    const auto front = window_.at_hand(offset_, format::batch_header_bytes);
    const auto header = front ? format::decode_batch_header(*front, seed_) : std::nullopt;
    return header && window_.at_hand(offset_, format::batch_header_bytes + header->body_bytes);
}

Result<bool> BatchScan::begins_a_batch() {
    const auto front = window_.view(offset_, format::batch_header_bytes);
    if (!front) return Result<bool>{boost::system::in_place_error, front.error()};
    const auto header = format::decode_batch_header(*front, seed_);
    return header && header->first == next_;
}

namespace {

/// Compares the bytes with themselves one further on: memcmp looks at many at a time, a search for the last
/// one does not.
bool all_zero(std::string_view bytes) {
    return bytes.empty() ||
           (bytes.front() == '\0' && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

}  // namespace

Result<std::uint64_t> BatchScan::end_of_rest() {
    auto end = offset_;
    for (auto at = offset_;;) {
        const auto bytes = window_.view(at, Window::read_ahead_bytes);
        if (!bytes) return bytes.error();
        if (bytes->empty()) return end;
        if (!all_zero(*bytes)) end = at + bytes->find_last_not_of('\0') + 1;
        at += bytes->size();
    }
}

Result<std::optional<std::uint64_t>> BatchScan::find_later_batch(std::uint64_t end) {
    // Batches begin at any byte, so every byte is tried; only a fitting checksum of the header lets us look
    // closer.
    for (auto at = offset_; at < end; ++at) {
        const auto front = window_.view(at, format::batch_header_bytes);
        if (!front) return front.error();
        if (!format::looks_like_batch(*front)) continue;
        const auto batch = batch_at(at, std::nullopt);
        if (!batch) return batch.error();
        if (*batch && (*batch)->header.first >= next_) return std::optional{at};
    }
    return std::optional<std::uint64_t>{};
}

std::optional<unsigned> MarkSlots::newest() const {
    if (!marks[0] && !marks[1]) return std::nullopt;
    if (!marks[0]) return 1;
    if (!marks[1]) return 0;
    return marks[1]->mark.next > marks[0]->mark.next ? 1 : 0;
}

std::optional<unsigned> MarkSlots::copy_of(std::uint64_t first, std::uint64_t offset) const {
    for (unsigned slot = 0; slot < 2; ++slot)
        if (marks[slot] && marks[slot]->mark.holds_copy && marks[slot]->mark.first == first &&
            marks[slot]->mark.offset == offset)
            return slot;
    return std::nullopt;
}

Result<MarkSlots> read_marks(const world::File& file, const format::SegmentHeader& header,
                             std::uint32_t seed) {
    MarkSlots slots;
    for (unsigned slot = 0; slot < 2; ++slot) {
        auto bytes = file.read_text_at(header.slot_offset(slot), header.slot_bytes);
        if (!bytes) return bytes.error();
        slots.bytes[slot] = std::move(*bytes);
        slots.marks[slot] = format::decode_mark(slots.bytes[slot], slot, seed);
    }
    return slots;
}

}  // namespace choqr::journal
