#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "http_client/errc.hpp"

namespace choqr::world {

using HttpFields = std::vector<std::pair<std::string, std::string>>;

/// How long a server may take for each step, and how much it may say.
struct HttpLimits {
    std::chrono::milliseconds connect{10'000};  ///< Name, connection and TLS together.
    std::chrono::milliseconds write{30'000};    ///< The whole request.
    std::chrono::milliseconds read{30'000};     ///< The whole answer.
    std::size_t answer_bytes_max = 16u << 20;   ///< Of its content.
    unsigned redirects_max = 0;  ///< Of a GET; otherwise, and beyond, a 3xx is an answer like any other.
};

struct HttpRequest {
    std::string method = "GET";
    std::string url;  ///< "https://host:port/path?query", percent-encoded.
    HttpFields fields{};
    std::string body{};
    HttpLimits limits{};
};

struct HttpResponse {
    int status = 0;
    HttpFields fields{};  ///< Names as they came.
    std::string body{};

    /// The first field of this name (in small letters); nothing if absent.
    std::optional<std::string_view> field(std::string_view lower_case_name) const;
};

/// Calls the servers of others. Real in the program, scripted in tests and simulations.
class HttpClient {
public:
    virtual ~HttpClient() = default;

    /// Completes with the server's answer, whatever its status, or with why there is none (http_errc; the
    /// system's own error where it says more; operation_aborted when cancelled), at the latest when the
    /// request's limits end. Calls may overlap, all from one thread or strand. Cancelling ends the waiting:
    /// the request may have arrived. Nothing is sent twice, but for a GET on a kept connection that ended.
    virtual boost::asio::awaitable<Result<HttpResponse>> call(HttpRequest request) = 0;
};

}  // namespace choqr::world
