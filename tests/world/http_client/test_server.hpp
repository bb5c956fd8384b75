#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

// A server on loopback that does what a test tells it, with a certificate made for it a moment ago.
namespace choqr::http_client_test {

namespace net = boost::asio;

struct Certificate {
    std::string certificate, key;  ///< PEM.
};

inline std::string text_of(BIO* bio) {
    char* bytes = nullptr;
    const auto size = BIO_get_mem_data(bio, &bytes);
    std::string text(bytes, static_cast<std::size_t>(size));
    BIO_free(bio);
    return text;
}

/// Signed by itself. `names`: "DNS:localhost" or "IP:127.0.0.1". Valid between the two, in days from now.
inline Certificate make_certificate(const std::string& names, int from_days, int to_days) {
    constexpr long day = 86'400;
    EVP_PKEY* const key = EVP_EC_gen("P-256");
    X509* const certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), from_days * day);
    X509_gmtime_adj(X509_getm_notAfter(certificate), to_days * day);
    X509_set_pubkey(certificate, key);
    auto* const name = X509_get_subject_name(certificate);
    const auto* const title = reinterpret_cast<const unsigned char*>("a test's server");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, title, -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_EXTENSION* const extension =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    X509_sign(certificate, key, EVP_sha256());
    BIO* const certificate_text = BIO_new(BIO_s_mem());
    BIO* const key_text = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(certificate_text, certificate);
    PEM_write_bio_PrivateKey(key_text, key, nullptr, nullptr, 0, nullptr, nullptr);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return {text_of(certificate_text), text_of(key_text)};
}

/// One connection, as the server sees it.
class Peer {
public:
    explicit Peer(net::ip::tcp::socket socket) : socket_{std::move(socket)} {}

    bool secure(net::ssl::context& context) {
        tls_.emplace(socket_, context);
        boost::system::error_code error;
        tls_->handshake(net::ssl::stream_base::server, error);
        return !error;
    }
    /// A request's head and, with a Content-Length, its body; "" when there is none any more.
    std::string read() {
        boost::system::error_code error;
        const auto buffer = net::dynamic_buffer(pending_);
        const auto head = tls_ ? net::read_until(*tls_, buffer, "\r\n\r\n", error)
                               : net::read_until(socket_, buffer, "\r\n\r\n", error);
        if (error) return {};
        const auto length = pending_.find("Content-Length: ");
        const auto body = length < head ? std::stoul(pending_.substr(length + 16)) : 0;
        if (pending_.size() < head + body) {
            const auto missing = net::transfer_exactly(head + body - pending_.size());
            if (tls_)
                net::read(*tls_, buffer, missing, error);
            else
                net::read(socket_, buffer, missing, error);
        }
        auto request = pending_.substr(0, head + body);
        pending_.erase(0, head + body);
        return request;
    }
    void write(const std::string& text) {
        boost::system::error_code ignored;
        if (tls_)
            net::write(*tls_, net::buffer(text), ignored);
        else
            net::write(socket_, net::buffer(text), ignored);
    }
    void answer(const std::string& body, const std::string& fields = {}) {
        write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + fields + "\r\n" +
              body);
    }
    /// As TLS asks: with a farewell, so that the other side knows that nothing is missing.
    void say_goodbye() {
        boost::system::error_code ignored;
        if (tls_) tls_->shutdown(ignored);
    }
    /// Says nothing until the other side has gone.
    void wait_until_gone() {
        boost::system::error_code error;
        char bytes[256];
        while (!error) socket_.read_some(net::buffer(bytes), error);
    }
    /// From another thread: whoever waits here waits no longer.
    void end() { ::shutdown(socket_.native_handle(), SHUT_RDWR); }

private:
    net::ip::tcp::socket socket_;
    std::optional<net::ssl::stream<net::ip::tcp::socket&>> tls_;
    std::string pending_;
};

/// Serves each connection by `serve`, on a thread of its own, until the test ends.
class Server {
public:
    using Serve = std::function<void(Peer&)>;

    explicit Server(Serve serve, std::optional<Certificate> certificate = std::nullopt)
        : serve_{std::move(serve)}, acceptor_{io_, {net::ip::address_v4::loopback(), 0}} {
        if (certificate) {
            tls_.emplace(net::ssl::context::tls_server);
            tls_->use_certificate_chain(net::buffer(certificate->certificate));
            tls_->use_private_key(net::buffer(certificate->key), net::ssl::context::pem);
        }
        port_ = acceptor_.local_endpoint().port();
        thread_ = std::thread{[this] { run(); }};
    }
    ~Server() {
        stopping_ = true;
        boost::system::error_code ignored;
        net::io_context io;
        net::ip::tcp::socket last{io};
        last.connect({net::ip::address_v4::loopback(), port_}, ignored);  // Wakes the one that accepts.
        thread_.join();
        for (auto& each : peers_) each->end();
        for (auto& each : serving_) each.join();
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::string at(const std::string& host, const std::string& path = "/") const {
        return (tls_ ? "https://" : "http://") + host + ":" + std::to_string(port_) + path;
    }
    int connections() const { return connections_; }

private:
    void run() {
        while (!stopping_) {
            net::ip::tcp::socket socket{io_};
            boost::system::error_code error;
            acceptor_.accept(socket, error);
            if (error || stopping_) return;
            ++connections_;
            auto peer = std::make_shared<Peer>(std::move(socket));
            peers_.push_back(peer);
            serving_.emplace_back([this, peer] {
                if (!tls_ || peer->secure(*tls_)) serve_(*peer);
                peer->end();
            });
        }
    }

    const Serve serve_;
    net::io_context io_;
    net::ip::tcp::acceptor acceptor_;
    std::optional<net::ssl::context> tls_;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_{false};
    std::atomic<int> connections_{0};
    std::thread thread_;
    std::vector<std::shared_ptr<Peer>> peers_;  // The accepting thread's, until it has ended.
    std::vector<std::thread> serving_;
};

}  // namespace choqr::http_client_test
