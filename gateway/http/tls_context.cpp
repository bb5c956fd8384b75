#include "http/tls_context.hpp"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "authority/organisation.hpp"
#include "base/assert.hpp"
#include "base/encoding.hpp"

namespace choqr::http {
namespace {

constexpr std::size_t file_bytes_max = 1u << 20;
constexpr long sessions_max = 4'096;  // For clients of TLS 1.2 that take no tickets: about 1 KB each.
constexpr std::chrono::seconds session_lifetime{7'200};
constexpr auto suites_1_3 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr auto suites_1_2 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

template <auto free>
struct Freed {
    template <class T>
    void operator()(T* object) const {
        free(object);
    }
};
using Certificate = std::unique_ptr<X509, Freed<::X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<::EVP_PKEY_free>>;
using Source = std::unique_ptr<BIO, Freed<::BIO_free_all>>;

// A key passes through here: what held it is wiped.
class FileText {
public:
    explicit FileText(const std::string& path) {
        const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (file < 0) complain(path, errno);
        bytes_.resize(file_bytes_max);  // Never grown: no copy stays behind.
        std::size_t size = 0;
        ssize_t got = 1;
        while (got > 0 && size < bytes_.size()) {
            got = ::read(file, bytes_.data() + size, bytes_.size() - size);
            if (got > 0) size += static_cast<std::size_t>(got);
        }
        const int error = got < 0 ? errno : 0;
        struct stat about {};
        if (::fstat(file, &about) == 0) mode_ = about.st_mode;
        ::close(file);
        if (error != 0) complain(path, error);
        size_ = size;
    }
    ~FileText() { ::OPENSSL_cleanse(bytes_.data(), size_); }
    FileText(const FileText&) = delete;
    FileText& operator=(const FileText&) = delete;

    std::string text() const { return {bytes_.data(), size_}; }
    Source source() const { return Source{::BIO_new_mem_buf(bytes_.data(), static_cast<int>(size_))}; }
    bool is_open_to_others() const { return (mode_ & (S_IWGRP | S_IRWXO)) != 0; }

private:
    [[noreturn]] static void complain(const std::string& path, int error) {
        throw TlsUnusable{path + ": cannot be read: " + std::generic_category().message(error)};
    }
    std::vector<char> bytes_;
    std::size_t size_ = 0;
    mode_t mode_ = 0;
};

// Why OpenSSL said no, in its words.
std::string reason() {
    const auto* const words = ::ERR_reason_error_string(::ERR_peek_last_error());
    ::ERR_clear_error();
    return words != nullptr ? words : "OpenSSL does not say why";
}

// Nobody sits at a terminal when a gateway starts.
int no_passphrase(char*, int, int, void* asked) {
    *static_cast<bool*>(asked) = true;
    return -1;
}

std::vector<Certificate> read_chain(const std::string& path) {
    const FileText text{path};
    const auto source = text.source();
    std::vector<Certificate> chain;
    for (;;) {
        Certificate next{::PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr)};
        if (!next) break;
        chain.push_back(std::move(next));
    }
    const bool is_end = ERR_GET_REASON(::ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    if (!is_end) throw TlsUnusable{path + ": a certificate in it is damaged (" + reason() + ")"};
    ::ERR_clear_error();
    if (chain.empty())
        throw TlsUnusable{
            path + ": holds no certificate; it has to be PEM, beginning with -----BEGIN CERTIFICATE-----"};
    return chain;
}

Key read_key(const std::string& path, bool& is_open) {
    const FileText text{path};
    is_open = text.is_open_to_others();
    bool asked = false;
    Key key{::PEM_read_bio_PrivateKey(text.source().get(), nullptr, no_passphrase, &asked)};
    const auto why = reason();
    if (key) return key;
    if (asked)
        throw TlsUnusable{path +
                          ": the key has a passphrase, for which nobody can be asked; write it without "
                          "one: openssl pkey -in " +
                          path + " -out FILE"};
    throw TlsUnusable{path + ": holds no private key in PEM (" + why + ")"};
}

Instant moment(const ASN1_TIME* time) {
    std::tm fields{};
    if (::ASN1_TIME_to_tm(time, &fields) != 1) throw TlsUnusable{"the certificate's dates cannot be read"};
    return Instant{std::chrono::seconds{::timegm(&fields)}};
}

std::string fingerprint_of(X509* certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    ::X509_digest(certificate, ::EVP_sha256(), digest.data(), &size);
    return to_hex(std::string{digest.begin(), digest.begin() + size});
}

using Store = std::unique_ptr<X509_STORE, Freed<::X509_STORE_free>>;
using Verification = std::unique_ptr<X509_STORE_CTX, Freed<::X509_STORE_CTX_free>>;
struct FreedStack {
    void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};

// Without a list of authorities on the machine nothing is.
bool leads_to_known_authority(const std::vector<Certificate>& chain, Instant now) {
    const Store store{::X509_STORE_new()};
    const Verification verification{::X509_STORE_CTX_new()};
    const std::unique_ptr<STACK_OF(X509), FreedStack> issuers{sk_X509_new_null()};
    if (!store || !verification || !issuers || ::X509_STORE_set_default_paths(store.get()) != 1) return false;
    for (std::size_t i = 1; i < chain.size(); ++i) sk_X509_push(issuers.get(), chain[i].get());
    auto* const context = verification.get();
    if (::X509_STORE_CTX_init(context, store.get(), chain.front().get(), issuers.get()) != 1) return false;
    ::X509_STORE_CTX_set_default(context, "ssl_server");
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
    ::X509_STORE_CTX_set_time(context, 0, seconds);
    const bool leads = ::X509_verify_cert(context) == 1;
    ::ERR_clear_error();
    return leads;
}

bool is_made_by_choqr(X509* certificate) {
    std::array<char, 64> made_by{};
    auto* const subject = ::X509_get_subject_name(certificate);
    const int size =
        ::X509_NAME_get_text_by_NID(subject, NID_organizationName, made_by.data(), made_by.size());
    return size > 0 && std::string_view{made_by.data()} == authority::organisation;
}

std::optional<LocalAuthority> local_authority_of(X509* last) {
    if (!is_made_by_choqr(last) || ::X509_self_signed(last, 1) != 1) {
        ::ERR_clear_error();
        return std::nullopt;
    }
    unsigned char* bytes = nullptr;
    const int size = ::i2d_X509(last, &bytes);
    if (size <= 0) return std::nullopt;
    const std::string der{bytes, bytes + size};
    ::OPENSSL_free(bytes);
    return LocalAuthority{der, fingerprint_of(last), moment(::X509_get0_notAfter(last))};
}

std::string revocations_beside(const std::string& certificate) {
    const auto path = std::filesystem::path{certificate}.replace_filename(authority::revocations_file);
    std::error_code unknown;  // A folder that cannot be looked into holds none.
    return std::filesystem::exists(path, unknown) ? FileText{path}.text() : std::string{};
}

// RFC 7301: a client that names protocols and not ours is told so.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned offered_size, void*) {
    static constexpr std::array<unsigned char, 9> ours{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char* found = nullptr;
    const int answer =
        ::SSL_select_next_proto(&found, chosen_size, ours.data(), ours.size(), offered, offered_size);
    *chosen = found;
    return answer == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

TlsContext::TlsContext() : context_{::SSL_CTX_new(::TLS_server_method())} {
    CHOQR_ASSERT(context_ != nullptr, "OpenSSL has memory for a context");
}

TlsContext::~TlsContext() { ::SSL_CTX_free(context_); }

void TlsContext::speak_intermediate() {
    ::SSL_CTX_set_security_level(context_, 2);  // RSA from 2,048 bits; no SHA-1 in signatures.
    const bool known = ::SSL_CTX_set_min_proto_version(context_, TLS1_2_VERSION) == 1 &&
                       ::SSL_CTX_set_max_proto_version(context_, TLS1_3_VERSION) == 1 &&
                       ::SSL_CTX_set_ciphersuites(context_, suites_1_3) == 1 &&
                       ::SSL_CTX_set_cipher_list(context_, suites_1_2) == 1 &&
                       SSL_CTX_set1_groups_list(context_, "X25519:P-256:P-384") == 1;
    CHOQR_ASSERT(known, "OpenSSL 3 speaks the profile");
    // A phone without AES in its processor asks for ChaCha20 first, and gets it.
    ::SSL_CTX_set_options(context_, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                                        SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    // An idle connection keeps no buffers. A record that went out in part is offered again from where it is.
    SSL_CTX_set_mode(context_, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                   SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(context_, 1);  // One system call for a record, not two.
    static constexpr unsigned char name[] = "choqr";
    ::SSL_CTX_set_session_id_context(context_, name, sizeof name - 1);
    SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_SERVER);
    SSL_CTX_sess_set_cache_size(context_, sessions_max);
    ::SSL_CTX_set_timeout(context_, session_lifetime.count());
    ::SSL_CTX_set_alpn_select_cb(context_, choose_protocol, nullptr);
}

void TlsContext::take(const TlsFiles& files, Instant now) {
    ::ERR_clear_error();
    auto chain = read_chain(files.certificate);
    const auto key = read_key(files.key, is_key_open_);
    auto* const own = chain.front().get();
    if (::X509_check_private_key(own, key.get()) != 1) {
        ::ERR_clear_error();
        throw TlsUnusable{files.key + ": is not the key of " + files.certificate +
                          "; the server's own certificate has to come first in its file"};
    }
    const auto begins = moment(::X509_get0_notBefore(own));
    expires_ = moment(::X509_get0_notAfter(own));
    fingerprint_ = fingerprint_of(own);
    is_public_ = leads_to_known_authority(chain, now);
    if (chain.size() > 1) local_authority_ = local_authority_of(chain.back().get());
    if (local_authority_) local_authority_->revocations = revocations_beside(files.certificate);
    if (now < begins)
        throw TlsUnusable{files.certificate + ": is not valid before " + format_rfc3339(begins) +
                          "; wait, or put this machine's clock right"};
    if (::SSL_CTX_use_certificate(context_, own) != 1 || ::SSL_CTX_use_PrivateKey(context_, key.get()) != 1)
        throw TlsUnusable{files.certificate + ": OpenSSL does not take it (" + reason() +
                          "); RSA needs 2,048 bits, ECDSA P-256"};
    for (std::size_t i = 1; i < chain.size(); ++i)
        if (SSL_CTX_add1_chain_cert(context_, chain[i].get()) != 1)
            throw TlsUnusable{files.certificate + ": OpenSSL does not take an issuer's certificate (" +
                              reason() + ")"};
}

std::shared_ptr<const TlsContext> TlsContext::load(const TlsFiles& files, Instant now) {
    const std::shared_ptr<TlsContext> context{new TlsContext};
    context->speak_intermediate();
    context->take(files, now);
    return context;
}

}  // namespace choqr::http
