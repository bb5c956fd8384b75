#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "http/message.hpp"

namespace choqr::http {

/// Message limits that hold before any route is known.
struct MessageLimits {
    std::size_t header_bytes_max = 8 * 1024;  ///< Request line and fields together.
    std::size_t fields_max = 100;
};

/// Turns bytes into requests: the decisions of a connection, without a socket. Feed bytes (prepare, commit), then call
/// next() until it needs more; several complete requests in one buffer come out one after the other.
///
/// Strict where servers and proxies are known to disagree (RFC 9112): both lengths, a repeated or odd length, obsolete
/// folding, bare CR or LF, NUL, white space around a field name, a missing or repeated Host, other transfer codings. Each
/// is refused, and a refused connection reads nothing further: whatever follows has no agreed meaning.
class RequestReader {
public:
    /// How many body bytes the route of this method and path takes.
    using BodyLimit = std::function<std::size_t(Method method, std::string_view path)>;
    enum class Progress { need_more, ready, refused };
    enum class Phase { idle, header, body };  ///< What the bytes so far belong to; decides the deadline.

    RequestReader(MessageLimits limits, BodyLimit body_limit);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    /// Room for the next read. Invalidates the last request's views.
    std::span<char> prepare();
    void commit(std::size_t bytes);

    /// `ready`: request() is the next one, valid until the next call of next() or prepare().
    Progress next();
    const Request& request() const;
    /// The version and Connection field of the current request say that the connection goes on.
    bool keep_alive() const;
    bool http_1_0() const;
    const Refusal& refusal() const { return refusal_; }
    /// Bytes have come beyond the request that was last given out.
    bool holds_more() const;

    /// The client waits for "100 Continue" before it sends the body. True once per request.
    bool take_continue();
    Phase phase() const;

private:
    struct Parser;

    Progress refuse(int status, std::string_view code, std::string_view detail);
    Progress read_header();
    Progress read_body();
    Progress finish(std::string_view body, std::size_t consumed);
    void keep_header();
    std::optional<Refusal> scan_lines();
    std::optional<Refusal> check_line(std::string_view line) const;
    std::optional<Refusal> check_framing(Method method);
    std::string_view pending() const { return std::string_view{buffer_}.substr(begin_, end_ - begin_); }

    const MessageLimits limits_;
    const BodyLimit body_limit_;

    std::string buffer_;          // [begin_, end_) holds bytes not yet given out.
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t consumed_ = 0;    // Of the request last given out; dropped by the next call.
    std::size_t scanned_ = 0;     // From begin_: lines up to here are checked.
    std::size_t lines_ = 0;       // Complete lines among them.
    std::size_t header_size_ = 0; // 0 until the header is complete.
    std::size_t content_length_ = 0;
    bool continue_wanted_ = false;
    bool refused_ = false;
    std::size_t body_max_ = 0;
    std::unique_ptr<Parser> parser_;
    Request request_;
    Refusal refusal_;
};

}  // namespace choqr::http
