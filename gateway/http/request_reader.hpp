#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "http/byte_budget.hpp"
#include "http/message.hpp"

namespace choqr::http {

/// Message limits that hold before any route is known.
struct MessageLimits {
    std::size_t header_bytes_max = 8 * 1024;  ///< Request line and fields together.
    std::size_t fields_max = 100;
};

/// Turns bytes into requests: the decisions of a connection, without a socket. Feed bytes (prepare, commit),
/// then call next() until it needs more; several complete requests in one buffer come out one after the
/// other.
///
/// Strict where servers and proxies are known to disagree (RFC 9112): both lengths, a repeated or odd length,
/// obsolete folding, bare CR or LF, NUL, white space around a field name, a missing or repeated Host, other
/// transfer codings. What RFC 9112 asks to bear is borne: a target in absolute form, a few empty lines before
/// a request. Each of the former is refused, and a refused connection reads nothing further: whatever follows
/// has no agreed meaning.
///
/// Its one buffer grows with what has come, never by what a length promises: it is at most twice that, or a
/// few KB.
class RequestReader {
public:
    static constexpr std::size_t small_body_bytes_max =
        16 * 1024;  ///< Beyond it, who sends is asked for first.

    /// How many body bytes the route of this method and path takes.
    using BodyLimit = std::function<std::size_t(Method method, std::string_view path)>;
    enum class Progress { need_more, ready, refused };
    enum class Phase { idle, header, body };  ///< What the bytes so far belong to; decides the deadline.

    /// The buffer is counted in `budget`, which outlives the reader; null: not counted.
    RequestReader(MessageLimits limits, BodyLimit body_limit, ByteBudget* budget = nullptr);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    /// Room for the next read. Invalidates the last request's views. Empty when the budget has none: nothing
    /// is changed, and it may be tried again.
    std::span<char> prepare();
    void commit(std::size_t bytes);

    /// `ready`: request() is the next one, valid until the next call of next() or prepare().
    Progress next();
    const Request& request() const;
    /// Once its head is complete and the body is still awaited: the request without it, valid until the next
    /// prepare().
    const Request& head() const { return request_; }
    /// The version and Connection field of the current request say that the connection goes on.
    bool keep_alive() const;
    bool http_1_0() const;
    const Refusal& refusal() const { return refusal_; }
    /// Bytes have come beyond the request that was last given out.
    bool holds_more() const;

    /// The body that is awaited may be more than small, or the client waits for leave to send it. True once
    /// per request.
    bool take_question();
    /// Route::before_body has let the current request in.
    void let_in() { request_.let_in = true; }
    /// The client waits for "100 Continue" before it sends the body. True once per request.
    bool take_continue();
    Phase phase() const;
    std::size_t bytes_held() const { return capacity_; }
    /// Gives the buffer back. Nothing may be read or asked for afterwards.
    void release();

private:
    struct Parser;

    Progress refuse(int status, std::string_view code, std::string_view detail);
    Refusal too_large();
    Progress read_header();
    Progress read_body();
    Progress finish(std::string_view body, std::size_t consumed);
    void skip_empty_lines();
    std::optional<Refusal> scan_lines();
    std::optional<Refusal> check_line(std::string_view line) const;
    std::optional<Refusal> check_framing(Method method);
    std::string_view pending() const { return {buffer_.get() + begin_, end_ - begin_}; }
    std::size_t bytes_awaited() const;
    std::size_t small_bytes_max() const {
        return limits_.header_bytes_max + small_body_bytes_max + room_bytes;
    }
    void compact();
    bool grow(std::size_t least);
    void moved(const char* from, const char* to, std::size_t size);

    static constexpr std::size_t room_bytes = 1024;  // For one read.

    const MessageLimits limits_;
    const BodyLimit body_limit_;

    ByteBudget* const budget_;

    std::unique_ptr<char[]> buffer_;  // [begin_, end_) holds bytes not yet given out.
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t consumed_ = 0;     // Of the request last given out; dropped by the next call.
    std::size_t scanned_ = 0;      // From begin_: lines up to here are checked.
    std::size_t lines_ = 0;        // Complete lines among them.
    std::size_t empty_lines_ = 0;  // Dropped before the current request.
    std::size_t header_size_ = 0;  // 0 until the header is complete.
    std::size_t content_length_ = 0;
    bool question_ = false;  // Not asked yet.
    bool continue_wanted_ = false;
    bool refused_ = false;
    std::size_t body_max_ = 0;
    std::unique_ptr<Parser> parser_;
    Request request_;
    Refusal refusal_;
    std::string too_large_detail_;  ///< What refusal_ may look at.
};

}  // namespace choqr::http
