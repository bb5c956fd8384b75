#include "journal/format.hpp"

#include <algorithm>
#include <cstring>

#include "base/assert.hpp"
#include "base/crc32c.hpp"
#include "base/plant.hpp"

namespace choqr::journal::format {

namespace {

constexpr std::string_view segment_magic = "choqrlog";
constexpr std::uint32_t batch_magic =
    0x43485142;  // "CHQB": larger than any record's length, which stands in its place.
constexpr std::uint32_t mark_magic = 0x4348514D;  // "CHQM"

template <class Number>
void put(char* at, Number value) {
    for (std::size_t i = sizeof(Number); i-- > 0; value = static_cast<Number>(value >> 7 >> 1))
        at[i] = static_cast<char>(value & 0xFF);
}

template <class Number>
Number get(const char* at) {
    Number value = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i)
        value = static_cast<Number>(value << 7 << 1 | static_cast<unsigned char>(at[i]));
    return value;
}

std::string_view text_of(const Salt& salt) {
    return {reinterpret_cast<const char*>(salt.data()), salt.size()};
}

Hash hash_at(const char* at) { return *Hash::from_bytes({at, Hash::size}); }

/// Of everything in a record but the checksum itself.
std::uint32_t record_checksum(const char* frame, std::size_t frame_bytes, std::uint32_t seed) {
    return crc32c({frame + 8, frame_bytes - 8}, crc32c({frame, 4}, seed));
}

}  // namespace

std::string segment_name(Sequence first) {
    const auto digits = std::to_string(first.value());
    return std::string(20 - digits.size(), '0') + digits + ".log";
}

std::optional<Sequence> parse_segment_name(std::string_view name) {
    if (name.size() != 24 || !name.ends_with(".log")) return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : name.substr(0, 20)) {
        if (c < '0' || c > '9' || value > (UINT64_MAX - 9) / 10) return std::nullopt;
        value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return Sequence{value};
}

std::uint32_t checksum_seed(const Salt& ledger_id) { return crc32c(text_of(ledger_id)); }

// Segment header: magic 8, version 4, slot bytes 4, ledger id 16, first 8, previous first 8, root 32, edge
// count 4, edge 32 each; zeros; checksum 4 at the very end.
std::string encode(const SegmentHeader& header) {
    std::string out(header_bytes, '\0');
    std::memcpy(out.data(), segment_magic.data(), 8);
    put<std::uint32_t>(out.data() + 8, version);
    put<std::uint32_t>(out.data() + 12, static_cast<std::uint32_t>(header.slot_bytes));
    std::memcpy(out.data() + 16, header.ledger_id.data(), 16);
    put<std::uint64_t>(out.data() + 32, header.first);
    put<std::uint64_t>(out.data() + 40, header.previous_first);
    std::memcpy(out.data() + 48, header.edge.root().bytes().data(), Hash::size);
    put<std::uint32_t>(out.data() + 80, static_cast<std::uint32_t>(header.edge.hashes().size()));
    char* at = out.data() + 84;
    for (const auto& hash : header.edge.hashes()) at = std::copy_n(hash.bytes().data(), Hash::size, at);
    put<std::uint32_t>(out.data() + header_bytes - 4, crc32c({out.data(), header_bytes - 4}));
    return out;
}

ReadHeader decode_header(std::string_view bytes) {
    if (bytes.size() < header_bytes || !bytes.starts_with(segment_magic))
        return {HeaderFault::not_a_segment, {}};
    const char* at = bytes.data();
    if (get<std::uint32_t>(at + header_bytes - 4) != crc32c(bytes.substr(0, header_bytes - 4)) &&
        !planted("no_checksum"))
        return {HeaderFault::damaged, {}};
    if (get<std::uint32_t>(at + 8) != version) return {HeaderFault::newer_version, {}};
    SegmentHeader header;
    header.slot_bytes = get<std::uint32_t>(at + 12);
    std::memcpy(header.ledger_id.data(), at + 16, 16);
    header.first = get<std::uint64_t>(at + 32);
    header.previous_first = get<std::uint64_t>(at + 40);
    const auto count = get<std::uint32_t>(at + 80);
    if (count > 64) return {HeaderFault::damaged, {}};
    std::vector<Hash> hashes;
    for (std::uint32_t i = 0; i < count; ++i) hashes.push_back(hash_at(at + 84 + i * Hash::size));
    auto edge = TreeEdge::from_hashes(header.first, std::move(hashes));
    if (!edge || edge->root() != hash_at(at + 48)) return {HeaderFault::damaged, {}};
    header.edge = std::move(*edge);
    return {HeaderFault::none, std::move(header)};
}

// Mark: magic 4, checksum 4 of all that follows with the copy, first 8, next 8, offset 8, bytes 8, copy bytes
// 4, slot 4, root 32, zero 16; then the copy.
std::string encode(const Mark& mark, unsigned slot, std::uint32_t seed, std::string_view batch) {
    std::string out(mark_bytes, '\0');
    const auto copy = mark.holds_copy ? batch : std::string_view{};
    put<std::uint32_t>(out.data(), mark_magic);
    put<std::uint64_t>(out.data() + 8, mark.first);
    put<std::uint64_t>(out.data() + 16, mark.next);
    put<std::uint64_t>(out.data() + 24, mark.offset);
    put<std::uint64_t>(out.data() + 32, mark.bytes);
    put<std::uint32_t>(out.data() + 40, static_cast<std::uint32_t>(copy.size()));
    put<std::uint32_t>(out.data() + 44, slot);
    std::memcpy(out.data() + 48, mark.root.bytes().data(), Hash::size);
    out += copy;
    put<std::uint32_t>(out.data() + 4, crc32c(std::string_view{out}.substr(8), seed));
    return out;
}

std::optional<ReadMark> decode_mark(std::string_view bytes, unsigned slot, std::uint32_t seed) {
    const char* at = bytes.data();
    if (bytes.size() < mark_bytes || get<std::uint32_t>(at) != mark_magic ||
        get<std::uint32_t>(at + 44) != slot)
        return std::nullopt;
    const auto copy_bytes = get<std::uint32_t>(at + 40);
    if (copy_bytes > bytes.size() - mark_bytes) return std::nullopt;
    if (get<std::uint32_t>(at + 4) != crc32c(bytes.substr(8, mark_bytes - 8 + copy_bytes), seed) &&
        !planted("no_checksum"))
        return std::nullopt;
    Mark mark;
    mark.first = get<std::uint64_t>(at + 8);
    mark.next = get<std::uint64_t>(at + 16);
    mark.offset = get<std::uint64_t>(at + 24);
    mark.bytes = get<std::uint64_t>(at + 32);
    mark.root = hash_at(at + 48);
    mark.holds_copy = copy_bytes > 0;
    return ReadMark{mark, bytes.substr(mark_bytes, copy_bytes)};
}

bool looks_like_batch(std::string_view bytes) {
    return bytes.size() >= 4 && get<std::uint32_t>(bytes.data()) == batch_magic;
}

// Batch header: magic 4, checksum 4 of what follows, first 8, count 4, body bytes 4.
std::optional<BatchHeader> decode_batch_header(std::string_view bytes, std::uint32_t seed) {
    if (bytes.size() < batch_header_bytes || !looks_like_batch(bytes)) return std::nullopt;
    if (get<std::uint32_t>(bytes.data() + 4) != crc32c(bytes.substr(8, batch_header_bytes - 8), seed) &&
        !planted("no_checksum"))
        return std::nullopt;
    BatchHeader header;
    header.first = get<std::uint64_t>(bytes.data() + 8);
    header.count = get<std::uint32_t>(bytes.data() + 16);
    header.body_bytes = get<std::uint32_t>(bytes.data() + 20);
    return header;
}

std::uint32_t record_payload_bytes(std::string_view bytes) { return get<std::uint32_t>(bytes.data()); }
std::uint64_t record_sequence(std::string_view bytes) { return get<std::uint64_t>(bytes.data() + 8); }

// Record: payload bytes 4, checksum 4 of all else, sequence 8, type 2, salt 16, payload.
std::optional<FramedRecord> decode_record(std::string_view bytes, std::uint32_t seed) {
    if (bytes.size() < record_header_bytes) return std::nullopt;
    const auto payload_bytes = record_payload_bytes(bytes);
    if (payload_bytes > Record::payload_max || bytes.size() < record_header_bytes + payload_bytes)
        return std::nullopt;
    const auto frame_bytes = record_header_bytes + payload_bytes;
    if (get<std::uint32_t>(bytes.data() + 4) != record_checksum(bytes.data(), frame_bytes, seed) &&
        !planted("no_checksum"))
        return std::nullopt;
    const auto entry = bytes.substr(entry_offset, frame_bytes - entry_offset);
    return FramedRecord{{Sequence{record_sequence(bytes)}, get<std::uint16_t>(entry.data()), entry},
                        frame_bytes};
}

std::optional<BatchView> decode_batch(std::string_view bytes, std::uint32_t seed, std::uint64_t first) {
    const auto header = decode_batch_header(bytes, seed);
    if (!header || header->count == 0) return std::nullopt;
    if (header->first != first && !planted("sequence_unchecked")) return std::nullopt;
    if (bytes.size() - batch_header_bytes < header->body_bytes) return std::nullopt;
    BatchView batch{*header, batch_header_bytes + header->body_bytes, {}};
    batch.records.reserve(std::min<std::size_t>(header->count, header->body_bytes / record_header_bytes));
    auto body = bytes.substr(batch_header_bytes, header->body_bytes);
    for (std::uint64_t i = 0; i < header->count; ++i) {
        const auto record = decode_record(body, seed);
        if (!record) return std::nullopt;
        if (record->sequence.value() != first + i && !planted("sequence_unchecked")) return std::nullopt;
        batch.records.push_back(*record);
        body.remove_prefix(record->frame_bytes);
    }
    if (!body.empty()) return std::nullopt;
    return batch;
}

std::vector<std::string_view> BatchView::entries() const {
    std::vector<std::string_view> out;
    out.reserve(records.size());
    for (const auto& record : records) out.push_back(record.entry);
    return out;
}

void BatchWriter::start(std::uint64_t first, std::span<const Record> records, std::uint32_t seed) {
    const auto bytes = encoded_bytes(records);
    if (bytes > capacity_) {  // What add() returns stays where it is.
        capacity_ = std::max(bytes, 2 * capacity_);
        bytes_ = std::make_unique_for_overwrite<char[]>(capacity_);
    }
    used_ = batch_header_bytes;
    next_ = first;
    char* at = bytes_.get();
    put<std::uint32_t>(at, batch_magic);
    put<std::uint64_t>(at + 8, first);
    put<std::uint32_t>(at + 16, static_cast<std::uint32_t>(records.size()));
    put<std::uint32_t>(at + 20, static_cast<std::uint32_t>(bytes - batch_header_bytes));
    put<std::uint32_t>(at + 4, crc32c({at + 8, batch_header_bytes - 8}, seed));
}

std::string_view BatchWriter::add(const Record& record, const Salt& salt, std::uint32_t seed) {
    char* frame = bytes_.get() + used_;
    const auto frame_bytes = record_header_bytes + record.payload.size();
    used_ += frame_bytes;
    CHOQR_ASSERT(used_ <= capacity_, "only what start() was told of is added");
    put<std::uint32_t>(frame, static_cast<std::uint32_t>(record.payload.size()));
    put<std::uint64_t>(frame + 8, next_++);
    put<std::uint16_t>(frame + 16, record.type);
    std::memcpy(frame + 18, salt.data(), salt.size());
    record.payload.copy(frame + record_header_bytes, record.payload.size());
    put<std::uint32_t>(frame + 4, record_checksum(frame, frame_bytes, seed));
    return {frame + entry_offset, frame_bytes - entry_offset};
}

std::size_t encoded_bytes(std::span<const Record> batch) {
    std::size_t bytes = batch_header_bytes;
    for (const auto& record : batch) bytes += record_header_bytes + record.payload.size();
    return bytes;
}

}  // namespace choqr::journal::format
