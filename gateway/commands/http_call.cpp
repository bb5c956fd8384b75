#include "gateway/commands/http_call.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <fstream>
#include <iterator>

#include "gateway/commands/command_line.hpp"
#include "json/fields.hpp"

namespace choqr::gateway {

namespace beast = boost::beast;
using tcp = boost::asio::ip::tcp;

Target parse_target(std::string_view url, std::string token) {
    constexpr std::string_view scheme = "http://";
    const auto whole = std::string{url};
    if (!url.starts_with(scheme)) throw UsageError{"--url: " + whole + " does not begin with http://"};
    url.remove_prefix(scheme.size());
    while (url.ends_with('/')) url.remove_suffix(1);
    if (url.empty() || url.find('/') != std::string_view::npos) throw UsageError{"--url: " + whole + " is not http://HOST[:PORT]"};
    const auto colon = url.rfind(':');
    Target target;
    target.host = url.substr(0, colon);
    target.port = colon == std::string_view::npos ? "80" : std::string{url.substr(colon + 1)};
    target.token = std::move(token);
    return target;
}

Reply call(const Target& target, std::string_view method, const std::string& path, std::string_view content_type, std::string_view body) {
    try {
        boost::asio::io_context io;
        beast::tcp_stream stream{io};
        stream.expires_after(std::chrono::seconds{60});
        stream.connect(tcp::resolver{io}.resolve(target.host, target.port));
        beast::http::request<beast::http::string_body> request;
        request.method_string(method);
        request.target(path);
        request.version(11);
        request.set(beast::http::field::host, target.host);
        request.set(beast::http::field::connection, "close");
        if (!target.token.empty()) request.set(beast::http::field::authorization, "Bearer " + target.token);
        if (!content_type.empty()) request.set(beast::http::field::content_type, content_type);
        request.body() = body;
        request.prepare_payload();
        beast::http::write(stream, request);
        beast::flat_buffer buffer;
        beast::http::response_parser<beast::http::string_body> parser;
        parser.body_limit(64u << 20);
        beast::http::read(stream, buffer, parser);
        auto response = parser.release();
        const auto type = response[beast::http::field::content_type];
        return {static_cast<int>(response.result_int()), std::string{type.data(), type.size()}, std::move(response.body())};
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error{"http://" + target.host + ":" + target.port + " does not answer: " + error.code().message()};
    }
}

json::Value call_json(const Target& target, std::string_view method, const std::string& path, std::string_view content_type,
                      std::string_view body, std::string* text) {
    const auto reply = call(target, method, path, content_type, body);
    if (text != nullptr) *text = reply.body;
    auto parsed = json::parse(reply.body);
    auto* document = std::get_if<json::Value>(&parsed);
    if (document == nullptr) throw std::runtime_error{path + ": the answer (" + std::to_string(reply.status) + ") is not JSON"};
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
    if (items == nullptr || items->array() == nullptr || items->array()->empty()) throw UsageError{"there is no market yet; register one first"};
    if (items->array()->size() > 1) throw UsageError{"--market is missing: there are several markets"};
    const auto* id = items->array()->front().find("id");
    if (id == nullptr || id->string() == nullptr) throw std::runtime_error{"the list of markets is not what it should be"};
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
