#include "http/request_reader.hpp"

#include <cstring>
#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace choqr::http;
using namespace std::string_literals;

namespace {

constexpr std::size_t small_body = 64;

RequestReader make_reader() {
    return RequestReader{MessageLimits{}, [](Method, std::string_view path) {
                             return path == "/big" ? 1u << 20 : small_body;
                         }};
}

void feed(RequestReader& reader, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto room = reader.prepare();
        const auto count = std::min(room.size(), bytes.size());
        std::memcpy(room.data(), bytes.data(), count);
        reader.commit(count);
        bytes.remove_prefix(count);
    }
}

// 0 when the bytes hold one good request (and nothing is left over), -1 when more is awaited, else the
// refusal's status.
int verdict(std::string_view bytes) {
    auto reader = make_reader();
    feed(reader, bytes);
    switch (reader.next()) {
        case RequestReader::Progress::need_more:
            return -1;
        case RequestReader::Progress::refused:
            return reader.refusal().status;
        case RequestReader::Progress::ready:
            break;
    }
    return reader.next() == RequestReader::Progress::need_more ? 0 : -2;
}

// The same bytes, one by one: the verdict must not depend on how the network cuts them.
int verdict_bytewise(std::string_view bytes) {
    auto reader = make_reader();
    for (const char byte : bytes) {
        feed(reader, std::string_view{&byte, 1});
        switch (reader.next()) {
            case RequestReader::Progress::need_more:
                continue;
            case RequestReader::Progress::refused:
                return reader.refusal().status;
            case RequestReader::Progress::ready:
                return 0;
        }
    }
    return -1;
}

const std::string get = "GET / HTTP/1.1\r\n";
const std::string host = "Host: a\r\n";
const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";

struct Case {
    std::string what;
    std::string bytes;
    int status;
};

const std::vector<Case> corpus{
    // What must pass.
    {"plain GET", get + host + "\r\n", 0},
    {"HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", 0},
    {"HTTP/1.0 keep-alive", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 0},
    {"a query", "GET /a?b=c&d=%20 HTTP/1.1\r\n" + host + "\r\n", 0},
    {"a field without space after its colon", get + "Host:a\r\n\r\n", 0},
    {"a field with tabs around its value", get + "Host:\t a \t\r\n\r\n", 0},
    {"an empty field value", get + host + "X-Empty:\r\n\r\n", 0},
    {"a field value in UTF-8", get + host + "X-Name: Chợ\r\n\r\n", 0},
    {"host with port", get + "Host: a:8080\r\n\r\n", 0},
    {"host in brackets", get + "Host: [::1]:8080\r\n\r\n", 0},
    {"one hundred fields",
     get + host +
         [] {
             std::string s;
             for (int i = 0; i < 99; ++i) s += "X: y\r\n";
             return s;
         }() +
         "\r\n",
     0},
    {"a body of the announced length", post + "Content-Length: 3\r\n\r\nabc", 0},
    {"no body at all", post + "\r\n", 0},
    {"a body of length 0", post + "Content-Length: 0\r\n\r\n", 0},
    {"GET that says it has no body", get + host + "Content-Length: 0\r\n\r\n", 0},
    {"chunks", chunked + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", 0},
    {"chunk sizes in either case", chunked + "A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", 0},
    {"the coding's name in capitals", post + "Transfer-Encoding: CHUNKED\r\n\r\n0\r\n\r\n", 0},
    {"OPTIONS *", "OPTIONS * HTTP/1.1\r\n" + host + "\r\n", 0},
    {"absolute form", "GET http://a/ HTTP/1.1\r\n" + host + "\r\n", 0},
    {"absolute form of another host", "GET http://b/ HTTP/1.1\r\n" + host + "\r\n", 0},
    {"absolute form of HTTP/1.0", "GET http://a/ HTTP/1.0\r\n\r\n", 0},
    {"an empty line in front", "\r\n" + get + host + "\r\n", 0},
    {"four empty lines in front", "\r\n\r\n\r\n\r\n" + get + host + "\r\n", 0},
    {"an empty line behind", get + host + "\r\n\r\n", 0},
    {"an upgrade is ignored", get + host + "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n", 0},

    // Half requests wait.
    {"nothing", "", -1},
    {"half a request line", "GET / HT", -1},
    {"header without its end", get + host, -1},
    {"half a body", post + "Content-Length: 10\r\n\r\nabc", -1},
    {"chunks without the last", chunked + "3\r\nabc\r\n", -1},
    {"half a chunk size", chunked + "3", -1},

    // Request line.
    {"HTTP/0.9", "GET /\r\n", 400},
    {"no target", "GET HTTP/1.1\r\n" + host + "\r\n", 400},
    {"two spaces", "GET  / HTTP/1.1\r\n" + host + "\r\n", 400},
    {"tab for space", "GET\t/ HTTP/1.1\r\n" + host + "\r\n", 400},
    {"space in the target", "GET /a b HTTP/1.1\r\n" + host + "\r\n", 400},
    {"trailing space after the version", "GET / HTTP/1.1 \r\n" + host + "\r\n", 400},
    {"lower case version", "GET / http/1.1\r\n" + host + "\r\n", 400},
    {"version of one digit", "GET / HTTP/1\r\n" + host + "\r\n", 400},
    {"version of three digits", "GET / HTTP/1.10\r\n" + host + "\r\n", 400},
    {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
    {"HTTP/1.2", "GET / HTTP/1.2\r\n" + host + "\r\n", 505},
    {"five empty lines in front", "\r\n\r\n\r\n\r\n\r\n" + get + host + "\r\n", 400},
    {"a bare LF in front", "\n" + get + host + "\r\n", 400},
    {"a bare CR in front", "\r" + get + host + "\r\n", 400},
    {"leading space", " " + get + host + "\r\n", 400},
    {"a method with a space's look-alike", "GE\xc2\xa0T / HTTP/1.1\r\n" + host + "\r\n", 400},
    {"unknown method", "BREW / HTTP/1.1\r\n" + host + "\r\n", 501},
    {"lower case method", "get / HTTP/1.1\r\n" + host + "\r\n", 501},
    {"CONNECT", "CONNECT a:443 HTTP/1.1\r\n" + host + "\r\n", 501},
    {"TRACE", "TRACE / HTTP/1.1\r\n" + host + "\r\n", 501},
    {"absolute form without Host", "GET http://a/ HTTP/1.1\r\n\r\n", 400},
    {"absolute form without a host in it", "GET http:///a HTTP/1.1\r\n" + host + "\r\n", 400},
    {"absolute form with a name and a secret", "GET http://me:x@a/ HTTP/1.1\r\n" + host + "\r\n", 400},
    {"absolute form of another scheme", "GET ftp://a/ HTTP/1.1\r\n" + host + "\r\n", 400},
    {"a host without a scheme", "GET a/ HTTP/1.1\r\n" + host + "\r\n", 400},
    {"a target without slash", "GET a HTTP/1.1\r\n" + host + "\r\n", 400},
    {"GET *", "GET * HTTP/1.1\r\n" + host + "\r\n", 400},
    {"a fragment", "GET /#a HTTP/1.1\r\n" + host + "\r\n", 400},
    {"raw UTF-8 in the target", "GET /chợ HTTP/1.1\r\n" + host + "\r\n", 400},
    {"NUL in the target", "GET /\0 HTTP/1.1\r\n"s + host + "\r\n", 400},
    {"DEL in the target", "GET /\x7f HTTP/1.1\r\n" + host + "\r\n", 400},
    {"a TLS hello", "\x16\x03\x01\x02\x00\x01\x00"s, 400},
    {"random bytes", "\x80\xff\x00\x01\x02"s, 400},
    {"SSH", "SSH-2.0-OpenSSH_9.2\r\n", 400},

    // Line ends.
    {"bare LF after the request line", "GET / HTTP/1.1\n" + host + "\r\n", 400},
    {"bare LF after a field", get + "Host: a\n\r\n", 400},
    {"bare LF as the empty line", get + host + "\n", 400},
    {"LF LF", "GET / HTTP/1.1\nHost: a\n\n", 400},
    {"CR inside a field", get + "Host: a\rX: b\r\n\r\n", 400},
    {"CR inside the request line", "GET /\rX HTTP/1.1\r\n" + host + "\r\n", 400},
    {"CR CR LF", get + "Host: a\r\r\n\r\n", 400},

    // Fields.
    {"space before the colon", get + "Host : a\r\n\r\n", 400},
    {"tab before the colon", get + "Host\t: a\r\n\r\n", 400},
    {"no colon", get + host + "Nonsense\r\n\r\n", 400},
    {"no name", get + host + ": x\r\n\r\n", 400},
    {"folded line with space", get + host + "X: a\r\n b\r\n\r\n", 400},
    {"folded line with tab", get + host + "X: a\r\n\tb\r\n\r\n", 400},
    {"a first field that is folded", get + " X: a\r\n" + host + "\r\n", 400},
    {"NUL in a value", get + host + "X: a\0b\r\n\r\n"s, 400},
    {"NUL in a name", get + host + "X\0: a\r\n\r\n"s, 400},
    {"escape in a value", get + host + "X: \x1b[31m\r\n\r\n", 400},
    {"DEL in a value", get + host + "X: \x7f\r\n\r\n", 400},
    {"a name in UTF-8", get + host + "Chợ: a\r\n\r\n", 400},
    {"a name in parentheses", get + host + "(X): a\r\n\r\n", 400},

    // Host.
    {"no Host", get + "\r\n", 400},
    {"two Hosts", get + host + host + "\r\n", 400},
    {"two different Hosts", get + host + "Host: b\r\n\r\n", 400},
    {"empty Host", get + "Host:\r\n\r\n", 400},
    {"Host with a path", get + "Host: a/b\r\n\r\n", 400},
    {"Host with user information", get + "Host: u@a\r\n\r\n", 400},
    {"Host list", get + "Host: a, b\r\n\r\n", 400},
    {"HTTP/1.0 with two Hosts", "GET / HTTP/1.0\r\n" + host + host + "\r\n", 400},

    // Lengths.
    {"two equal lengths", post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400},
    {"two different lengths", post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400},
    {"a list of lengths", post + "Content-Length: 3, 3\r\n\r\nabc", 400},
    {"negative length", post + "Content-Length: -1\r\n\r\n", 400},
    {"positive sign", post + "Content-Length: +3\r\n\r\nabc", 400},
    {"hexadecimal length", post + "Content-Length: 0x3\r\n\r\nabc", 400},
    {"fractional length", post + "Content-Length: 3.0\r\n\r\nabc", 400},
    {"full-width digit", post + "Content-Length: ３\r\n\r\nabc", 400},
    {"empty length", post + "Content-Length:\r\n\r\n", 400},
    {"length with a space inside", post + "Content-Length: 1 1\r\n\r\n", 400},
    {"length 10^18", post + "Content-Length: 1000000000000000000\r\n\r\n", 413},
    {"length 2^64", post + "Content-Length: 18446744073709551616\r\n\r\n", 400},
    {"length 2^64 + 3", post + "Content-Length: 18446744073709551619\r\n\r\nabc", 400},
    {"length limit + 1", post + "Content-Length: 65\r\n\r\n", 413},
    {"GET with a body", get + host + "Content-Length: 3\r\n\r\nabc", 400},
    {"HEAD with chunks", "HEAD / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},

    // Transfer codings.
    {"length and chunks", post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
    {"chunks and length", post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400},
    {"chunked twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     400},
    {"chunked, chunked", post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 400},
    {"xchunked", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400},
    {"identity", post + "Transfer-Encoding: identity\r\n\r\n", 400},
    {"identity, chunked", post + "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n", 400},
    {"gzip, chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
    {"quoted coding", post + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n", 400},
    {"vertical tab before the coding",
     post + "Transfer-Encoding: \x0b"
            "chunked\r\n\r\n0\r\n\r\n",
     400},
    {"empty coding", post + "Transfer-Encoding:\r\n\r\n", 400},
    {"chunks in HTTP/1.0", "POST / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
    {"chunk size overflow", chunked + "ffffffffffffffff1\r\n", 400},
    {"chunk size 2^64 - 1", chunked + "ffffffffffffffff\r\n", 400},
    {"chunk size 2^32 - 1", chunked + "ffffffff\r\n", 413},
    {"negative chunk size", chunked + "-1\r\nabc\r\n0\r\n\r\n", 400},
    {"chunk size with 0x", chunked + "0x3\r\nabc\r\n0\r\n\r\n", 400},
    {"empty chunk size", chunked + "\r\nabc\r\n0\r\n\r\n", 400},
    {"chunk size ends with bare LF", chunked + "3\nabc\r\n0\r\n\r\n", 400},
    {"chunk longer than it says", chunked + "3\r\nabcd\r\n0\r\n\r\n", 400},
    {"chunk extension", chunked + "3;a=b\r\nabc\r\n0\r\n\r\n", 400},
    {"trailer", chunked + "3\r\nabc\r\n0\r\nX: y\r\n\r\n", 400},
    {"trailer that sets a length", chunked + "3\r\nabc\r\n0\r\nContent-Length: 9\r\n\r\n", 400},
    {"chunks beyond the limit", chunked + "40\r\n" + std::string(64, 'x') + "\r\n1\r\nx\r\n0\r\n\r\n", 413},
    {"a chunk size line without end", chunked + std::string(4096, '0'), 400},

    // Sizes.
    {"request line of 8 KB + 1", "GET /" + std::string(8192, 'a') + " HTTP/1.1\r\n" + host + "\r\n", 414},
    {"request line without end", std::string(9000, 'A'), 414},
    {"fields of 8 KB + 1", get + host + "X: " + std::string(8192, 'a') + "\r\n\r\n", 431},
    {"fields without end", get + host + std::string(9000, 'a'), 431},
    {"one field too many",
     get + host +
         [] {
             std::string s;
             for (int i = 0; i < 100; ++i) s += "X: y\r\n";
             return s;
         }() +
         "\r\n",
     431},

    // Expectations.
    {"an unknown expectation", post + "Expect: 200-maybe\r\nContent-Length: 3\r\n\r\nabc", 417},
};

}  // namespace

TEST_CASE("http: of a target in absolute form the part behind its host counts, as RFC 9112 asks", "[http]") {
    struct Form {
        std::string line, path, query, target;
    };
    const std::vector<Form> forms{
        {"GET http://a/healthz", "/healthz", "", "/healthz"},
        {"GET HTTP://a:8080/v1/transfers?limit=2", "/v1/transfers", "limit=2", "/v1/transfers?limit=2"},
        {"GET https://[::1]:8080/a?b?c", "/a", "b?c", "/a?b?c"},
        {"GET http://a", "/", "", "/"},
        {"GET http://a?x=1", "/", "x=1", "?x=1"},
        {"OPTIONS http://a", "*", "", "*"},
        {"POST http://a", "/", "", "/"},
    };
    for (const auto& form : forms) {
        CAPTURE(form.line);
        const auto length = form.line.starts_with("POST") ? 64 : 0;  // The buffer moves while a body comes.
        auto reader = make_reader();
        feed(reader, form.line + " HTTP/1.1\r\nHost: b\r\nContent-Length: " + std::to_string(length) +
                         "\r\nX: " + std::string(1'950, 'x') + "\r\n\r\n");
        if (length > 0) {
            CHECK(reader.next() == RequestReader::Progress::need_more);
            feed(reader, std::string(64, 'b'));
        }
        REQUIRE(reader.next() == RequestReader::Progress::ready);
        CHECK(reader.request().path == form.path);
        CHECK(reader.request().query == form.query);
        CHECK(reader.request().target == form.target);
    }
}

TEST_CASE("http: an empty line between two requests belongs to neither", "[http]") {
    auto reader = make_reader();
    feed(reader, post + "Content-Length: 2\r\n\r\nab\r\nGET /two HTTP/1.1\r\n" + host + "\r\n\r\n");
    REQUIRE(reader.next() == RequestReader::Progress::ready);
    CHECK(reader.request().body == "ab");
    REQUIRE(reader.next() == RequestReader::Progress::ready);
    CHECK(reader.request().path == "/two");
    CHECK(reader.next() == RequestReader::Progress::need_more);
    CHECK(reader.phase() == RequestReader::Phase::idle);
}

TEST_CASE("requests on which servers and proxies disagree are refused, good ones pass", "[http][hardening]") {
    REQUIRE(corpus.size() >= 80);
    for (const auto& [what, bytes, status] : corpus) {
        CAPTURE(what);
        CHECK(verdict(bytes) == status);
    }
}

TEST_CASE("a verdict does not depend on how the network cuts the bytes", "[http][hardening]") {
    for (const auto& [what, bytes, status] : corpus) {
        CAPTURE(what);
        CHECK(verdict_bytewise(bytes) == status);
    }
}

TEST_CASE("a refused connection gives out nothing further", "[http][hardening]") {
    auto reader = make_reader();
    feed(reader,
         post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + get + host + "\r\n");
    CHECK(reader.next() == RequestReader::Progress::refused);
    CHECK(reader.next() == RequestReader::Progress::refused);
}

TEST_CASE("a request is given out as it was sent", "[http]") {
    auto reader = make_reader();
    feed(reader,
         "POST /v1/x?day=2026-11-22 HTTP/1.1\r\nHost: a\r\nX-One: 1\r\nx-one:  2 \r\nContent-Length: "
         "4\r\n\r\nbody");
    REQUIRE(reader.next() == RequestReader::Progress::ready);
    const auto& request = reader.request();
    CHECK(request.method == Method::post);
    CHECK(request.target == "/v1/x?day=2026-11-22");
    CHECK(request.path == "/v1/x");
    CHECK(request.query == "day=2026-11-22");
    CHECK(request.field("x-one") == "1");
    CHECK(request.count("x-one") == 2);
    CHECK_FALSE(request.field("x-two").has_value());
    CHECK(request.body == "body");
    CHECK(reader.keep_alive());
}

TEST_CASE("a hundred pipelined requests come out in order, however they are cut", "[http]") {
    std::string bytes;
    for (int i = 0; i < 100; ++i) {
        const auto body = std::string(static_cast<std::size_t>(i % 60), 'x');
        if (i % 3 == 0)
            bytes += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
        else if (i % 3 == 1)
            bytes += "POST /" + std::to_string(i) +
                     " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                     body;
        else
            bytes += "POST /" + std::to_string(i) +
                     " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\ny\r\n0\r\n\r\n";
    }
    for (const std::size_t cut :
         {std::size_t{1}, std::size_t{7}, std::size_t{64}, std::size_t{1000}, bytes.size()}) {
        CAPTURE(cut);
        auto reader = make_reader();
        int seen = 0;
        for (std::size_t at = 0; at < bytes.size(); at += cut) {
            feed(reader, std::string_view{bytes}.substr(at, cut));
            while (reader.next() == RequestReader::Progress::ready) {
                CHECK(reader.request().path == "/" + std::to_string(seen));
                if (seen % 3 == 1) CHECK(reader.request().body.size() == static_cast<std::size_t>(seen % 60));
                if (seen % 3 == 2) CHECK(reader.request().body == "y");
                ++seen;
            }
        }
        CHECK(seen == 100);
        CHECK(reader.phase() == RequestReader::Phase::idle);
    }
}

TEST_CASE("a large body arrives whole while the buffer moves", "[http]") {
    std::string body;
    for (int i = 0; body.size() < 900'000; ++i) body += std::to_string(i) + ",";
    auto reader = make_reader();
    SECTION("with a length") {
        feed(reader, "POST /big?a=b HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
                         "\r\n\r\n");
        CHECK(reader.next() == RequestReader::Progress::need_more);
        for (std::size_t at = 0; at < body.size(); at += 10'007) {
            feed(reader, std::string_view{body}.substr(at, 10'007));
            if (at + 10'007 < body.size()) REQUIRE(reader.next() == RequestReader::Progress::need_more);
        }
    }
    SECTION("in chunks of one byte to a few thousand") {
        feed(reader, "POST /big?a=b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        CHECK(reader.next() == RequestReader::Progress::need_more);
        std::size_t size = 1;
        for (std::size_t at = 0; at < body.size();) {
            const auto piece = std::string_view{body}.substr(at, size);
            char line[24];
            std::snprintf(line, sizeof line, "%zx\r\n", piece.size());
            feed(reader, line);
            feed(reader, piece);
            feed(reader, "\r\n");
            REQUIRE(reader.next() == RequestReader::Progress::need_more);
            at += piece.size();
            size = size * 7 % 4001 + 1;
        }
        feed(reader, "0\r\n\r\n");
    }
    REQUIRE(reader.next() == RequestReader::Progress::ready);
    CHECK(reader.request().path == "/big");
    CHECK(reader.request().query == "a=b");
    CHECK(reader.request().field("host") == "a");
    CHECK(reader.request().body == body);
}

TEST_CASE("the buffer follows what has come, never what was promised", "[http][hardening]") {
    const auto promise = GENERATE("Content-Length: 1000000\r\n"s, "Transfer-Encoding: chunked\r\n"s);
    ByteBudget budget{100 << 20};
    {
        RequestReader reader{MessageLimits{}, [](Method, std::string_view) { return 1u << 20; }, &budget};
        feed(reader, "POST /big HTTP/1.1\r\nHost: a\r\n" + promise + "\r\n");
        REQUIRE(reader.next() == RequestReader::Progress::need_more);
        if (promise.starts_with("T")) feed(reader, "100000\r\n");
        std::size_t come = 100;
        for (int i = 0; i < 1000; ++i) {
            REQUIRE(reader.next() == RequestReader::Progress::need_more);
            REQUIRE_FALSE(reader.prepare().empty());
            CHECK(reader.bytes_held() <= 2 * come + 3 * 1024);
            CHECK(budget.used() == reader.bytes_held());
            feed(reader, std::string(777, 'x'));
            come += 777;
        }
        CHECK(reader.bytes_held() >= 777'000);
    }
    CHECK(budget.used() == 0);
}

TEST_CASE("a reader holds little between requests, whatever came before", "[http][hardening]") {
    ByteBudget budget{100 << 20};
    RequestReader reader{MessageLimits{}, [](Method, std::string_view) { return 1u << 20; }, &budget};
    for (const std::size_t size : {10u, 500'000u, 20'000u}) {
        feed(reader, "POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n");
        while (reader.next() != RequestReader::Progress::ready)
            feed(reader, std::string(std::min<std::size_t>(size, 1000), 'x'));
        CHECK(reader.request().body.size() == size);
        (void)reader.next();
        (void)reader.prepare();
        CHECK(reader.bytes_held() <= 16 * 1024);
    }
}

TEST_CASE("without room in the budget a reader says so, and goes on when there is some",
          "[http][hardening]") {
    ByteBudget budget{200 * 1024};
    RequestReader reader{MessageLimits{}, [](Method, std::string_view) { return 1u << 20; }, &budget};
    feed(reader, "POST /big?a=b HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n");
    std::size_t sent = 0;
    REQUIRE(budget.take(120 * 1024, ByteBudget::Share::small));
    for (auto room = reader.prepare(); !room.empty(); room = reader.prepare()) {
        std::memset(room.data(), 'x', room.size());
        reader.commit(room.size());
        sent += room.size();
        REQUIRE(reader.next() == RequestReader::Progress::need_more);
    }
    CHECK(sent > 8'000);
    CHECK(reader.prepare().empty());
    budget.give_back(120 * 1024);
    CHECK_FALSE(reader.prepare().empty());
    CHECK(reader.head().path == "/big");
    CHECK(reader.head().query == "a=b");
    CHECK(reader.head().field("host") == "a");
}

TEST_CASE("who sends is asked before a body that may be large, once, and not for a small one",
          "[http][hardening]") {
    const auto asked = [](const std::string& fields, const std::string& body = "") {
        RequestReader reader{MessageLimits{}, [](Method, std::string_view) { return 1u << 20; }};
        feed(reader, "POST /big HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body);
        (void)reader.next();
        const bool first = reader.take_question();
        CHECK_FALSE(reader.take_question());
        return first;
    };
    CHECK(asked("Content-Length: 16385\r\n"));
    CHECK(asked("Content-Length: 16385\r\n", "abc"));
    CHECK_FALSE(asked("Content-Length: 16384\r\n"));
    CHECK(asked("Content-Length: 3\r\nExpect: 100-continue\r\n"));
    CHECK_FALSE(asked("Content-Length: 3\r\nExpect: 100-continue\r\n", "abc"));
    CHECK(asked("Transfer-Encoding: chunked\r\n"));
    CHECK_FALSE(asked("Transfer-Encoding: chunked\r\n", "1\r\nx\r\n0\r\n\r\n"));
    CHECK_FALSE(asked("Content-Length: 0\r\n"));
}

TEST_CASE("a client that waits for 100 Continue is told once, and not when the body is refused", "[http]") {
    auto reader = make_reader();
    feed(reader, post + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    CHECK(reader.next() == RequestReader::Progress::need_more);
    CHECK(reader.take_continue());
    CHECK_FALSE(reader.take_continue());
    feed(reader, "abc");
    CHECK(reader.next() == RequestReader::Progress::ready);

    auto refusing = make_reader();
    feed(refusing, post + "Expect: 100-continue\r\nContent-Length: 3000000\r\n\r\n");
    CHECK(refusing.next() == RequestReader::Progress::refused);
    CHECK(refusing.refusal().status == 413);
    CHECK_FALSE(refusing.take_continue());
}

TEST_CASE("keep-alive follows version and Connection field", "[http]") {
    const std::vector<std::pair<std::string, bool>> cases{
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true},
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false},
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: x, CLOSE\r\n\r\n", false},
        {"GET / HTTP/1.0\r\n\r\n", false},
        {"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true},
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, close\r\n\r\n", false},
    };
    for (const auto& [bytes, expected] : cases) {
        CAPTURE(bytes);
        auto reader = make_reader();
        feed(reader, bytes);
        REQUIRE(reader.next() == RequestReader::Progress::ready);
        CHECK(reader.keep_alive() == expected);
    }
}
