#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

#include "qr_reader/unpack.hpp"

namespace choqr::qr_reader {
namespace {

int read_some(GifFileType* file, GifByteType* into, int count) {
    auto& rest = *static_cast<std::string_view*>(file->UserData);
    const auto taken = std::min(rest.size(), static_cast<std::size_t>(std::max(count, 0)));
    std::memcpy(into, rest.data(), taken);
    rest.remove_prefix(taken);
    return static_cast<int>(taken);
}

// The lines of an interlaced frame come in four passes (GIF89a, appendix E).
struct Pass {
    int first, step;
};
constexpr std::array<Pass, 1> in_order{{{0, 1}}};
constexpr std::array<Pass, 4> interlaced{{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};

class GifFile {
public:
    GifFile(std::string_view bytes, Background background) : rest_{bytes}, background_{background} {
        int ignored = 0;
        file_ = DGifOpen(&rest_, read_some, &ignored);
    }
    ~GifFile() {
        if (file_ != nullptr) DGifCloseFile(file_, nullptr);
    }
    GifFile(const GifFile&) = delete;
    GifFile& operator=(const GifFile&) = delete;

    // The size of the whole canvas means nothing to us: only the first frame is unpacked, and never put on
    // one.
    Unpacked unpack() {
        GifRecordType record = UNDEFINED_RECORD_TYPE;
        while (file_ != nullptr && DGifGetRecordType(file_, &record) == GIF_OK) {
            if (record == IMAGE_DESC_RECORD_TYPE) return unpack_frame();
            if (record != EXTENSION_RECORD_TYPE || !read_extension()) break;
        }
        return Problem::broken;
    }

private:
    bool read_extension() {
        int code = 0;
        GifByteType* block = nullptr;
        bool good = DGifGetExtension(file_, &code, &block) == GIF_OK;
        while (good && block != nullptr) {
            GraphicsControlBlock control{};
            if (code == GRAPHICS_EXT_FUNC_CODE && DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
                transparent_ = control.TransparentColor;
            good = DGifGetExtensionNext(file_, &block) == GIF_OK;
        }
        return good;
    }

    Unpacked unpack_frame() {
        if (DGifGetImageDesc(file_) != GIF_OK) return Problem::broken;
        const auto& frame = file_->Image;
        if (!within_sides(frame.Width, frame.Height)) return Problem::too_large;
        if (pixels_of(frame.Width, frame.Height) > picture_pixels_max) return Problem::too_large;
        const auto* colours = frame.ColorMap != nullptr ? frame.ColorMap : file_->SColorMap;
        if (colours == nullptr) return Problem::broken;
        auto grey = blank(frame.Width, frame.Height);
        grey.transparent = transparent_ != NO_TRANSPARENT_COLOR;
        const auto shades = shades_of(*colours);
        const auto passes =
            frame.Interlace ? std::span<const Pass>{interlaced} : std::span<const Pass>{in_order};
        for (const auto& [first, step] : passes)
            for (int y = first; y < grey.height; y += step)
                if (!unpack_line(grey, y, shades)) return Problem::broken;
        return grey;
    }

    using Shades =
        std::array<std::uint8_t, 256>;  // By number of colour; what the map does not have is black.

    Shades shades_of(const ColorMapObject& colours) const {
        Shades shades{};
        for (std::size_t i = 0;
             i < std::min<std::size_t>(static_cast<std::size_t>(std::max(colours.ColorCount, 0)), 256); ++i)
            shades[i] = grey_of(colours.Colors[i].Red, colours.Colors[i].Green, colours.Colors[i].Blue);
        if (transparent_ >= 0 && transparent_ < 256)
            shades[static_cast<std::size_t>(transparent_)] = static_cast<std::uint8_t>(background_);
        return shades;
    }

    bool unpack_line(Grey& grey, int y, const Shades& shades) {
        auto* const row = grey.row(y);
        if (DGifGetLine(file_, row, grey.width) != GIF_OK) return false;
        std::transform(row, row + grey.width, row, [&shades](std::uint8_t number) { return shades[number]; });
        return true;
    }

    std::string_view rest_;
    Background background_;
    GifFileType* file_ = nullptr;
    int transparent_ = NO_TRANSPARENT_COLOR;
};

}  // namespace

Unpacked unpack_gif(std::string_view bytes, Background background) {
    return GifFile{bytes, background}.unpack();
}

}  // namespace choqr::qr_reader
