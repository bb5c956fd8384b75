#pragma once

#include <span>
#include <string_view>

namespace choqr::web {

/// One file of the pages, built into the binary. The views live as long as the program.
struct Asset {
    std::string_view path;          ///< "/", "/stall", "/assets/style.0123456789abcdef.css"
    std::string_view content_type;  ///< with charset
    std::string_view body;
    std::string_view etag;          ///< strong, with its quotes
};

/// All of them. Any thread.
std::span<const Asset> assets();

/// The asset that answers GET `path` (without query). Pages about one thing answer for every thing: /stall/{id} is "/stall",
/// /board/{id} is "/board"; their script reads the id from the address. Null: not one of ours. Any thread.
const Asset* find_asset(std::string_view path);

/// Files under /assets/ carry their hash in the name and never change; pages are asked for again each time (with the etag).
std::string_view cache_control(const Asset& asset);

}  // namespace choqr::web
