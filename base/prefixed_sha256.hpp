#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/hash.hpp"

namespace choqr {

// SHA-256 of one byte and a text after it: how RFC 6962 tells the leaves of a tree from its nodes. Any
// thread.

Hash prefixed_sha256(std::uint8_t prefix, std::string_view text);

/// The same for each of `texts`, into `digests`, which has as many places. Where the processor has AVX-512,
/// sixteen texts at a time in half the time of one after the other (docs/decisions/0203).
void prefixed_sha256(std::uint8_t prefix, std::span<const std::string_view> texts, std::span<Hash> digests);

/// Whether this processor hashes sixteen texts at a time.
bool hashes_side_by_side();

}  // namespace choqr
