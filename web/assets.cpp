#include "web/assets.hpp"

#include <algorithm>

namespace choqr::web {
namespace {

constexpr std::string_view immutable_prefix = "/assets/";

/// "/stall/st17" belongs to "/stall"; "/stall/" and "/stall/a/b" belong to nobody.
bool is_one_of(std::string_view page, std::string_view path) {
    if (!path.starts_with(page) || path.size() < page.size() + 2 || path[page.size()] != '/') return false;
    return path.find('/', page.size() + 1) == std::string_view::npos;
}

const Asset* exactly(std::string_view path) {
    const auto all = assets();
    const auto found = std::ranges::find(all, path, &Asset::path);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace

const Asset* find_asset(std::string_view path) {
    for (const std::string_view page : {std::string_view{"/stall"}, std::string_view{"/board"}}) {
        if (path == page) return nullptr;
        if (is_one_of(page, path)) return exactly(page);
    }
    return exactly(path);
}

std::string_view cache_control(const Asset& asset) {
    return asset.path.starts_with(immutable_prefix) ? "public, max-age=31536000, immutable" : "no-cache";
}

}  // namespace choqr::web
