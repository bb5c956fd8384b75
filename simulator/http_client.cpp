#include "simulator/http_client.hpp"

#include <charconv>

namespace choqr::simulator {
namespace {

constexpr std::chrono::seconds answer_limit{10};
constexpr std::size_t body_bytes_max = 64u << 20;

std::optional<std::chrono::seconds> seconds_of(std::string_view text) {
    int seconds = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (text.empty() || error != std::errc{} || stop != text.data() + text.size() || seconds < 0)
        return std::nullopt;
    return std::chrono::seconds{seconds};
}

}  // namespace

net::awaitable<HttpReply> HttpConnection::call(HttpRequest request) {
    world::HttpRequest asked;
    asked.method = std::move(request.method);
    asked.url = origin_ + request.target;
    asked.fields = {request.headers.begin(), request.headers.end()};
    asked.fields.emplace_back("User-Agent", "choqr-simulate");
    asked.body = std::move(request.body);
    asked.limits.connect = asked.limits.write = asked.limits.read = answer_limit;
    asked.limits.answer_bytes_max = body_bytes_max;
    auto answer = co_await client_.call(std::move(asked));
    HttpReply reply;
    if (!answer) co_return reply;
    reply.status = answer->status;
    reply.retry_after = seconds_of(answer->field("retry-after").value_or(""));
    reply.body = std::move(answer->body);
    co_return reply;
}

}  // namespace choqr::simulator
