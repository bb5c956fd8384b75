#pragma once

#include <cstddef>
#include <string_view>

namespace choqr::http {

/// Decodes a chunked body (RFC 9112 section 7.1), fed in any pieces. Chunk extensions and trailers are
/// refused: nobody agrees what they may change. Our own because Beast 1.81 asserts when the last chunk comes
/// in single bytes (docs/decisions/0601).
class ChunkDecoder {
public:
    enum class Progress { need_more, done, malformed, too_large };
    static constexpr std::size_t size_digits_max = 8;

    explicit ChunkDecoder(std::size_t body_bytes_max) : body_bytes_max_{body_bytes_max} {}

    /// Takes from the front of `bytes`, puts the data found at `out` and moves that on. `out` may be where
    /// `bytes` begins: there is never more data than what was taken, so a body is joined in the buffer that
    /// it came in and nothing else grows. After `done` what is left belongs to the next request.
    Progress decode(std::string_view& bytes, char*& out);
    /// Of the data so far; at most `body_bytes_max`.
    std::size_t size() const { return size_; }

private:
    enum class State { size, size_end, data, data_cr, data_lf, last_cr, last_lf };
    Progress take_size(char c);

    std::size_t body_bytes_max_;
    State state_ = State::size;
    std::size_t digits_ = 0;
    std::size_t rest_ = 0;  // Of the size being read, then of the chunk's data.
    std::size_t size_ = 0;
};

}  // namespace choqr::http
