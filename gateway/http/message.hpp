#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/header_field.hpp"

namespace choqr::http {

namespace net = boost::asio;

/// The methods that a route may have. HEAD is answered by the route's GET, OPTIONS by the router itself.
enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options };
std::string_view name_of(Method method);
std::optional<Method> parse_method(std::string_view text);

using Field = HeaderField;

/// One complete, well-formed request. Views into the connection's buffer: valid until the handler has
/// answered.
struct Request {
    Method method = Method::get;
    std::string_view target;  ///< Path and query as sent, without the host of an absolute form.
    std::string_view path;    ///< Percent-encoded, begins with '/', no '?'.
    std::string_view query;   ///< Raw, without '?'.
    std::span<const Field> fields;
    std::string_view body;  ///< The raw bytes (chunks already joined).
    /// The client's address in text, without port: the peer's, or whom a trusted proxy names
    /// (client_address.hpp).
    std::string_view remote;
    bool local = false;   ///< From this machine, and nothing in it says that somebody carried it here.
    bool let_in = false;  ///< Route::before_body was asked and let it in.
    /// Requested once nobody waits for the answer: the client has left, or the server ends at once. What has
    /// not begun may then be dropped; an answer is still due, because a client that only ended its sending
    /// looks the same. Callbacks run on the connection's thread and do not block it.
    std::stop_token gone{};

    /// The first field of this name (lower case); nothing if absent.
    std::optional<std::string_view> field(std::string_view lower_case_name) const;
    /// How many times a field of this name came.
    std::size_t count(std::string_view lower_case_name) const;
};

/// The value of a query parameter, decoded. Nothing if absent. `malformed` is set for a broken escape,
/// invalid UTF-8, or a parameter that came twice.
std::optional<std::string> query_value(std::string_view query, std::string_view name, bool& malformed);

/// A body of unknown length, pulled piece by piece by the session (server-sent events, exports).
/// Used on the connection's thread only.
class BodyStream {
public:
    virtual ~BodyStream() = default;
    /// The next piece, never empty; nothing at the end. Completes when there is something to send: the
    /// session writes it before it asks again, so a slow reader slows only itself. After close() it completes
    /// soon with nothing.
    virtual net::awaitable<std::optional<std::string>> next() = 0;
    /// The connection is ending (client gone, or the server stops).
    virtual void close() = 0;
};

/// Who may keep an answer.
enum class Caching : std::uint8_t {
    no_store,     ///< Private data; what everything is unless it says otherwise.
    revalidate,   ///< Public, with an ETag.
    immutable,    ///< Public, for a year: the name changes with the contents.
    short_public  ///< Public, for a minute: QR pictures.
};

/// Which Content-Security-Policy goes with it.
enum class Policy : std::uint8_t {
    nothing_loads,
    page,
    page_that_records,  ///< The same, and it may ask for the microphone, as no other page may.
    embeddable_picture
};
inline bool is_page(Policy policy) { return policy == Policy::page || policy == Policy::page_that_records; }

/// How a page goes with frames: it stands in none and holds none; stands in those of our own pages; or holds
/// our own pages in frames.
enum class Frames : std::uint8_t { none, stands_in_ours, holds_ours };

/// An answer. The session adds status line, date, length, connection and security fields.
struct Response {
    int status = 200;
    std::string_view content_type =
        "application/json";  ///< Outlives the response. Empty: no body type (204, 304).
    std::string body;
    std::string_view static_body =
        {};  ///< Instead of `body`, when it outlives the program's answers (embedded pages).
    Caching caching = Caching::no_store;
    Policy policy = Policy::nothing_loads;
    Frames frames = Frames::none;  ///< Of a page.
    std::string script_nonce{};    ///< Of a page: its script element carries it, and no other script runs.
    bool compiles_wasm = false;    ///< Of a page: its script may compile WebAssembly.
    std::string_view problem =
        {};              ///< The stable code of a refusal, for whoever counts them. Outlives the response.
    bool close = false;  ///< End the connection after this answer.
    std::unique_ptr<BodyStream> stream = nullptr;

    /// Adds a field. `value` holds no control characters: what comes from outside is encoded by the caller.
    void add_field(std::string_view name, std::string_view value);
    const std::string& extra_fields() const { return extra_fields_; }
    std::string_view content() const { return static_body.empty() ? std::string_view{body} : static_body; }

private:
    std::string extra_fields_;  // "Name: value\r\n" each.
};

/// Why a request was refused before any route saw it.
struct Refusal {
    int status = 400;
    std::string_view code;    ///< Stable: "malformed_request".
    std::string_view detail;  ///< One English sentence.
};

/// Appends status line, fields and (unless `head_only`) content to `out`. `date` is an IMF-fixdate ("Sun, 06
/// Nov 1994 08:49:37 GMT"). `keep_alive` false adds Connection: close. For a stream: the head only, with
/// chunked coding when `chunked`.
struct WriteOptions {
    std::string_view date;
    std::string_view site_fields;  ///< Lines that every answer of this server carries, e.g. HSTS.
    bool keep_alive = true;
    bool announce_keep_alive = false;  ///< HTTP/1.0 clients need to be told.
    bool head_only = false;
    bool chunked = true;
};
void append_response(std::string& out, const Response& response, const WriteOptions& options);

/// 204 and 304 have no content, whatever the response holds.
bool sends_content(int status);

/// "404 Not Found".
std::string_view status_text(int status);

/// IMF-fixdate of seconds since 1970.
std::string format_http_date(std::int64_t unix_seconds);

}  // namespace choqr::http
