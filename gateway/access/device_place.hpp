#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/ids.hpp"

namespace choqr::gateway {

/// Whose device a device is: a stall's, or a market's. A value.
class DevicePlace {
public:
    DevicePlace(StallId stall) : id_{stall} {}
    DevicePlace(MarketId market) : id_{market} {}
    /// "st17", "mk3".
    static std::optional<DevicePlace> parse(std::string_view text) {
        if (const auto stall = StallId::parse(text)) return DevicePlace{*stall};
        if (const auto market = MarketId::parse(text)) return DevicePlace{*market};
        return std::nullopt;
    }

    std::string text() const {
        return std::visit([](auto id) { return id.text(); }, id_);
    }
    std::optional<StallId> stall() const { return of<StallId>(); }
    std::optional<MarketId> market() const { return of<MarketId>(); }
    friend bool operator==(const DevicePlace&, const DevicePlace&) = default;

private:
    template <class Id>
    std::optional<Id> of() const {
        const auto* id = std::get_if<Id>(&id_);
        return id ? std::optional{*id} : std::nullopt;
    }
    std::variant<StallId, MarketId> id_;
};

}  // namespace choqr::gateway
