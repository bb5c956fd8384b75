#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace choqr::qr_reader {

enum class Problem {
    none,
    not_a_picture,  ///< Neither PNG nor JPEG by its first bytes.
    too_large,      ///< More bytes or pixels than the limits below.
    broken,         ///< It begins like a picture and cannot be unpacked.
    nothing_found,
};
std::string_view text_of(Problem problem);

inline constexpr std::size_t picture_bytes_max = 12 * 1024 * 1024;
inline constexpr int picture_side_max = 12'000;
/// Unpacked pixels kept in memory; a larger baseline JPEG is scaled down while it is unpacked, another JPEG or a PNG refused.
inline constexpr std::size_t picture_pixels_max = 16'000'000;

struct Reading {
    Problem problem = Problem::none;
    /// What the QR codes in the picture say, each text once; a picture of two stands has two. Empty if there is a problem.
    std::vector<std::string> texts;
};

/// Finds and reads the QR codes in a PNG or JPEG from outside. Bounded in memory and time; from any thread.
Reading read_picture(std::string_view bytes);

}  // namespace choqr::qr_reader
