#include "http_client/url.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/ascii.hpp"

namespace choqr::world {
namespace {

bool take_scheme(std::string_view& text, std::string_view scheme) {
    if (!equal_ignoring_case(text.substr(0, scheme.size()), scheme)) return false;
    text.remove_prefix(scheme.size());
    return true;
}

bool is_host_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.' || c == '-' || c == '_';
}
bool is_address_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == ':' || c == '.';
}
bool is_target_character(char c) { return c > 0x20 && c < 0x7f && c != '#'; }

bool is_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return !text.empty() && error == std::errc{} && end == text.data() + text.size() && port > 0;
}

/// Takes "[::1]" or "a.example" from the front, in small letters and without brackets.
std::optional<std::string> take_host(std::string_view& authority) {
    const bool bracketed = authority.starts_with('[');
    const auto end = bracketed ? authority.find(']') : std::min(authority.find(':'), authority.size());
    if (end == std::string_view::npos) return std::nullopt;
    std::string host{bracketed ? authority.substr(1, end - 1) : authority.substr(0, end)};
    std::ranges::transform(host, host.begin(), to_lower_ascii);
    const bool fits = std::ranges::all_of(host, bracketed ? is_address_character : is_host_character);
    if (host.empty() || !fits) return std::nullopt;
    authority.remove_prefix(end + (bracketed ? 1 : 0));
    return host;
}

}  // namespace

std::optional<Url> Url::parse(std::string_view text) {
    Url url;
    url.secure = take_scheme(text, "https://");
    if (!url.secure && !take_scheme(text, "http://")) return std::nullopt;
    auto authority = text.substr(0, text.find_first_of("/?#"));
    text.remove_prefix(authority.size());
    auto host = take_host(authority);
    if (!host) return std::nullopt;
    url.host = *std::move(host);
    url.port = url.secure ? "443" : "80";
    if (!authority.empty()) {
        if (!authority.starts_with(':') || !is_port(authority.substr(1))) return std::nullopt;
        url.port = authority.substr(1);
    }
    if (!std::ranges::all_of(text, is_target_character)) return std::nullopt;
    url.target = text.starts_with('/') ? std::string{text} : "/" + std::string{text};
    return url;
}

std::string Url::authority() const {
    auto text = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return port == (secure ? "443" : "80") ? text : text + ":" + port;
}

std::string Url::origin() const { return (secure ? "https://" : "http://") + authority(); }

std::optional<Url> Url::resolve(std::string_view location) const {
    if (location.starts_with('/') && !location.starts_with("//"))
        return parse(origin() + std::string{location});
    return parse(location);
}

}  // namespace choqr::world
