#include "http/request_reader.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/optional.hpp>
#include <charconv>
#include <cstring>
#include <functional>

#include "base/assert.hpp"
#include "http/chunk_decoder.hpp"

namespace choqr::http {
namespace {

namespace beast = boost::beast;

constexpr std::size_t first_buffer_bytes = 2 * 1024;  // Most notices fit; an idle connection costs no more.
constexpr std::size_t kept_buffer_bytes = 16 * 1024;  // A larger buffer is given back once it is empty.
constexpr std::size_t length_digits_max = 15;         // Beyond it every limit is exceeded.
constexpr std::size_t empty_lines_max = 4;            // RFC 9112, 2.2: at least one.

constexpr auto token_characters = [] {
    std::array<bool, 256> table{};
    for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
    for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = true;
    for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = true;
    for (const char c : std::string_view{"!#$%&'*+-.^_`|~"}) table[static_cast<std::size_t>(c)] = true;
    return table;
}();
bool is_token(char c) { return token_characters[static_cast<unsigned char>(c)]; }
bool is_visible_ascii(char c) { return c > 0x20 && c < 0x7f; }
bool is_field_content(char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); }
bool is_host_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '-' || c == '_' || c == ':' || c == '[' || c == ']';
}

bool equals_ignoring_case(std::string_view a, std::string_view lower) {
    return a.size() == lower.size() && std::ranges::equal(a, lower, [](char x, char y) {
               return (x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x) == y;
           });
}

bool lists_token(std::string_view list, std::string_view lower) {
    while (!list.empty()) {
        auto item = list.substr(0, list.find(','));
        list.remove_prefix(std::min(list.size(), item.size() + 1));
        while (!item.empty() && (item.front() == ' ' || item.front() == '\t')) item.remove_prefix(1);
        while (!item.empty() && (item.back() == ' ' || item.back() == '\t')) item.remove_suffix(1);
        if (equals_ignoring_case(item, lower)) return true;
    }
    return false;
}

constexpr Refusal malformed(std::string_view detail) { return {400, "malformed_request", detail}; }

std::optional<Refusal> check_request_line(std::string_view line) {
    const auto method_end = line.find(' ');
    if (method_end == 0 || method_end == std::string_view::npos ||
        !std::ranges::all_of(line.substr(0, method_end), is_token))
        return malformed("The request line does not begin with a method and one space.");
    const auto target_end = line.find(' ', method_end + 1);
    if (target_end == std::string_view::npos) return malformed("The request line has no HTTP version.");
    const auto target = line.substr(method_end + 1, target_end - method_end - 1);
    if (target.empty() || !std::ranges::all_of(target, is_visible_ascii) ||
        target.find('#') != std::string_view::npos)
        return malformed("The request target holds a character that must be percent-encoded.");
    const auto version = line.substr(target_end + 1);
    if (version == "HTTP/1.1" || version == "HTTP/1.0") return std::nullopt;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (version.size() == 8 && version.starts_with("HTTP/") && is_digit(version[5]) && version[6] == '.' &&
        is_digit(version[7]))
        return Refusal{505, "http_version_not_supported", "Only HTTP/1.1 and HTTP/1.0 are understood."};
    return malformed("The request line does not end with an HTTP version.");
}

std::optional<Refusal> check_field_line(std::string_view line) {
    if (line.front() == ' ' || line.front() == '\t')
        return malformed("A header field is folded over several lines.");
    const auto colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos ||
        !std::ranges::all_of(line.substr(0, colon), is_token))
        return malformed("A header field has no valid name directly before its colon.");
    if (!std::ranges::all_of(line.substr(colon + 1), is_field_content))
        return malformed("A header field holds a control character.");
    return std::nullopt;
}

// RFC 9112, 3.2: a path, "*" of an OPTIONS, or a whole URL as clients of a proxy write it. Of a URL the part
// behind its host is ours, which may be empty or only a query (3.2.4). Nothing for any other form.
std::optional<std::string_view> origin_form(std::string_view target, Method method) {
    if (target.front() == '/' || (target == "*" && method == Method::options)) return target;
    const auto scheme_end = target.find("://");
    if (scheme_end == std::string_view::npos) return std::nullopt;
    const auto scheme = target.substr(0, scheme_end);
    if (!equals_ignoring_case(scheme, "http") && !equals_ignoring_case(scheme, "https")) return std::nullopt;
    target.remove_prefix(scheme_end + 3);
    const auto authority = target.substr(0, target.find_first_of("/?"));
    if (authority.empty() || !std::ranges::all_of(authority, is_host_character)) return std::nullopt;
    target.remove_prefix(authority.size());
    if (target.empty()) return method == Method::options ? "*" : "/";
    return target;
}

}  // namespace

// Beast splits the header. What it lets pass is refused before (check_line) or after (check_framing); all
// bytes of the header are there when it starts, so that it has no state to keep between reads.
struct RequestReader::Parser final : beast::http::basic_parser<true> {
    std::vector<Field> fields;
    std::string_view method, target;
    unsigned version = 11;
    std::optional<ChunkDecoder> chunks;
    bool header_complete = false;

    explicit Parser(std::uint32_t header_max) {
        header_limit(header_max);
        body_limit(boost::none);  // The body is ours.
        eager(false);
        fields.reserve(16);
    }

private:
    void on_request_impl(beast::http::verb, beast::string_view method_text, beast::string_view target_text,
                         int version_number, beast::error_code&) override {
        method = {method_text.data(), method_text.size()};
        target = {target_text.data(), target_text.size()};
        version = static_cast<unsigned>(version_number);
    }
    void on_response_impl(int, beast::string_view, int, beast::error_code&) override {}
    void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value,
                       beast::error_code&) override {
        fields.push_back({{name.data(), name.size()}, {value.data(), value.size()}});
    }
    void on_header_impl(beast::error_code&) override { header_complete = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, beast::error_code&) override {}
    std::size_t on_body_impl(beast::string_view text, beast::error_code&) override { return text.size(); }
    void on_chunk_header_impl(std::uint64_t, beast::string_view, beast::error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view text, beast::error_code&) override {
        return text.size();
    }
    void on_finish_impl(beast::error_code&) override {}
};

RequestReader::RequestReader(MessageLimits limits, BodyLimit body_limit, ByteBudget* budget)
    : limits_{limits}, body_limit_{std::move(body_limit)}, budget_{budget} {}
RequestReader::~RequestReader() { release(); }

void RequestReader::release() {
    if (budget_ != nullptr) budget_->give_back(capacity_);
    buffer_.reset();
    capacity_ = begin_ = end_ = consumed_ = 0;
}

std::span<char> RequestReader::prepare() {
    begin_ += std::exchange(consumed_, 0);
    if (header_size_ == 0)
        parser_.reset();  // All is answered: what waits for the next request costs nothing.
    if (begin_ == end_) {
        begin_ = end_ = 0;
        if (capacity_ > kept_buffer_bytes) release();
    }
    // Half as much again as has come, so that a large body takes few reads, but no more than is still
    // awaited.
    const auto used = end_ - begin_;
    const auto awaited = bytes_awaited();
    const auto room = std::min(std::max(room_bytes, used / 2), awaited > used ? awaited - used : room_bytes);
    if (capacity_ - end_ < room) compact();
    if (capacity_ - end_ < room && !grow(used + room)) return {};
    return {buffer_.get() + end_, capacity_ - end_};
}

// How long the present request may become, as far as that is known already.
std::size_t RequestReader::bytes_awaited() const {
    if (header_size_ == 0) return limits_.header_bytes_max + room_bytes;
    return header_size_ + (parser_->chunks ? body_max_ + room_bytes : content_length_);
}

void RequestReader::compact() {
    if (begin_ == 0) return;
    const auto* const from = buffer_.get() + begin_;
    std::memmove(buffer_.get(), from, end_ - begin_);
    moved(from, buffer_.get(), end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
}

bool RequestReader::grow(std::size_t least) {
    auto size = std::max(first_buffer_bytes, std::max(least, std::min(2 * end_, bytes_awaited())));
    if (least <= small_bytes_max())
        size = std::min(size, small_bytes_max());  // What may be small does not ask for more.
    const auto share = size <= small_bytes_max() ? ByteBudget::Share::small : ByteBudget::Share::large;
    if (budget_ != nullptr && !budget_->take(size - capacity_, share)) return false;
    auto larger = std::make_unique_for_overwrite<char[]>(size);
    if (end_ > 0) std::memcpy(larger.get(), buffer_.get(), end_);
    moved(buffer_.get(), larger.get(), end_);
    buffer_ = std::move(larger);
    capacity_ = size;
    return true;
}

// While the rest of a body comes in, the buffer may move: what was seen of the header moves with it.
void RequestReader::moved(const char* from, const char* to, std::size_t size) {
    if (header_size_ == 0) return;
    // The path of an absolute form without one is none of the buffer's.
    const auto is_here = [from, size](std::string_view view) {
        return !view.empty() && !std::less<>{}(view.data(), from) && std::less<>{}(view.data(), from + size);
    };
    const auto move = [is_here, from, to](std::string_view& view) {
        if (is_here(view)) view = {to + (view.data() - from), view.size()};
    };
    for (auto& field : parser_->fields) {
        move(field.name);
        move(field.value);
    }
    move(request_.target);
    move(request_.path);
    move(request_.query);
}

void RequestReader::commit(std::size_t bytes) {
    CHOQR_ASSERT(bytes <= capacity_ - end_, "no more is read than there was room for");
    end_ += bytes;
}

const Request& RequestReader::request() const { return request_; }

bool RequestReader::http_1_0() const { return parser_ && parser_->version == 10; }

bool RequestReader::keep_alive() const {
    bool keep_alive = !http_1_0();
    for (const auto& field : request_.fields) {
        if (!equals_ignoring_case(field.name, "connection")) continue;
        if (lists_token(field.value, "close")) return false;
        if (lists_token(field.value, "keep-alive")) keep_alive = true;
    }
    return keep_alive;
}

bool RequestReader::holds_more() const { return end_ - begin_ > consumed_; }

bool RequestReader::take_continue() { return std::exchange(continue_wanted_, false); }

bool RequestReader::take_question() { return header_size_ > 0 && std::exchange(question_, false); }

RequestReader::Phase RequestReader::phase() const {
    if (header_size_ > 0) return Phase::body;
    return holds_more() ? Phase::header : Phase::idle;
}

RequestReader::Progress RequestReader::refuse(int status, std::string_view code, std::string_view detail) {
    refused_ = true;
    refusal_ = {status, code, detail};
    return Progress::refused;
}

RequestReader::Progress RequestReader::next() {
    if (refused_) return Progress::refused;
    begin_ += std::exchange(consumed_, 0);
    if (header_size_ > 0) return read_body();
    skip_empty_lines();
    if (begin_ == end_) return Progress::need_more;
    if (const auto refusal = scan_lines()) return refuse(refusal->status, refusal->code, refusal->detail);
    return header_size_ > 0 ? read_header() : Progress::need_more;
}

// Old clients end a body with a line too many.
void RequestReader::skip_empty_lines() {
    while (lines_ == 0 && empty_lines_ < empty_lines_max && pending().starts_with("\r\n")) {
        begin_ += 2;
        ++empty_lines_;
    }
}

// Goes over each byte once: complete lines are checked as they come, so that garbage is refused at its first
// line.
std::optional<Refusal> RequestReader::scan_lines() {
    const auto bytes = pending();
    for (;;) {
        const auto end = bytes.find('\n', scanned_);
        const auto size = end == std::string_view::npos ? bytes.size() : end + 1;
        if (size > limits_.header_bytes_max)
            return lines_ == 0 ? Refusal{414, "uri_too_long", "The request line is too long."}
                               : Refusal{431, "header_too_large", "The header fields are too large."};
        if (end == std::string_view::npos) break;
        if (end == scanned_ || bytes[end - 1] != '\r') return malformed("A line does not end with CR LF.");
        const auto line = bytes.substr(scanned_, end - 1 - scanned_);
        scanned_ = end + 1;
        if (line.empty() && lines_ > 0) {
            header_size_ = scanned_;
            return std::nullopt;
        }
        if (auto refusal = check_line(line)) return refusal;
        ++lines_;
    }
    // Bytes that can never become a request line (a TLS hello, another protocol) need not wait for their line
    // end.
    const auto rest = bytes.substr(scanned_);
    const auto impossible = [](char c) { return !is_field_content(c) && c != '\r'; };
    if (std::ranges::any_of(rest, impossible)) return malformed("The header holds a control character.");
    return std::nullopt;
}

std::optional<Refusal> RequestReader::check_line(std::string_view line) const {
    if (line.empty()) return malformed("The request line is empty.");
    if (lines_ == 0) return check_request_line(line);
    if (lines_ > limits_.fields_max)
        return Refusal{431, "header_too_large", "There are too many header fields."};
    return check_field_line(line);
}

RequestReader::Progress RequestReader::read_header() {
    parser_ = std::make_unique<Parser>(static_cast<std::uint32_t>(limits_.header_bytes_max + 1));
    beast::error_code error;
    const auto header = pending().substr(0, header_size_);
    parser_->put(boost::asio::buffer(header.data(), header.size()), error);
    if (error || !parser_->header_complete)
        return refuse(400, "malformed_request", "The header is not valid HTTP.");

    const auto method = parse_method(parser_->method);
    if (!method) return refuse(501, "method_not_implemented", "This method is not known here.");
    const auto target = origin_form(parser_->target, *method);
    if (!target) return refuse(400, "malformed_request", "The request target is neither a path nor a URL.");

    const auto question = target->find('?');
    const auto path = question == 0 ? std::string_view{"/"} : target->substr(0, question);
    body_max_ = body_limit_(*method, path);
    if (const auto refusal = check_framing(*method))
        return refuse(refusal->status, refusal->code, refusal->detail);
    request_ = {
        .method = *method,
        .target = *target,
        .path = path,
        .query = question == std::string_view::npos ? std::string_view{} : target->substr(question + 1),
        .fields = parser_->fields,
        .body = {},
        .remote = {},
        .local = false,
        .let_in = false,
        .gone = {}};
    return read_body();
}

// Where the body ends, and that nobody on the way can have seen it end elsewhere.
std::optional<Refusal> RequestReader::check_framing(Method method) {
    std::size_t hosts = 0, lengths = 0, codings = 0;
    std::string_view length, coding, expectation;
    for (const auto& [name, value] : parser_->fields) {
        if (equals_ignoring_case(name, "host")) {
            if (value.empty() || !std::ranges::all_of(value, is_host_character))
                return malformed("The Host field is not a host.");
            ++hosts;
        } else if (equals_ignoring_case(name, "content-length")) {
            ++lengths;
            length = value;
        } else if (equals_ignoring_case(name, "transfer-encoding")) {
            ++codings;
            coding = value;
        } else if (equals_ignoring_case(name, "expect")) {
            expectation = value;
        }
    }
    if (hosts > 1 || (hosts == 0 && !http_1_0())) return malformed("There is not exactly one Host field.");
    if (codings > 0 && lengths > 0) return malformed("Content-Length and Transfer-Encoding come together.");
    if (codings > 1 || (codings == 1 && (!equals_ignoring_case(coding, "chunked") || http_1_0())))
        return malformed("Only one transfer coding is understood: chunked.");
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (lengths > 1 || (lengths == 1 && (length.empty() || !std::ranges::all_of(length, is_digit))))
        return malformed("Content-Length is not one whole number.");
    if (length.size() > length_digits_max) return too_large();
    content_length_ = 0;
    if (lengths == 1) std::from_chars(length.data(), length.data() + length.size(), content_length_);
    if (content_length_ > body_max_) return too_large();
    if (codings == 1) parser_->chunks.emplace(body_max_);
    const bool has_body = codings == 1 || content_length_ > 0;
    if (has_body && (method == Method::get || method == Method::head || method == Method::options))
        return malformed("This method takes no body.");
    if (!expectation.empty() && !equals_ignoring_case(expectation, "100-continue"))
        return Refusal{417, "expectation_failed", "Only the expectation 100-continue is understood."};
    continue_wanted_ = !expectation.empty() && has_body && !http_1_0();
    question_ = continue_wanted_ || codings == 1 || content_length_ > small_body_bytes_max;
    return std::nullopt;
}

Refusal RequestReader::too_large() {
    too_large_detail_ =
        "The body is larger than this call takes: at most " + std::to_string(body_max_) + " bytes.";
    return {413, "body_too_large", too_large_detail_};
}

RequestReader::Progress RequestReader::read_body() {
    if (!parser_->chunks) {
        const auto whole = header_size_ + content_length_;
        if (pending().size() < whole) return Progress::need_more;
        return finish(pending().substr(header_size_, content_length_), whole);
    }
    // Joined where it stands: [header][data so far][what has just come].
    auto& chunks = *parser_->chunks;
    char* out = buffer_.get() + begin_ + header_size_ + chunks.size();
    std::string_view rest{out, static_cast<std::size_t>(buffer_.get() + end_ - out)};
    switch (chunks.decode(rest, out)) {
        case ChunkDecoder::Progress::malformed:
            return refuse(400, "malformed_request", "The chunked body is not valid.");
        case ChunkDecoder::Progress::too_large:
            refusal_ = too_large();
            return refuse(refusal_.status, refusal_.code, refusal_.detail);
        case ChunkDecoder::Progress::done:
            return finish(pending().substr(header_size_, chunks.size()), pending().size() - rest.size());
        case ChunkDecoder::Progress::need_more:
            break;
    }
    end_ = static_cast<std::size_t>(out -
                                    buffer_.get());  // The framing of tiny chunks does not fill the buffer.
    return Progress::need_more;
}

RequestReader::Progress RequestReader::finish(std::string_view body, std::size_t consumed) {
    request_.body = body;
    consumed_ = consumed;
    scanned_ = lines_ = empty_lines_ = header_size_ = 0;
    continue_wanted_ = question_ = false;  // The body is here already.
    return Progress::ready;
}

}  // namespace choqr::http
