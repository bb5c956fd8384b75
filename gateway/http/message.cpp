#include "http/message.hpp"

#include <array>
#include <chrono>
#include <cstdio>

#include "base/assert.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"

namespace choqr::http {
namespace {

constexpr std::array<std::string_view, 7> method_names{"GET",   "HEAD",   "POST",   "PUT",
                                                       "PATCH", "DELETE", "OPTIONS"};

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equals_lower(std::string_view any_case, std::string_view lower) {
    if (any_case.size() != lower.size()) return false;
    for (std::size_t i = 0; i < lower.size(); ++i)
        if (to_lower(any_case[i]) != lower[i]) return false;
    return true;
}

struct StatusLine {
    int status;
    std::string_view line;
};
constexpr std::array status_lines{
    StatusLine{200, "HTTP/1.1 200 OK\r\n"},
    StatusLine{201, "HTTP/1.1 201 Created\r\n"},
    StatusLine{202, "HTTP/1.1 202 Accepted\r\n"},
    StatusLine{204, "HTTP/1.1 204 No Content\r\n"},
    StatusLine{302, "HTTP/1.1 302 Found\r\n"},
    StatusLine{304, "HTTP/1.1 304 Not Modified\r\n"},
    StatusLine{307, "HTTP/1.1 307 Temporary Redirect\r\n"},
    StatusLine{400, "HTTP/1.1 400 Bad Request\r\n"},
    StatusLine{401, "HTTP/1.1 401 Unauthorized\r\n"},
    StatusLine{403, "HTTP/1.1 403 Forbidden\r\n"},
    StatusLine{404, "HTTP/1.1 404 Not Found\r\n"},
    StatusLine{405, "HTTP/1.1 405 Method Not Allowed\r\n"},
    StatusLine{408, "HTTP/1.1 408 Request Timeout\r\n"},
    StatusLine{409, "HTTP/1.1 409 Conflict\r\n"},
    StatusLine{413, "HTTP/1.1 413 Content Too Large\r\n"},
    StatusLine{414, "HTTP/1.1 414 URI Too Long\r\n"},
    StatusLine{415, "HTTP/1.1 415 Unsupported Media Type\r\n"},
    StatusLine{417, "HTTP/1.1 417 Expectation Failed\r\n"},
    StatusLine{422, "HTTP/1.1 422 Unprocessable Content\r\n"},
    StatusLine{429, "HTTP/1.1 429 Too Many Requests\r\n"},
    StatusLine{431, "HTTP/1.1 431 Request Header Fields Too Large\r\n"},
    StatusLine{500, "HTTP/1.1 500 Internal Server Error\r\n"},
    StatusLine{501, "HTTP/1.1 501 Not Implemented\r\n"},
    StatusLine{503, "HTTP/1.1 503 Service Unavailable\r\n"},
    StatusLine{505, "HTTP/1.1 505 HTTP Version Not Supported\r\n"},
    StatusLine{507, "HTTP/1.1 507 Insufficient Storage\r\n"},
};

std::string_view status_line(int status) {
    for (const auto& entry : status_lines)
        if (entry.status == status) return entry.line;
    CHOQR_ASSERT(false, "every status that choqr answers has its line in status_lines");
}

// One constant each, so that an answer is a handful of appends. No product name or version anywhere.
constexpr std::string_view common_fields =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n";

std::string_view policy_fields(Policy policy) {
    switch (policy) {
        case Policy::nothing_loads:
            return "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; "
                   "frame-ancestors 'none'\r\n"
                   "Cross-Origin-Resource-Policy: same-origin\r\n";
        case Policy::page:
            return "Cross-Origin-Resource-Policy: same-origin\r\n"
                   "Permissions-Policy: camera=(self), microphone=(), geolocation=()\r\n";
        case Policy::page_that_records:
            return "Cross-Origin-Resource-Policy: same-origin\r\n"
                   "Permissions-Policy: camera=(), microphone=(self), geolocation=()\r\n";
        case Policy::embeddable_picture:
            return "Content-Security-Policy: default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
                   "frame-ancestors 'none'; sandbox\r\n"
                   "Cross-Origin-Resource-Policy: cross-origin\r\n";
    }
    return {};
}

std::string_view frame_sources(Frames frames) {
    switch (frames) {
        case Frames::none:
            return "frame-ancestors 'none'; ";
        case Frames::stands_in_ours:
            return "frame-ancestors 'self'; ";
        case Frames::holds_ours:
            return "frame-src 'self'; frame-ancestors 'none'; ";
    }
    return {};
}

// The one script, and what it brings in. WebAssembly only where a page reads codes (decision 0711); never a
// text as a script.
void append_script_sources(std::string& out, const Response& response) {
    if (response.script_nonce.empty())
        out += "'none'";
    else
        out.append("'nonce-").append(response.script_nonce).append("'");
    if (response.compiles_wasm) out += " 'wasm-unsafe-eval'";
}

// No text becomes markup or a script (trusted types), whatever a page of ours forgets; the one policy gives
// the address of the service worker, whatever it is asked for (web/device/kept.ts). Of a page that
// has not changed the browser keeps the policy that it stored, whose nonce is in what it stored.
void append_page_policy(std::string& out, const Response& response) {
    if (!is_page(response.policy) || !sends_content(response.status)) return;
    out += "Content-Security-Policy: default-src 'none'; script-src ";
    append_script_sources(out, response);
    out +=
        "; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; "
        "form-action 'none'; ";
    out += frame_sources(response.frames);
    out += "require-trusted-types-for 'script'; trusted-types choqr-worker\r\n";
}

std::string_view caching_field(Caching caching) {
    switch (caching) {
        case Caching::no_store:
            return "Cache-Control: no-store\r\n";
        case Caching::revalidate:
            return "Cache-Control: no-cache\r\n";
        case Caching::immutable:
            return "Cache-Control: public, max-age=31536000, immutable\r\n";
        case Caching::short_public:
            return "Cache-Control: public, max-age=60\r\n";
    }
    return {};
}

void append_framing(std::string& out, const Response& response, const WriteOptions& options) {
    if (!sends_content(response.status)) return;
    if (response.stream) {
        if (options.chunked) out += "Transfer-Encoding: chunked\r\n";
        return;
    }
    out += "Content-Length: ";
    out += std::to_string(response.content().size());
    out += "\r\n";
}

}  // namespace

std::string_view name_of(Method method) { return method_names[static_cast<std::size_t>(method)]; }

std::optional<Method> parse_method(std::string_view text) {
    for (std::size_t i = 0; i < method_names.size(); ++i)
        if (method_names[i] == text) return static_cast<Method>(i);
    return std::nullopt;
}

std::optional<std::string_view> Request::field(std::string_view lower_case_name) const {
    for (const auto& field : fields)
        if (equals_lower(field.name, lower_case_name)) return field.value;
    return std::nullopt;
}

std::size_t Request::count(std::string_view lower_case_name) const {
    std::size_t count = 0;
    for (const auto& field : fields)
        if (equals_lower(field.name, lower_case_name)) ++count;
    return count;
}

std::optional<std::string> query_value(std::string_view query, std::string_view name, bool& malformed) {
    std::optional<std::string> found;
    while (!query.empty()) {
        const auto pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        const auto equals = pair.find('=');
        if (pair.substr(0, equals) != name) continue;
        auto value =
            url_decode(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1));
        if (found || !value || !is_valid_utf8(*value) || value->find('\0') != std::string::npos) {
            malformed = true;
            return std::nullopt;
        }
        found = std::move(value);
    }
    return found;
}

void Response::add_field(std::string_view name, std::string_view value) {
    for (const char c : value)
        CHOQR_ASSERT(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f,
                     "a header value holds no control characters");
    extra_fields_.append(name).append(": ").append(value).append("\r\n");
}

bool sends_content(int status) { return status != 204 && status != 304; }

void append_response(std::string& out, const Response& response, const WriteOptions& options) {
    out += status_line(response.status);
    out.append("Date: ").append(options.date).append("\r\n");
    if (!response.content_type.empty() && sends_content(response.status))
        out.append("Content-Type: ").append(response.content_type).append("\r\n");
    append_framing(out, response, options);
    out += caching_field(response.caching);
    out += common_fields;
    append_page_policy(out, response);
    out += policy_fields(response.policy);
    out += options.site_fields;
    out += response.extra_fields();
    if (!options.keep_alive)
        out += "Connection: close\r\n";
    else if (options.announce_keep_alive)
        out += "Connection: keep-alive\r\n";
    out += "\r\n";
    if (!options.head_only && !response.stream && sends_content(response.status)) out += response.content();
}

std::string_view status_text(int status) {
    auto line = status_line(status);
    line.remove_prefix(9);
    line.remove_suffix(2);
    return line;
}

std::string format_http_date(std::int64_t unix_seconds) {
    using namespace std::chrono;
    constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const sys_seconds moment{seconds{unix_seconds}};
    const auto day = floor<std::chrono::days>(moment);
    const year_month_day date{day};
    const hh_mm_ss time{moment - day};
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                  days[weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
                  months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text.data();
}

}  // namespace choqr::http
