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

inline constexpr std::string_view revocations_path = "/trust/revoked.crl";

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

/// A market's own authority: a certificate that signs itself, which phones come to trust, and under it the
/// one that issues certificates for servers; both ECDSA on P-256, ten years. The first one's key is gone once
/// it has signed the second. Both may vouch for the hosts they were made for, private domains and private
/// ranges alone (RFC 5280, 4.2.1.10, critical), so that whoever steals the key that is left passes for no
/// bank: of what a phone trusts it may leave such limits unread (6.2), of what stands under it, it may not.
/// No further authority can be issued. Constant.
class Authority {
public:
    static constexpr std::chrono::days lifetime{3'652};
    /// From an hour before, since phones' clocks differ. Apple takes no more than 825 days, and 398 are what
    /// browsers allow authorities of the Internet.
    static constexpr std::chrono::days server_lifetime{396};
    static constexpr std::chrono::hours clocks_differ{1};

    static Authority make(const Hosts& hosts, Instant now);
    struct Texts {
        std::string authority, issuer, issuer_key;
    };
    /// PEM, to be kept.
    Texts texts() const;
    /// Nothing unless they belong together and make() could have made them.
    static std::optional<Authority> read(const Texts& texts);

    bool permits(const HostName& name) const;
    bool permits(const HostAddress& address) const;
    Instant expires() const { return moment(::X509_get0_notAfter(issuer_.get())); }

    /// PEM: a server's certificate, the issuer's, the authority's. The hosts are permitted, and there is a
    /// name among them. It ends with the authority at the latest, and names `revocations_path` on the first
    /// host that others reach, by HTTP on port 8080, as the place of the list below.
    std::string issue(const Hosts& hosts, const ServerKey& key, Instant now) const;
    /// DER: the issuer's list of certificates whose keys others may have (RFC 5280, 5), to be taken for as
    /// long as a certificate lives. What `former` revoked stays on it; a former list of somebody else is
    /// none. The first certificate of `compromised` (PEM), if this issuer made it, comes on it.
    std::string revocations(std::string_view former, std::string_view compromised, Instant now) const;

private:
    Authority(Certificate authority, Certificate issuer, Key key);

    Certificate authority_, issuer_;
    Key key_;                  ///< The issuer's.
    Constraints constraints_;  ///< The issuer's; null if it has none that are critical.
};

}  // namespace choqr::authority
