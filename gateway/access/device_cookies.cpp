#include "access/device_cookies.hpp"

#include <algorithm>
#include <optional>

#include "access/access.hpp"
#include "access/cookie_field.hpp"
#include "access/tokens.hpp"

namespace choqr::gateway {
namespace {

constexpr std::string_view common_name = "choqr-device-", host_only = "__Host-";

// "name=value" (RFC 6265, 4.2.1), and nothing that only resembles it.
std::optional<DeviceCookie> device_in(std::string_view pair, std::string_view prefix) {
    if (!pair.starts_with(prefix)) return std::nullopt;
    pair.remove_prefix(prefix.size());
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const auto place = DevicePlace::parse(pair.substr(0, equals));
    const auto value = pair.substr(equals + 1);
    if (!place || !is_token(value)) return std::nullopt;
    return DeviceCookie{*place, hash_of_token(value), std::string{value}};
}

void drop_those_that_came_twice(std::vector<DeviceCookie>& cookies) {
    std::vector<DevicePlace> twice;
    for (const auto& one : cookies)
        if (std::ranges::count(cookies, one.place, &DeviceCookie::place) > 1) twice.push_back(one.place);
    std::erase_if(cookies, [&](const auto& one) { return std::ranges::count(twice, one.place) > 0; });
}

}  // namespace

std::vector<DeviceCookie> DeviceCookies::read(std::span<const HeaderField> fields) const {
    std::vector<DeviceCookie> cookies;
    auto rest = cookie_field(fields).value_or("");
    const auto prefix = std::string{by_tls_ ? host_only : ""}.append(common_name);
    while (!rest.empty()) {
        if (auto cookie = device_in(take_cookie(rest), prefix)) cookies.push_back(*std::move(cookie));
    }
    drop_those_that_came_twice(cookies);
    if (cookies.size() > places_max) cookies.resize(places_max, cookies.front());
    return cookies;
}

std::string DeviceCookies::name_of(const DevicePlace& place) const {
    return std::string{by_tls_ ? host_only : ""}.append(common_name).append(place.text());
}

// Lax would send it with links from elsewhere; no page of ours is reached by one that needs it.
std::string DeviceCookies::field(const DevicePlace& place, std::string_view value,
                                 std::string_view max_age) const {
    auto text = name_of(place).append("=").append(value);
    text.append("; Path=/; Max-Age=").append(max_age).append("; HttpOnly; SameSite=Strict");
    return by_tls_ ? text.append("; Secure") : text;
}

std::string DeviceCookies::set(const DevicePlace& place, std::string_view secret) const {
    constexpr int seconds_of_day = 86'400;
    return field(place, secret, std::to_string(days_kept * seconds_of_day));
}

std::string DeviceCookies::end(const DevicePlace& place) const { return field(place, "", "0"); }

}  // namespace choqr::gateway
