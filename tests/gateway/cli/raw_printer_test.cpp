// A socket plays the printer: one that takes all, one that is slow, one that is full, one that closes early.
#include "cli/raw_printer.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <thread>

#include "support/catch.hpp"

using namespace choqr::gateway;
using namespace std::chrono_literals;

namespace {

const std::string stands(4'000'000, 'x');  // More than the buffers between hold.

/// Listens on the loopback; `play` has the one connection, and what it read is kept.
class Printer {
public:
    using Play = std::function<void(int connection, std::string& got)>;

    Printer(int family, Play play) : listening_{::socket(family, SOCK_STREAM, 0)} {
        sockaddr_storage address{};
        socklen_t length = sizeof(sockaddr_in);
        if (family == AF_INET6) {
            auto& six = reinterpret_cast<sockaddr_in6&>(address);
            six.sin6_addr = in6addr_loopback;
            length = sizeof six;
        } else {
            reinterpret_cast<sockaddr_in&>(address).sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        }
        address.ss_family = static_cast<sa_family_t>(family);
        auto* const any = reinterpret_cast<sockaddr*>(&address);
        REQUIRE(::bind(listening_, any, length) == 0);
        REQUIRE(::listen(listening_, 1) == 0);
        REQUIRE(::getsockname(listening_, any, &length) == 0);
        port_ = ntohs(reinterpret_cast<sockaddr_in&>(address).sin_port);  // In the same place in both.
        playing_ = std::thread{[this, play = std::move(play)] {
            const int connection = ::accept(listening_, nullptr, nullptr);
            play(connection, got_);
            ::close(connection);
        }};
    }
    ~Printer() {
        if (playing_.joinable()) playing_.join();
        ::close(listening_);
    }
    Printer(const Printer&) = delete;
    Printer& operator=(const Printer&) = delete;

    std::string address(const std::string& host) const { return host + ":" + std::to_string(port_); }
    std::string got() {
        playing_.join();
        return got_;
    }

private:
    int listening_;
    std::uint16_t port_ = 0;
    std::string got_;
    std::thread playing_;
};

void take_all(int connection, std::string& got) {
    char bytes[65536];
    for (ssize_t count = 0; (count = ::read(connection, bytes, sizeof bytes)) > 0;)
        got.append(bytes, static_cast<std::size_t>(count));
}

Sent send(const std::string& address, std::chrono::milliseconds patience = 2'000ms) {
    return send_to_printer(parse_printer(address).value(), stands, patience);
}

}  // namespace

TEST_CASE("printer: an address is a host and a port, IPv6 in brackets, and nothing else", "[printer]") {
    const auto read = [](std::string_view text) {
        const auto found = parse_printer(text);
        return found ? found->host + " " + std::to_string(found->port) : std::string{"none"};
    };
    CHECK(read("192.168.1.50:9100") == "192.168.1.50 9100");
    CHECK(read("may-in.lan:65535") == "may-in.lan 65535");
    CHECK(read("[fd00::5]:9100") == "fd00::5 9100");
    for (const auto* wrong : {"", ":", ":9100", "host", "host:", "host:0", "host:65536", "host:x",
                              "host:9100x", "host: 9100", "fd00::5:9100", "[]:9100"}) {
        CAPTURE(wrong);
        CHECK(read(wrong) == "none");
    }
}

TEST_CASE("printer: it has every byte, over IPv4 and IPv6, fast or slowly", "[printer]") {
    Printer fast{AF_INET, take_all};
    CHECK(send(fast.address("127.0.0.1")) == Sent::all);
    CHECK(fast.got() == stands);
    Printer six{AF_INET6, take_all};
    CHECK(send(six.address("[::1]")) == Sent::all);
    CHECK(six.got() == stands);
    Printer slow{AF_INET, [](int connection, std::string& got) {
                     for (int pause = 0; pause < 10; ++pause) {  // All of it takes longer than one waits.
                         char bytes[100'000];
                         std::this_thread::sleep_for(300ms);
                         const auto count = ::read(connection, bytes, sizeof bytes);
                         got.append(bytes, static_cast<std::size_t>(count));
                     }
                     take_all(connection, got);
                 }};
    CHECK(send(slow.address("127.0.0.1"), 2s) == Sent::all);
    CHECK(slow.got() == stands);
}

TEST_CASE("printer: one that takes nothing more, closes early or is not there is told apart", "[printer]") {
    Printer full{AF_INET, [](int, std::string&) { std::this_thread::sleep_for(1s); }};
    CHECK(send(full.address("127.0.0.1"), 200ms) == Sent::stuck);
    Printer hasty{AF_INET, [](int connection, std::string&) {
                      char bytes[1'000];
                      CHECK(::read(connection, bytes, sizeof bytes) > 0);
                  }};
    CHECK(send(hasty.address("127.0.0.1")) == Sent::cut_off);
    CHECK(send("127.0.0.1:1") == Sent::no_answer);
    CHECK(send("no-such-printer.invalid:9100") == Sent::no_address);
    for (const auto sent : {Sent::no_address, Sent::no_answer, Sent::stuck, Sent::cut_off})
        CHECK(sentence_of(sent).english != sentence_of(sent).vietnamese);
}
