#include "cli/http_call.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "http_client/net_http_client.hpp"
#include "http_client/url.hpp"
#include "json/fields.hpp"

namespace choqr::gateway {

namespace net = boost::asio;

namespace {

// Importing a large market, or printing it, takes its time.
constexpr std::chrono::seconds answer_limit{120};
constexpr std::size_t answer_bytes_max = 64u << 20;

std::string first_line(std::string text) {
    text.erase(std::min(text.find_first_of("\r\n"), text.size()));
    return text;
}

net::awaitable<void> ask(world::HttpClient& client, world::HttpRequest request,
                         Result<world::HttpResponse>& answer) {
    answer = co_await client.call(std::move(request));
}

}  // namespace

std::string token_of(const Arguments& arguments) {
    if (auto token = arguments.value("--token")) return *std::move(token);
    if (const auto file = arguments.value("--token-file")) return first_line(read_whole_file(*file));
    if (const char* const token = std::getenv("CHOQR_TOKEN"); token != nullptr && *token != '\0')
        return token;
    throw UsageError{"--token: is missing; add --token-file FILE, or set CHOQR_TOKEN",
                     "--token: còn thiếu; hãy thêm --token-file TỆP, hoặc đặt biến CHOQR_TOKEN"};
}

Target target_of(const Arguments& arguments) {
    const auto text = arguments.required("--url");
    const auto url = world::Url::parse(text);
    if (!url || url->target != "/")
        throw UsageError{
            "--url: " + text + " is no gateway's address; write http://HOST[:PORT] or https://…",
            "--url: " + text + " không phải địa chỉ máy chủ; hãy viết http://MÁY[:CỔNG] hoặc https://…"};
    return {url->origin(), token_of(arguments)};
}

std::optional<std::string> one_place_of(const Arguments& arguments) {
    if (arguments.has("--data") != arguments.has("--url")) return arguments.value("--data");
    throw UsageError{"--data: write either --data DIR or --url URL",
                     "--data: hãy viết hoặc --data DIR hoặc --url URL"};
}

Reply call(const Target& target, std::string_view method, const std::string& path,
           std::string_view content_type, std::string_view body) {
    world::HttpRequest request;
    request.method = method;
    request.url = target.origin + path;
    request.body = body;
    request.limits.write = request.limits.read = answer_limit;
    request.limits.answer_bytes_max = answer_bytes_max;
    if (!target.token.empty()) request.fields.emplace_back("Authorization", "Bearer " + target.token);
    if (!content_type.empty()) request.fields.emplace_back("Content-Type", content_type);
    net::io_context io;
    world::NetHttpClient client;
    Result<world::HttpResponse> answer = world::HttpResponse{};
    std::exception_ptr failure;
    net::co_spawn(io, ask(client, std::move(request), answer),
                  [&failure](std::exception_ptr thrown) { failure = std::move(thrown); });
    io.run();
    if (failure) std::rethrow_exception(failure);
    if (!answer) throw std::runtime_error{target.origin + ": " + answer.error().message()};
    return {answer->status, std::string{answer->field("content-type").value_or("")}, std::move(answer->body)};
}

json::Value call_json(const Target& target, std::string_view method, const std::string& path,
                      std::string_view content_type, std::string_view body, std::string* text) {
    const auto reply = call(target, method, path, content_type, body);
    if (text != nullptr) *text = reply.body;
    auto parsed = json::parse(reply.body);
    auto* document = std::get_if<json::Value>(&parsed);
    if (document == nullptr)
        throw std::runtime_error{path + ": the answer (" + std::to_string(reply.status) + ") is not JSON"};
    if (reply.status < 200 || reply.status > 299) {
        const auto* detail = document->find("detail");
        const bool told = detail != nullptr && detail->string() != nullptr;
        throw std::runtime_error{told ? *detail->string() : path + ": " + std::to_string(reply.status)};
    }
    return std::move(*document);
}

std::string only_market(const Target& target) {
    const auto list = call_json(target, "GET", "/v1/markets?limit=2");
    const auto* items = list.find("items");
    if (items == nullptr || items->array() == nullptr || items->array()->empty())
        throw UsageError{"--market: there is no market yet; register one first",
                         "--market: chưa có chợ nào; hãy đăng ký chợ trước"};
    if (items->array()->size() > 1)
        throw UsageError{"--market: is missing, and there are several; add --market ID",
                         "--market: còn thiếu, mà có nhiều chợ; hãy thêm --market MÃ"};
    const auto* id = items->array()->front().find("id");
    if (id == nullptr || id->string() == nullptr)
        throw std::runtime_error{"the list of markets is not what it should be"};
    return *id->string();
}

std::string read_whole_file(const std::string& path) {
    std::ifstream stream{path, std::ios::binary};
    if (!stream) throw std::runtime_error{path + ": cannot be read"};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

std::string operator_token(const std::string& directory) {
    auto text = read_whole_file(directory + "/operator.token");
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    return text;
}

}  // namespace choqr::gateway
