#include "http/chunk_decoder.hpp"

#include <algorithm>
#include <cstring>

namespace choqr::http {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

ChunkDecoder::Progress ChunkDecoder::take_size(char c) {
    if (c == '\r' && digits_ > 0) {
        state_ = State::size_end;
        return Progress::need_more;
    }
    const int digit = hex_value(c);
    if (digit < 0) return Progress::malformed;
    if (++digits_ > size_digits_max) return Progress::malformed;
    rest_ = rest_ * 16 + static_cast<std::size_t>(digit);
    return Progress::need_more;
}

ChunkDecoder::Progress ChunkDecoder::decode(std::string_view& bytes, char*& out) {
    while (!bytes.empty()) {
        if (state_ == State::data) {
            const auto piece = bytes.substr(0, std::min(rest_, bytes.size()));
            std::memmove(out, piece.data(), piece.size());
            out += piece.size();
            size_ += piece.size();
            rest_ -= piece.size();
            bytes.remove_prefix(piece.size());
            if (rest_ == 0) state_ = State::data_cr;
            continue;
        }
        const char c = bytes.front();
        bytes.remove_prefix(1);
        switch (state_) {
            case State::size:
                if (take_size(c) == Progress::malformed) return Progress::malformed;
                break;
            case State::size_end:
                if (c != '\n') return Progress::malformed;
                if (rest_ > body_bytes_max_ - size_) return Progress::too_large;
                state_ = rest_ == 0 ? State::last_cr : State::data;
                digits_ = 0;
                break;
            case State::data:
                break;
            case State::data_cr:
                if (c != '\r') return Progress::malformed;
                state_ = State::data_lf;
                break;
            case State::data_lf:
                if (c != '\n') return Progress::malformed;
                state_ = State::size;
                break;
            case State::last_cr:
                if (c != '\r') return Progress::malformed;
                state_ = State::last_lf;
                break;
            case State::last_lf:
                return c == '\n' ? Progress::done : Progress::malformed;
        }
    }
    return Progress::need_more;
}

}  // namespace choqr::http
