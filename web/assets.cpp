#include "web/assets.hpp"

namespace choqr::web {
namespace {

/// "/stall/st17" belongs to "/stall/{id}"; "/stall/" and "/stall/a/b" belong to nobody.
bool answers(std::string_view pattern, std::string_view path) {
    const auto brace = pattern.find('{');
    if (brace == std::string_view::npos) return path == pattern;
    return path.starts_with(pattern.substr(0, brace)) && path.size() > brace &&
           path.find('/', brace) == std::string_view::npos;
}

}  // namespace

const Asset* find_asset(std::string_view path, std::string_view language) {
    const Asset* in_default = nullptr;
    for (const auto& asset : assets()) {
        if (!answers(asset.path, path)) continue;
        if (is_part(asset) || asset.language == language) return &asset;
        if (asset.language == default_language) in_default = &asset;
    }
    return in_default;
}

}  // namespace choqr::web
