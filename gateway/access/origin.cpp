#include "access/origin.hpp"

#include <utility>

#include "base/ascii.hpp"

namespace choqr::gateway {
namespace {

// "https://cho.example.vn/choqr" → "https://cho.example.vn": what a browser calls an origin.
std::string_view origin_of(std::string_view url) {
    const auto host = url.find("://");
    return host == std::string_view::npos ? url : url.substr(0, url.find('/', host + 3));
}

}  // namespace

Origin::Origin(std::string public_base_url, bool by_tls)
    : public_base_url_{std::move(public_base_url)}, by_tls_{by_tls} {
    while (public_base_url_.ends_with('/')) public_base_url_.pop_back();
}

std::string Origin::base_url(const http::Request& request) const {
    if (!public_base_url_.empty()) return public_base_url_;
    return std::string{by_tls_ ? "https://" : "http://"}.append(request.field("host").value_or("localhost"));
}

// Sec-Fetch-Site cannot be set by a script. "same-site" is another port of this machine, and none of ours.
Origin::Caller Origin::caller_of(const http::Request& request) const {
    if (const auto site = request.field("sec-fetch-site")) {
        if (request.count("sec-fetch-site") > 1) return Caller::other_site;
        if (*site == "same-origin") return Caller::own_page;
        return *site == "none" ? Caller::unknown : Caller::other_site;
    }
    const auto origin = request.field("origin");
    if (!origin) return Caller::unknown;
    const auto host = request.field("host").value_or("");
    const bool is_called =
        equal_ignoring_case(*origin, (by_tls_ ? "https://" : "http://") + std::string{host});
    const bool is_public =
        !public_base_url_.empty() && equal_ignoring_case(*origin, origin_of(public_base_url_));
    return (is_called || is_public) && request.count("origin") == 1 ? Caller::own_page : Caller::other_site;
}

}  // namespace choqr::gateway
