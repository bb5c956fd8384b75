#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace choqr::http {

/// What stood at the `{…}` places of a pattern, in order, percent-decoded. At most six.
struct PathValues {
    std::array<std::string, 6> values;
    std::size_t count = 0;
    const std::string& operator[](std::size_t index) const { return values[index]; }
};

/// Answers one request. `request` is valid until it has answered. An exception is answered with 500 and
/// logged.
using Handler = std::function<net::awaitable<Response>(const Request& request, const PathValues& values)>;

/// Whether the client may send a body at all. `head` is the request without it, valid until the answer.
/// Nothing: go on. A response is sent instead, and the connection ends.
using BeforeBody = std::function<net::awaitable<std::optional<Response>>(const Request& head)>;

/// A query parameter that a route understands. Its texts outlive the route.
struct Parameter {
    std::string_view name;
    std::string_view description;  ///< For people: one line.
};

/// What becomes of query parameters that a route does not declare.
enum class OtherParameters : std::uint8_t {
    refused,
    refused_if_near,  ///< Passed over, as the servers do whose addresses these are, unless one is a
                      ///< misspelling.
    free  ///< The query is somebody else's: a provider's own, or a page's, which its script reads.
};

/// What a port that speaks no TLS, beside one that does, makes of a route (plain_port.hpp).
enum class InTheClear : std::uint8_t {
    refused,   ///< A program would go on sending its token and notice nothing (ASVS 4.1.2).
    sent_on,   ///< A page: people type addresses without https.
    answered,  ///< It has to be read before anybody trusts the certificate.
};

/// One row of the table that decides everything about a call: who may, how much, what answers. /openapi.json
/// and the test of every route against every role are made from the same rows.
struct Route {
    Method method = Method::get;
    /// "/v1/stalls/{id}"; a value is one whole segment, or one with a fixed end: "{id}.svg". "{memo*}" is a
    /// text as older clients write it: it may be empty, and a plus sign in it is a space.
    std::string pattern;
    Handler handler;
    std::uint32_t access = 0;  ///< The application's own meaning (gateway/access.hpp).
    std::size_t body_bytes_max = 0;
    std::string summary;  ///< For people, one line.
    /// Asked once, before a body of more than 16 KB, of unknown length, or that waits for 100 Continue is
    /// read. May be empty.
    BeforeBody before_body = nullptr;
    std::vector<Parameter> parameters{};
    OtherParameters other_parameters = OtherParameters::refused;  ///< The application sees to it.
    bool limited = false;  ///< The application counts its callers by their address.
    /// Scripts of other sites may call it and read its answer (CORS, without credentials).
    bool cross_origin = false;
    InTheClear in_the_clear = InTheClear::refused;
};

/// The names in `query` that are not among `parameters`, as they were sent.
std::vector<std::string_view> unknown_parameters(std::string_view query,
                                                 std::span<const Parameter> parameters);

/// Finds the route of a request. Constant after the last add(); then safe from any thread.
class Router {
public:
    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;

    /// Asserts that no two routes have the same method and pattern.
    void add(Route route);
    const std::vector<Route>& routes() const { return routes_; }

    struct Found {
        const Route* route = nullptr;  ///< Null: 404, or 405 when `allow` is not empty.
        PathValues values;
        std::string allow;          ///< "GET, HEAD, OPTIONS": methods of this path, for 405 and OPTIONS.
        bool cross_origin = false;  ///< A route of this path is.

        /// What the route takes. Where nothing matches a little, so that the answer can be 404 or 405.
        std::size_t body_bytes_max() const;
    };
    /// HEAD finds the route of GET.
    Found find(Method method, std::string_view path) const;

private:
    struct Node;
    std::vector<Route> routes_;
    std::unique_ptr<Node> root_;
};

}  // namespace choqr::http
