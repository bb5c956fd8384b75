#include "connectors/registry.hpp"

#include <algorithm>
#include <array>

#include "connectors/sepay/sepay.hpp"
#include "connectors/simwallet/simwallet.hpp"

namespace choqr::connectors {

std::span<const Provider* const> providers() {
    static const std::array all{&simwallet_provider(), &sepay_provider()};
    return all;
}

const Provider* find_provider(std::string_view connector) {
    const auto all = providers();
    const auto found = std::ranges::find(all, connector, &Provider::connector);
    return found == all.end() ? nullptr : *found;
}

std::unique_ptr<const Connector> make_connector(const FeedConfig& config) {
    const auto* provider = find_provider(config.connector);
    if (provider == nullptr)
        throw ConfigError{config.name, "connector \"" + config.connector + "\" is not known"};
    return provider->make(config);
}

}  // namespace choqr::connectors
