#include "http_client/scripted_http_client.hpp"

#include <boost/asio/error.hpp>

namespace choqr::world {

boost::asio::awaitable<Result<HttpResponse>> ScriptedHttpClient::call(HttpRequest request) {
    asked_.push_back(request);
    auto reply = script_(request);
    const bool too_slow = reply.after > request.limits.read;
    const auto wait = too_slow ? request.limits.read : reply.after;
    if (wait.count() > 0) {
        const bool passed = co_await clock_.sleep(wait);
        if (!passed) co_return Error{boost::asio::error::operation_aborted};
    }
    if (too_slow) co_return make_error_code(http_errc::read_timed_out);
    const bool too_large = reply.answer && reply.answer->body.size() > request.limits.answer_bytes_max;
    if (too_large) co_return make_error_code(http_errc::too_large);
    co_return std::move(reply.answer);
}

}  // namespace choqr::world
