#include "qr_reader/unpack.hpp"

namespace choqr::qr_reader {

Unpacked unpack(std::string_view bytes, Background background) {
    using namespace std::string_view_literals;
    if (bytes.size() > picture_bytes_max) return Problem::too_large;
    if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return unpack_png(bytes, background);
    if (bytes.starts_with("\xFF\xD8\xFF")) return unpack_jpeg(bytes);
    if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return unpack_gif(bytes, background);
    if (bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP"))
        return unpack_webp(bytes, background);
    if (bytes.starts_with("BM")) return unpack_bmp(bytes, background);
    return Problem::not_a_picture;
}

}  // namespace choqr::qr_reader
