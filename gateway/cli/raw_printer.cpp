#include "cli/raw_printer.hpp"

#include <linux/sockios.h>
#include <netdb.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <memory>
#include <thread>

namespace choqr::gateway {
namespace {

using std::chrono::milliseconds;

class Socket {
public:
    explicit Socket(int descriptor) : descriptor_{descriptor} {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    int get() const { return descriptor_; }
    bool is_open() const { return descriptor_ >= 0; }

private:
    int descriptor_;
};

struct FreeAddresses {
    void operator()(addrinfo* all) const { ::freeaddrinfo(all); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Addresses addresses_of(const PrinterAddress& printer) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const auto port = std::to_string(printer.port);
    if (::getaddrinfo(printer.host.c_str(), port.c_str(), &wanted, &found) != 0) return nullptr;
    return Addresses{found};
}

/// What happened first; 0: nothing, for as long as that.
short wait_for(const Socket& socket, short events, milliseconds limit) {
    pollfd waiting{socket.get(), events, 0};
    int ready = ::poll(&waiting, 1, static_cast<int>(limit.count()));
    while (ready < 0 && errno == EINTR) ready = ::poll(&waiting, 1, static_cast<int>(limit.count()));
    return ready > 0 ? waiting.revents : short{0};
}

bool connects(const Socket& socket, const addrinfo& to, milliseconds patience) {
    if (!socket.is_open()) return false;
    if (::connect(socket.get(), to.ai_addr, to.ai_addrlen) == 0) return true;
    if (errno != EINPROGRESS || wait_for(socket, POLLOUT, patience) == 0) return false;
    int error = 0;
    socklen_t length = sizeof error;
    return ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error == 0;
}

/// Whatever it says of itself is read away; true once it has closed.
bool has_closed(const Socket& socket) {
    char said[512];
    for (;;) {
        const auto count = ::recv(socket.get(), said, sizeof said, 0);
        if (count == 0) return true;
        if (count < 0) return errno != EAGAIN && errno != EINTR;
    }
}

Sent send_all(const Socket& socket, std::string_view bytes, milliseconds patience) {
    while (!bytes.empty()) {
        const auto count = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
            continue;
        }
        if (errno != EAGAIN && errno != EINTR) return Sent::cut_off;
        const auto events = wait_for(socket, POLLOUT | POLLIN, patience);
        if (events == 0) return Sent::stuck;
        if ((events & POLLIN) != 0 && has_closed(socket)) return Sent::cut_off;
    }
    return Sent::all;
}

/// Bytes that the printer has not acknowledged; negative: the connection is no more.
int left_over(const Socket& socket) {
    int count = 0, error = 0;
    socklen_t length = sizeof error;
    const bool is_whole =
        ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error == 0;
    return is_whole && ::ioctl(socket.get(), SIOCOUTQ, &count) == 0 ? count : -1;
}

/// What the system took over is not yet what the printer has.
Sent finish(const Socket& socket, milliseconds patience) {
    constexpr milliseconds look_every{20};
    ::shutdown(socket.get(), SHUT_WR);
    auto before = left_over(socket);
    for (milliseconds still{0}; before > 1; still += look_every) {  // One: that we have ended.
        if (still >= patience) return Sent::stuck;
        std::this_thread::sleep_for(look_every);
        const auto now = left_over(socket);
        if (now != before) still = milliseconds{0};
        before = now;
    }
    return before < 0 ? Sent::cut_off : Sent::all;
}

}  // namespace

std::optional<PrinterAddress> parse_printer(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    auto host = text.substr(0, colon);
    const auto digits = text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || end != digits.data() + digits.size() || port == 0) return std::nullopt;
    const bool in_brackets = host.starts_with('[') && host.ends_with(']');
    if (in_brackets) host = host.substr(1, host.size() - 2);
    if (host.empty() || (!in_brackets && host.find(':') != std::string_view::npos)) return std::nullopt;
    return PrinterAddress{std::string{host}, port};
}

Sentence sentence_of(Sent sent) {
    switch (sent) {
        case Sent::all:
            return {"sent", "đã gửi"};
        case Sent::no_address:
            return {"no such printer: the name is not known", "không tìm thấy máy in: sai tên máy"};
        case Sent::no_answer:
            return {"the printer does not answer: is it on, and is that its address?",
                    "máy in không trả lời: đã bật chưa, đúng địa chỉ chưa?"};
        case Sent::stuck:
            return {
                "the printer takes nothing more: look at its paper and its cover; some stands may be printed",
                "máy in không nhận tiếp: xem giấy và nắp máy; có thể đã in một phần"};
        case Sent::cut_off:
            return {"the printer closed the connection before it had all; some stands may be printed",
                    "máy in ngắt giữa chừng; có thể đã in một phần"};
    }
    return {};
}

Sent send_to_printer(const PrinterAddress& printer, std::string_view bytes, milliseconds patience) {
    const auto addresses = addresses_of(printer);
    if (!addresses) return Sent::no_address;
    for (const auto* to = addresses.get(); to != nullptr; to = to->ai_next) {
        const Socket socket{::socket(to->ai_family, to->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
        if (!connects(socket, *to, patience)) continue;
        const auto sent = send_all(socket, bytes, patience);
        return sent == Sent::all ? finish(socket, patience) : sent;
    }
    return Sent::no_answer;
}

}  // namespace choqr::gateway
