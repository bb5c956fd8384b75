// A connection's bytes, whole and in pieces: the same requests and the same refusal come out, every view is
// readable, no body is larger than its route takes, and nothing is read behind a refusal. The first byte says
// how large the pieces are.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "http/request_reader.hpp"
#include "http/router.hpp"

namespace {

using namespace choqr::http;

constexpr std::size_t body_max = 300;

void require(bool condition) {
    if (!condition) std::abort();
}

const Router& router() {
    static const Router made = [] {
        Router routes;
        for (const auto* pattern : {"/v1/stalls/{id}", "/v1/stalls/{id}/qr.svg", "/image/{file}",
                                    "/{bank}/{account}/{amount*}/{memo*}/{template}.png"})
            routes.add({.method = Method::get, .pattern = pattern, .handler = {}, .summary = {}});
        routes.add({.method = Method::post,
                    .pattern = "/v1/providers/{feed}/notices",
                    .handler = {},
                    .body_bytes_max = body_max,
                    .summary = {}});
        return routes;
    }();
    return made;
}

// What a handler would see, as text; touches every byte of every view.
std::string seen(const Request& request, bool keep_alive) {
    std::string out{name_of(request.method)};
    const auto add = [&out](std::string_view text) {
        out.append(" ").append(std::to_string(text.size())).append(":").append(text);
    };
    add(request.target);
    add(request.path);
    add(request.query);
    for (const auto& [name, value] : request.fields) {
        add(name);
        add(value);
    }
    add(request.body);
    return out + (keep_alive ? " keep" : " close");
}

void check_request(const Request& request) {
    require(request.body.size() <=
            std::max(body_max, router().find(request.method, request.path).body_bytes_max()));
    require(request.path.find('?') == std::string_view::npos && !request.path.empty());
    const auto found = router().find(request.method, request.path);
    require(found.values.count <= found.values.values.size());
    bool malformed = false;
    const auto value = query_value(request.query, "amount", malformed);
    require(!value || !malformed);
}

std::vector<std::string> read_in_pieces(std::string_view bytes, std::size_t piece) {
    RequestReader reader{
        {.header_bytes_max = 1024, .fields_max = 20},
        [](Method method, std::string_view path) { return router().find(method, path).body_bytes_max(); }};
    std::vector<std::string> events;
    while (!bytes.empty()) {
        const auto room = reader.prepare();
        require(!room.empty());
        const auto count = std::min({piece, room.size(), bytes.size()});
        std::memcpy(room.data(), bytes.data(), count);
        reader.commit(count);
        bytes.remove_prefix(count);
        for (;;) {
            const auto progress = reader.next();
            if (progress == RequestReader::Progress::need_more) break;
            if (progress == RequestReader::Progress::refused) {
                events.push_back("refused " + std::to_string(reader.refusal().status) +
                                 std::string{reader.refusal().code});
                require(reader.next() == RequestReader::Progress::refused);
                return events;
            }
            check_request(reader.request());
            events.push_back(seen(reader.request(), reader.keep_alive()));
            (void)reader.take_continue();
        }
    }
    return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    const auto whole = read_in_pieces(bytes, bytes.size());
    require(read_in_pieces(bytes, 1 + *data % 40) == whole);
    require(read_in_pieces(bytes, 1) == whole);
    return 0;
}
