#include "authority/authority.hpp"

#include <openssl/err.h>

#include <algorithm>

#include "base/assert.hpp"

namespace choqr::authority {
namespace {

constexpr std::size_t common_name_max = 64;  // RFC 5280, ub-common-name.

// "choqr cho-hung-son 2026-11-27 10:04": an iPhone lists nothing but this, and two that were made on one day
// can be told apart.
std::string name_of_authority(const Hosts& hosts, Instant now) {
    const std::string begin = "choqr ",
                      made = " " + format_vietnam_local(now).substr(0, sizeof "2026-11-27 10:04" - 1);
    return begin + hosts.names.front().text().substr(0, common_name_max - begin.size() - made.size()) + made;
}

bool is_private(const HostName& name) {
    return std::ranges::any_of(private_domains(), [&](auto domain) { return name.is_within(domain); });
}

bool is_private(const HostAddress& address) {
    return std::ranges::any_of(private_ranges(), [&](const auto& range) { return range.holds(address); });
}

std::string constraints_for(const Hosts& hosts) {
    std::string text = "critical";
    const auto permit = [&text](std::string_view kind, std::string_view what) {
        text.append(",permitted;").append(kind).append(":").append(what);
    };
    for (const auto domain : private_domains()) permit("DNS", domain);
    for (const auto& name : hosts.names)
        if (!is_private(name)) permit("DNS", name.text());
    for (const auto& range : private_ranges()) permit("IP", range.text());
    for (const auto& address : hosts.addresses)
        if (!is_private(address)) permit("IP", only(address).text());
    return text;
}

std::string alternative_names(const Hosts& hosts) {
    std::string text;
    const auto add = [&text](std::string_view kind, const std::string& what) {
        if (!text.empty()) text += ",";
        text.append(kind).append(":").append(what);
    };
    for (const auto& name : hosts.names) add("DNS", name.text());
    for (const auto& address : hosts.addresses) add("IP", address.text());
    return text;
}

std::string url_of_revocations(const std::string& host) {
    return "URI:http://" + host + ":8080" + std::string{revocations_path};
}

// By a name and by an address, as far as there is one that is not this machine's own alone.
std::string places_of_revocations(const Hosts& hosts) {
    std::string text;
    const auto name =
        std::ranges::find_if(hosts.names, [](const auto& one) { return one.text() != "localhost"; });
    if (name != hosts.names.end()) text = url_of_revocations(name->text());
    const auto address =
        std::ranges::find_if(hosts.addresses, [](const auto& one) { return !one.is_loopback(); });
    if (address != hosts.addresses.end())
        text += (text.empty() ? "" : ",") + url_of_revocations(address->in_url());
    return text.empty() ? url_of_revocations("localhost") : text;
}

// Each permitted base of this kind; what it holds is OpenSSL's, as long as the constraints live.
template <class Judge>
bool any_permitted(const NAME_CONSTRAINTS* constraints, int kind, Judge judge) {
    const int count = sk_GENERAL_SUBTREE_num(constraints->permittedSubtrees);
    for (int i = 0; i < count; ++i) {
        const auto* const base = sk_GENERAL_SUBTREE_value(constraints->permittedSubtrees, i)->base;
        int found = 0;
        const void* const value = ::GENERAL_NAME_get0_value(base, &found);
        if (found == kind && judge(bytes_of(static_cast<const ASN1_STRING*>(value)))) return true;
    }
    return false;
}

Constraints constraints_of(X509* certificate) {
    int critical = 0;
    Constraints found{static_cast<NAME_CONSTRAINTS*>(
        ::X509_get_ext_d2i(certificate, NID_name_constraints, &critical, nullptr))};
    return critical == 1 ? std::move(found) : nullptr;
}

bool is_of_ours(X509_NAME* name) {
    const int at = ::X509_NAME_get_index_by_NID(name, NID_organizationName, -1);
    return at >= 0 && bytes_of(::X509_NAME_ENTRY_get_data(::X509_NAME_get_entry(name, at))) == organisation;
}

bool is_our_authority(X509* certificate) {
    return is_of_ours(::X509_get_subject_name(certificate)) && ::X509_check_ca(certificate) == 1;
}

void name_ours(X509* certificate, const char* unit, std::string_view name) {
    auto* const subject = ::X509_get_subject_name(certificate);
    add_entry(subject, "O", organisation);
    if (unit != nullptr) add_entry(subject, "OU", unit);
    add_entry(subject, "CN", name);
}

struct Signing {
    X509 *made, *issuer;
    EVP_PKEY* key;  ///< The issuer's.
};

// How many authorities may stand below it, and for whom it may vouch.
void finish(const Signing& signing, const std::string& below, const Hosts& hosts) {
    const auto& [made, issuer, key] = signing;
    must(::X509_set_issuer_name(made, ::X509_get_subject_name(issuer)) == 1);
    add_extension(made, issuer, NID_basic_constraints, "critical,CA:TRUE,pathlen:" + below);
    add_extension(made, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(made, issuer, NID_name_constraints, constraints_for(hosts));
    add_extension(made, issuer, NID_subject_key_identifier, "hash");
    if (made != issuer) add_extension(made, issuer, NID_authority_key_identifier, "keyid:always");
    sign(made, key);
}

void add_host(Hosts& hosts, const GENERAL_NAME* name) {
    int kind = 0;
    const auto* const value = static_cast<const ASN1_STRING*>(::GENERAL_NAME_get0_value(name, &kind));
    if (kind == GEN_DNS) {
        const auto read = HostName::read(bytes_of(value));
        if (const auto* good = std::get_if<HostName>(&read)) hosts.add(*good);
    }
    if (kind == GEN_IPADD)
        if (const auto address = HostAddress::from_bytes(bytes_of(value))) hosts.add(*address);
}

Hosts hosts_of(X509* certificate) {
    const AlternativeNames names{
        static_cast<GENERAL_NAMES*>(::X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
    Hosts hosts;
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i)
        add_host(hosts, sk_GENERAL_NAME_value(names.get(), i));
    return hosts;
}

}  // namespace

std::optional<Facts> read_facts(std::string_view pem) {
    const auto all = read_certificates(pem);
    if (all.empty()) return std::nullopt;
    auto* const first = all.front().get();
    return Facts{.name = entry_of(first, NID_commonName),
                 .hosts = hosts_of(first),
                 .expires = moment(::X509_get0_notAfter(first)),
                 .fingerprint = sha256_of(first),
                 .is_ours = is_of_ours(::X509_get_issuer_name(first))};
}

std::optional<ServerKey> ServerKey::read(std::string_view pem) {
    auto key = read_key(pem);
    return key ? std::optional{ServerKey{std::move(key)}} : std::nullopt;
}

Authority::Authority(Certificate authority, Certificate issuer, Key key)
    : authority_{std::move(authority)},
      issuer_{std::move(issuer)},
      key_{std::move(key)},
      constraints_{constraints_of(issuer_.get())} {}

Authority Authority::make(const Hosts& hosts, Instant now) {
    CHOQR_ASSERT(!hosts.names.empty(), "an authority is made for a host that has a name");
    const auto name = name_of_authority(hosts, now);
    const auto begins = now - clocks_differ;
    const Period period{begins, begins + lifetime};
    const auto root_key = make_key();  // Used twice here and never again: nobody can steal it.
    auto issuer_key = make_key();
    auto root = begin_certificate(root_key.get(), period),
         issuer = begin_certificate(issuer_key.get(), period);
    name_ours(root.get(), nullptr, name);
    name_ours(issuer.get(), "issuer", name);
    finish({root.get(), root.get(), root_key.get()}, "1", hosts);
    finish({issuer.get(), root.get(), root_key.get()}, "0", hosts);
    return {std::move(root), std::move(issuer), std::move(issuer_key)};
}

Authority::Texts Authority::texts() const {
    return {.authority = pem_of(authority_.get()),
            .issuer = pem_of(issuer_.get()),
            .issuer_key = pem_of(key_.get())};
}

std::optional<Authority> Authority::read(const Texts& texts) {
    auto roots = read_certificates(texts.authority), issuers = read_certificates(texts.issuer);
    auto key = read_key(texts.issuer_key);
    if (roots.size() != 1 || issuers.size() != 1 || !key) return std::nullopt;
    auto* const root = roots.front().get();
    auto* const issuer = issuers.front().get();
    const bool fit = is_our_authority(root) && is_our_authority(issuer) && ::X509_self_signed(root, 1) == 1 &&
                     ::X509_verify(issuer, ::X509_get0_pubkey(root)) == 1 &&
                     ::X509_check_private_key(issuer, key.get()) == 1;
    ::ERR_clear_error();
    if (!fit) return std::nullopt;
    Authority read{std::move(roots.front()), std::move(issuers.front()), std::move(key)};
    const auto& limits = read.constraints_;
    const bool is_limited =
        limits && limits->permittedSubtrees != nullptr && limits->excludedSubtrees == nullptr;
    return is_limited ? std::optional{std::move(read)} : std::nullopt;
}

bool Authority::permits(const HostName& name) const {
    return any_permitted(constraints_.get(), GEN_DNS,
                         [&name](const std::string& domain) { return name.is_within(domain); });
}

bool Authority::permits(const HostAddress& address) const {
    return any_permitted(constraints_.get(), GEN_IPADD, [&address](const std::string& both) {
        const auto half = both.size() / 2;
        return AddressRange{both.substr(0, half), both.substr(half)}.holds(address);
    });
}

std::string Authority::issue(const Hosts& hosts, const ServerKey& key, Instant now) const {
    CHOQR_ASSERT(!hosts.names.empty(), "a server's certificate is for a host that has a name");
    const auto begins = now - clocks_differ;
    const auto made =
        begin_certificate(key.key_.get(), {begins, std::min(begins + server_lifetime, expires())});
    add_entry(::X509_get_subject_name(made.get()), "CN",
              hosts.names.front().text().substr(0, common_name_max));
    must(::X509_set_issuer_name(made.get(), ::X509_get_subject_name(issuer_.get())) == 1);
    const auto extend = [&](int nid, const std::string& value) {
        add_extension(made.get(), issuer_.get(), nid, value);
    };
    extend(NID_basic_constraints, "critical,CA:FALSE");
    extend(NID_key_usage, "critical,digitalSignature");
    extend(NID_ext_key_usage, "serverAuth");
    extend(NID_subject_alt_name, alternative_names(hosts));
    extend(NID_subject_key_identifier, "hash");
    extend(NID_authority_key_identifier, "keyid:always");
    extend(NID_crl_distribution_points, places_of_revocations(hosts));
    sign(made.get(), key_.get());
    return pem_of(made.get()) + pem_of(issuer_.get()) + pem_of(authority_.get());
}

}  // namespace choqr::authority
