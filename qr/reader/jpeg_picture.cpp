#include <turbojpeg.h>

#include <memory>
#include <optional>
#include <utility>

#include "qr_reader/unpack.hpp"

namespace choqr::qr_reader {
namespace {

struct FreeTurbo {
    void operator()(void* handle) const { tjDestroy(handle); }
};

// Of a progressive picture each scan goes over all pixels again, and a file of a few kilobytes can hold
// hundreds of scans.
constexpr std::size_t scanned_pixels_max = 10 * picture_pixels_max;

// The largest of libjpeg's scales at which the picture stays within the limit of pixels.
std::optional<std::pair<int, int>> scaled_size(int width, int height) {
    int count = 0;
    const tjscalingfactor* factors = tjGetScalingFactors(&count);
    std::optional<std::pair<int, int>> best;
    for (int i = 0; i < count; ++i) {
        if (factors[i].num > factors[i].denom) continue;
        const std::pair size{TJSCALED(width, factors[i]), TJSCALED(height, factors[i])};
        if (pixels_of(size.first, size.second) <= picture_pixels_max && (!best || size.first > best->first))
            best = size;
    }
    return best;
}

// libjpeg keeps a progressive picture, and one that sends each colour by itself, as an array of the whole in
// full size: up to six bytes a pixel, 860 MB at the largest sides, asked for by a file of two hundred bytes.
// True if it surely does not: one baseline scan of all colours. Walks the markers (ITU-T T.81, annex B);
// where it is in doubt the answer is no.
bool unpacks_row_by_row(std::string_view bytes) {
    const auto byte = [bytes](std::size_t i) {
        return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i]));
    };
    std::size_t colours = 0;
    for (std::size_t at = 2; at + 10 <= bytes.size();) {
        const auto marker = byte(at + 1);
        const bool has_length = marker >= 0xC0 && marker < 0xFF && !(marker >= 0xD0 && marker <= 0xD9);
        if (byte(at) != 0xFF || !has_length) return false;
        if (marker == 0xDA) return colours > 0 && byte(at + 4) == colours;
        const bool frame = marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame && (marker > 0xC1 || colours > 0)) return false;
        if (frame) colours = byte(at + 9);
        at += 2 + (byte(at + 2) << 8 | byte(at + 3));
    }
    return false;
}

// Never fewer than there are: within a scan's data a byte FF has 00 behind it.
std::size_t count_scans(std::string_view bytes) {
    std::size_t scans = 0;
    for (auto at = bytes.find("\xFF\xDA"); at != std::string_view::npos; at = bytes.find("\xFF\xDA", at + 2))
        ++scans;
    return scans;
}

class JpegFile {
public:
    explicit JpegFile(std::string_view bytes) : bytes_{bytes} {}

    Unpacked unpack() {
        if (!turbo_ || tjDecompressHeader3(turbo_.get(), data(), bytes_.size(), &width_, &height_,
                                           &subsampling_, &colours_) != 0)
            return Problem::broken;
        if (width_ <= 0 || height_ <= 0) return Problem::broken;
        if (const auto problem = refuse_by_size()) return *problem;
        const auto size = scaled_size(width_, height_);
        if (!size) return Problem::too_large;
        const bool ink = colours_ == TJCS_CMYK || colours_ == TJCS_YCCK;
        return ink ? unpack_ink(size->first, size->second) : unpack_light(size->first, size->second);
    }

private:
    const unsigned char* data() const { return reinterpret_cast<const unsigned char*>(bytes_.data()); }

    std::optional<Problem> refuse_by_size() const {
        if (!within_sides(width_, height_)) return Problem::too_large;
        if (unpacks_row_by_row(bytes_)) return std::nullopt;
        const auto pixels = pixels_of(width_, height_);
        if (pixels > picture_pixels_max || pixels * count_scans(bytes_) > scanned_pixels_max)
            return Problem::too_large;
        return std::nullopt;
    }

    Unpacked unpack_light(int width, int height) {
        auto grey = blank(width, height);
        if (!decompress(grey.pixels.data(), width, height, TJPF_GRAY)) return Problem::broken;
        return grey;
    }

    // What printers make. Adobe's programs write ink upside down, 255 for none, and so does everybody else; a
    // file that does not comes out white on black, which is read too.
    Unpacked unpack_ink(int width, int height) {
        std::vector<std::uint8_t> inks(pixels_of(width, height) * 4);
        if (!decompress(inks.data(), width, height, TJPF_CMYK)) return Problem::broken;
        auto grey = blank(width, height);
        for (std::size_t i = 0; i < grey.pixels.size(); ++i) {
            const auto* ink = &inks[i * 4];
            grey.pixels[i] = static_cast<std::uint8_t>(grey_of(ink[0], ink[1], ink[2]) * ink[3] / 255);
        }
        return grey;
    }

    // TJFLAG_LIMITSCANS: the second lock on what count_scans() bounds. A warning (a cut-off end) still leaves
    // a picture in which the code may be whole.
    bool decompress(std::uint8_t* pixels, int width, int height, int format) {
        const int outcome = tjDecompress2(turbo_.get(), data(), bytes_.size(), pixels, width, 0, height,
                                          format, TJFLAG_LIMITSCANS);
        return outcome == 0 || tjGetErrorCode(turbo_.get()) != TJERR_FATAL;
    }

    std::string_view bytes_;
    std::unique_ptr<void, FreeTurbo> turbo_{tjInitDecompress()};
    int width_ = 0, height_ = 0, subsampling_ = 0, colours_ = 0;
};

}  // namespace

Unpacked unpack_jpeg(std::string_view bytes) { return JpegFile{bytes}.unpack(); }

}  // namespace choqr::qr_reader
