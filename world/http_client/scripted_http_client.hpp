#pragma once

#include <functional>
#include <vector>

#include "http_client/http_client.hpp"
#include "world/clock.hpp"

namespace choqr::world {

/// Servers that a test or a simulation plays. Used by one thread.
class ScriptedHttpClient final : public HttpClient {
public:
    struct Reply {
        Result<HttpResponse> answer;
        std::chrono::milliseconds after{0};  ///< How long the server thinks. Beyond the limit for reading the
                                             ///< caller gets read_timed_out, when that limit ends.
    };
    using Script = std::function<Reply(const HttpRequest& request)>;

    /// `clock` outlives it. `script` is asked once for each call, in the calls' order.
    ScriptedHttpClient(const Clock& clock, Script script) : clock_{clock}, script_{std::move(script)} {}

    boost::asio::awaitable<Result<HttpResponse>> call(HttpRequest request) override;
    /// Everything that was asked so far.
    const std::vector<HttpRequest>& asked() const { return asked_; }

private:
    const Clock& clock_;
    Script script_;
    std::vector<HttpRequest> asked_;
};

}  // namespace choqr::world
