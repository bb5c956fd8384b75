#pragma once

#include <span>
#include <string_view>

namespace choqr::web {

/// One file of the screens, built into the binary. The views live as long as the program.
struct Asset {
    /// Where it is served: "/wallet"; "/stall/{id}", a page that answers for every id and whose script reads
    /// it from the address; "/assets/stall.0123456789abcdef.css", a part of pages.
    std::string_view path;
    std::string_view language;      ///< of a page: "vi" or "en"; "" for a part
    std::string_view content_type;  ///< with charset
    std::string_view body;
    std::string_view
        gzip;  ///< the same in gzip (RFC 1952), of a part; empty for a page, which is sent in other bytes
    std::string_view etag;  ///< of `body`; strong, with its quotes
    bool compiles_wasm;     ///< of a page: it names a WebAssembly part, which its scripts may compile
};

/// All of them, as web/build.mjs found them: nothing else lists a screen. Any thread.
std::span<const Asset> assets();

/// The language of whoever asks for none: a phone set to English says nothing about who holds it.
inline constexpr std::string_view default_language = "vi";

/// A part carries its hash in its name and never changes; pages are asked for again each time (with the
/// etag).
inline bool is_part(const Asset& asset) { return asset.language.empty(); }

/// The asset that answers GET `path` (without query); of a page the one in `language`, or in the default
/// language where there is none. Null: not one of ours. Any thread.
const Asset* find_asset(std::string_view path, std::string_view language = default_language);

}  // namespace choqr::web
