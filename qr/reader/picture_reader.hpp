#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace choqr::qr_reader {

enum class Problem {
    none,
    not_a_picture,  ///< None of the kinds below by its first bytes.
    too_large,      ///< More bytes or pixels than the limits below.
    broken,         ///< It begins like a picture and cannot be unpacked.
    nothing_found,
    too_hard,  ///< Nothing was found in what could be afforded: not everything was tried.
};
std::string_view text_of(Problem problem);

inline constexpr std::size_t picture_bytes_max = 12 * 1024 * 1024;
inline constexpr int picture_side_max = 12'000;
/// Unpacked pixels kept in memory; a larger baseline JPEG is scaled down while it is unpacked, any other
/// picture refused. Kinds that cost more a pixel may have half or a quarter of it.
inline constexpr std::size_t picture_pixels_max = 16'000'000;

struct Reading {
    Problem problem = Problem::none;
    /// What the QR codes in the picture say, each text once; a picture of two stands has two. Empty if there
    /// is a problem.
    std::vector<std::string> texts{};
};

/// How much of the processor the reading may still use; asked before each step, which is begun only if it
/// fits.
using Left = std::function<std::chrono::nanoseconds()>;
inline std::chrono::nanoseconds without_limit() { return std::chrono::nanoseconds::max(); }

/// Finds and reads the QR codes, dark on light or light on dark, in a PNG, JPEG (CMYK too), WebP, GIF (its
/// first frame) or BMP from outside. Bounded in memory, and in time as far as the libraries below keep their
/// promises: strangers' pictures are read in a child process (gateway/work/strangers_work.hpp). From any
/// thread.
Reading read_picture(std::string_view bytes, const Left& left = without_limit);

}  // namespace choqr::qr_reader
