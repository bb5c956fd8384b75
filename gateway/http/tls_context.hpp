#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "base/time.hpp"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX.

namespace choqr::http {

struct TlsFiles {
    std::string certificate;  ///< PEM: the server's certificate first, then the chain of its issuers.
    std::string key;          ///< PEM, without a passphrase.

    bool operator==(const TlsFiles&) const = default;
};

/// What() is one sentence: which file, what is wrong, what to do. It holds nothing of the key.
class TlsUnusable : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The certificate of the market's own authority (gateway/authority), for phones to take.
struct LocalAuthority {
    std::string der;
    std::string fingerprint;  ///< As TlsContext::fingerprint().
    Instant expires{};
    std::string revocations{};  ///< DER: whose keys others may have; empty if no such list lies beside it.
};

/// How TLS is spoken: a certificate with its key, and Mozilla's profile "intermediate" 5.7 without
/// finite-field Diffie-Hellman: TLS 1.2 and 1.3, ECDHE with AEAD alone, no renegotiation, no compression,
/// ALPN http/1.1. Sessions are resumed by tickets, whose key lives as long as the context, or by ids.
/// Constant after load(). Any thread.
class TlsContext {
public:
    /// Reads both files and holds them against each other; beside a certificate of choqr's own authority also
    /// that one's list of revoked certificates (authority/tls_folder.hpp), if it is there. TlsUnusable if one
    /// cannot be read, they do not belong together, the key is too weak, or the certificate is not yet valid
    /// at `now`. One that has expired is taken: browsers warn, providers may still deliver.
    static std::shared_ptr<const TlsContext> load(const TlsFiles& files, Instant now);
    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    /// Good to the end of this second.
    Instant expires() const { return expires_; }
    /// SHA-256 of the certificate, 64 lower-case hexadecimal digits: what `openssl x509 -fingerprint -sha256`
    /// shows.
    const std::string& fingerprint() const { return fingerprint_; }
    /// The machine's own list of authorities leads to it, as browsers' lists do: nobody has to be asked to
    /// trust it.
    bool is_public() const { return is_public_; }
    /// The chain's last certificate, if it signs itself and choqr made it; a company's own authority is not
    /// ours to hand out.
    const std::optional<LocalAuthority>& local_authority() const { return local_authority_; }
    /// Others than the key file's owner and group may read it, or the group may change it.
    bool is_key_open() const { return is_key_open_; }

    ssl_ctx_st* native() const { return context_; }

private:
    TlsContext();
    void speak_intermediate();
    void take(const TlsFiles& files, Instant now);

    ssl_ctx_st* context_;
    Instant expires_{};
    std::string fingerprint_;
    std::optional<LocalAuthority> local_authority_;
    bool is_key_open_ = false;
    bool is_public_ = false;
};

}  // namespace choqr::http
