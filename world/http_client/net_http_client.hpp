#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "http_client/http_client.hpp"

namespace choqr::world {

/// Over the network (README.md). Connections that a server leaves open are kept for the next call to it.
class NetHttpClient final : public HttpClient {
public:
    struct Options {
        std::size_t idle_per_server_max = 16;  ///< Connections kept while nobody uses them.
        std::string
            trusted_file{};  ///< PEM certificates that are trusted beside the machine's own; "": none.
    };
    /// Throws std::runtime_error with a sentence when `trusted_file` cannot be read.
    explicit NetHttpClient(Options options);
    NetHttpClient() : NetHttpClient{Options{}} {}
    ~NetHttpClient() override;

    boost::asio::awaitable<Result<HttpResponse>> call(HttpRequest request) override;

    /// A GET whose answer may go on for ever: of a 2xx each piece of the content goes to `take` as it comes,
    /// and the response's body is empty; of another status it is as call() has it. Completes when the server
    /// ends, or was silent for `limits.read`, or `take` answers false. No redirects; the connection is not
    /// kept.
    boost::asio::awaitable<Result<HttpResponse>> stream(HttpRequest request,
                                                        std::function<bool(std::string_view)> take);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace choqr::world
