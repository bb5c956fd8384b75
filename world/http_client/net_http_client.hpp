#pragma once

#include <memory>
#include <string>

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

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace choqr::world
