#include "qr/row_deflate.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/assert.hpp"

namespace choqr::qr {
namespace {

constexpr std::size_t row_bytes_max = 4'096;
constexpr std::size_t literal_codes = 286, distance_codes = 24, meta_codes = 19, end_of_block = 256;

struct Code {
    std::uint16_t bits;  ///< Already in the order in which deflate writes it, first bit lowest.
    std::uint8_t length;
};

constexpr std::uint16_t reversed(unsigned bits, unsigned count) {
    unsigned out = 0;
    for (unsigned i = 0; i < count; ++i) out |= ((bits >> i) & 1U) << (count - 1 - i);
    return static_cast<std::uint16_t>(out);
}

// RFC 1951 3.2.2: codes of one length are consecutive, in the order of their symbols.
template <std::size_t N>
constexpr std::array<Code, N> canonical_codes(const std::array<std::uint8_t, N>& lengths) {
    std::array<Code, N> table{};
    unsigned next = 0;
    for (unsigned length = 1; length <= 15; ++length, next <<= 1)
        for (std::size_t symbol = 0; symbol < N; ++symbol)
            if (lengths[symbol] == length)
                table[symbol] = {reversed(next++, length), static_cast<std::uint8_t>(length)};
    return table;
}

// Readers refuse a code that leaves code space unused.
template <std::size_t N>
constexpr bool is_complete(const std::array<std::uint8_t, N>& lengths) {
    unsigned sum = 0;
    for (const auto length : lengths) sum += length == 0 ? 0 : 1U << (15 - length);
    return sum == 1U << 15;
}

// One Huffman code for all pictures: almost every byte of a row is all white or all black, or one of few
// edges between.
constexpr auto literal_lengths = [] {
    std::array<std::uint8_t, literal_codes> lengths{};
    lengths.fill(10);
    lengths[0x00] = lengths[0xFF] = 2;
    lengths[end_of_block] = 9;
    for (std::size_t i = 257; i < 285; ++i) lengths[i] = 7;
    lengths[285] = 5;  // 258 bytes, the longest reference.
    return lengths;
}();
static_assert(is_complete(literal_lengths));

// Rows of 17 to 256 bytes get the shorter codes.
constexpr auto distance_lengths = [] {
    std::array<std::uint8_t, distance_codes> lengths{};
    lengths.fill(5);
    for (std::size_t i = 8; i < 16; ++i) lengths[i] = 4;
    return lengths;
}();
static_assert(is_complete(distance_lengths));

// The code in which the lengths above are sent; 16 means "as before, 3 to 6 times".
constexpr auto meta_lengths = [] {
    std::array<std::uint8_t, meta_codes> lengths{};
    lengths[16] = 1;
    lengths[10] = 2;
    lengths[7] = 3;
    lengths[2] = lengths[4] = lengths[5] = lengths[9] = 5;
    return lengths;
}();
static_assert(is_complete(meta_lengths));

constexpr auto literals = canonical_codes(literal_lengths);
constexpr auto distances = canonical_codes(distance_lengths);
constexpr auto metas = canonical_codes(meta_lengths);

// How RFC 1951 3.2.5 writes a number (a length or a distance): a code, and extra bits after it.
struct Parts {
    std::size_t code;
    unsigned extra_bits;
    std::uint32_t extra;
};

constexpr Parts length_parts(std::size_t length) {
    if (length == 258) return {285, 0, 0};
    if (length < 11) return {254 + length, 0, 0};
    unsigned bits = 1;
    while (length - 3 >= std::size_t{8} << bits) ++bits;
    const auto offset = length - 3 - (std::size_t{4} << bits);
    return {261 + 4 * bits + (offset >> bits), bits, static_cast<std::uint32_t>(offset & ((1U << bits) - 1))};
}
static_assert(length_parts(3).code == 257 && length_parts(11).code == 265 && length_parts(12).code == 265 &&
              length_parts(257).code == 284);

constexpr Parts distance_parts(std::size_t distance) {
    if (distance < 5) return {distance - 1, 0, 0};
    unsigned bits = 1;
    while (distance - 1 >= std::size_t{4} << bits) ++bits;
    const auto offset = distance - 1 - (std::size_t{2} << bits);
    return {2 + 2 * bits + (offset >> bits), bits, static_cast<std::uint32_t>(offset & ((1U << bits) - 1))};
}
static_assert(distance_parts(5).code == 4 && distance_parts(7).code == 5 &&
              distance_parts(row_bytes_max).code == distance_codes - 1);

}  // namespace

RowDeflate::RowDeflate(std::size_t row_bytes) : row_bytes_{row_bytes} {
    CHOQR_ASSERT(row_bytes >= 2 && row_bytes <= row_bytes_max, "a reference back reaches over one row");
    out_.reserve(2'048);
    out_ += "\x78\x01";
    put_header();
}

void RowDeflate::put(std::uint32_t bits, unsigned count) {
    pending_ |= std::uint64_t{bits} << pending_bits_;
    pending_bits_ += count;
    while (pending_bits_ >= 8) {
        out_ += static_cast<char>(static_cast<std::uint8_t>(pending_));
        pending_ >>= 8;
        pending_bits_ -= 8;
    }
}

// RFC 1951 3.2.7.
void RowDeflate::put_header() {
    constexpr std::array<std::uint8_t, 16> order{16, 17, 18, 0, 8,  7, 9,  6,
                                                 10, 5,  11, 4, 12, 3, 13, 2};  // 14, 1, 15 have none.
    put(0b101, 3);  // Last block, with codes of its own.
    put(literal_codes - 257, 5);
    put(distance_codes - 1, 5);
    put(order.size() - 4, 4);
    for (const auto symbol : order) put(meta_lengths[symbol], 3);
    std::array<std::uint8_t, literal_codes + distance_codes> lengths;
    std::ranges::copy(distance_lengths, std::ranges::copy(literal_lengths, lengths.begin()).out);
    for (std::size_t i = 0; i < lengths.size();) {
        const auto length = lengths[i++];
        put_code(metas[length]);
        for (;;) {
            unsigned repeats = 0;
            while (repeats < 6 && i + repeats < lengths.size() && lengths[i + repeats] == length) ++repeats;
            if (repeats < 3) break;
            put_code(metas[16]);
            put(repeats - 3, 2);
            i += repeats;
        }
    }
}

// `length` bytes as they stood one row before; at least 3.
void RowDeflate::put_copy(std::size_t length) {
    const auto distance = distance_parts(row_bytes_);
    while (length > 0) {
        auto piece = std::min<std::size_t>(length, 258);
        if (length > piece && length - piece < 3)
            piece -= 3;  // What is left must be a length that can be written.
        const auto parts = length_parts(piece);
        put_code(literals[parts.code]);
        put(parts.extra, parts.extra_bits);
        put_code(distances[distance.code]);
        put(distance.extra, distance.extra_bits);
        length -= piece;
    }
}

void RowDeflate::append(std::span<const std::uint8_t> row, std::size_t times) {
    CHOQR_ASSERT(row.size() == row_bytes_, "all rows are equally long");
    if (times == 0) return;
    for (const auto byte : row) put_code(literals[byte]);
    const auto copied = (times - 1) * row_bytes_;
    if (copied >= 3)
        put_copy(copied);
    else
        for (std::size_t i = 1; i < times; ++i)
            for (const auto byte : row) put_code(literals[byte]);
    for (std::size_t i = 0; i < times; ++i)
        adler_ = static_cast<std::uint32_t>(adler32(adler_, row.data(), static_cast<unsigned>(row.size())));
}

std::string RowDeflate::finish() {
    put_code(literals[end_of_block]);
    if (pending_bits_ > 0) put(0, 8 - pending_bits_);
    for (int shift = 24; shift >= 0; shift -= 8)
        out_ += static_cast<char>(static_cast<std::uint8_t>(adler_ >> shift));
    return std::move(out_);
}

}  // namespace choqr::qr
