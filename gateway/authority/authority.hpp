#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "authority/hosts.hpp"
#include "authority/organisation.hpp"
#include "authority/x509.hpp"
#include "base/time.hpp"

namespace choqr::authority {

/// What of a certificate people are told.
struct Facts {
    std::string name;  ///< The subject's common name.
    Hosts hosts;       ///< Whom it is for; empty for an authority.
    Instant expires{};
    std::string fingerprint;  ///< SHA-256, 64 lower-case hexadecimal digits.
    bool is_ours = false;     ///< An authority of choqr's is its issuer.
};
/// Of the first certificate in the text; nothing if there is none.
std::optional<Facts> read_facts(std::string_view pem);

/// The key of a gateway's certificate: ECDSA on P-256.
class ServerKey {
public:
    static ServerKey make() { return ServerKey{make_key()}; }
    /// Nothing if the text holds no such key.
    static std::optional<ServerKey> read(std::string_view pem);
    std::string pem() const { return pem_of(key_.get()); }

private:
    friend class Authority;
    explicit ServerKey(Key key) : key_{std::move(key)} {}
    Key key_;
};

/// A market's own authority: a certificate that signs itself, ECDSA on P-256, ten years, and its key. It may
/// vouch for the hosts it was made for, private domains and private ranges; whoever steals its key can pass
/// for no bank (RFC 5280, 4.2.1.10, critical). It signs no further authorities. Constant.
class Authority {
public:
    static constexpr std::chrono::days lifetime{3'652};
    /// From an hour before, since phones' clocks differ. Apple takes no more than 825 days, and 398 are what
    /// browsers allow authorities of the Internet.
    static constexpr std::chrono::days server_lifetime{396};
    static constexpr std::chrono::hours clocks_differ{1};

    static Authority make(const Hosts& hosts, Instant now);
    /// Nothing unless both texts belong together and are an authority that make() could have made.
    static std::optional<Authority> read(std::string_view certificate_pem, std::string_view key_pem);

    bool permits(const HostName& name) const;
    bool permits(const HostAddress& address) const;
    Instant expires() const { return moment(::X509_get0_notAfter(certificate_.get())); }
    std::string certificate_pem() const { return pem_of(certificate_.get()); }
    std::string key_pem() const { return pem_of(key_.get()); }

    /// A server's certificate, then the authority's own. The hosts are permitted, and there is a name among
    /// them. It ends with the authority at the latest.
    std::string issue(const Hosts& hosts, const ServerKey& key, Instant now) const;

private:
    Authority(Certificate certificate, Key key, Constraints constraints)
        : certificate_{std::move(certificate)}, key_{std::move(key)}, constraints_{std::move(constraints)} {}

    Certificate certificate_;
    Key key_;
    Constraints constraints_;
};

}  // namespace choqr::authority
