#include "authority/authority.hpp"

#include <openssl/asn1.h>
#include <openssl/err.h>

namespace choqr::authority {
namespace {

using Entry = std::unique_ptr<X509_REVOKED, Freed<::X509_REVOKED_free>>;
using Number = std::unique_ptr<ASN1_INTEGER, Freed<::ASN1_INTEGER_free>>;
using Reason = std::unique_ptr<ASN1_ENUMERATED, Freed<::ASN1_ENUMERATED_free>>;
using Time = std::unique_ptr<ASN1_TIME, Freed<::ASN1_TIME_free>>;

Time time_of(Instant instant) {
    Time time{::ASN1_TIME_new()};
    must(time != nullptr);
    set_time(time.get(), instant);
    return time;
}

std::int64_t seconds_of(Instant instant) {
    return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

void add_copies(X509_CRL* list, X509_CRL* former) {
    auto* const entries = ::X509_CRL_get_REVOKED(former);
    for (int i = 0; i < sk_X509_REVOKED_num(entries); ++i) {
        Entry entry{::X509_REVOKED_dup(sk_X509_REVOKED_value(entries, i))};
        must(entry && ::X509_CRL_add0_revoked(list, entry.get()) == 1);
        static_cast<void>(entry.release());
    }
}

void add_compromised(X509_CRL* list, X509* certificate, Instant now) {
    X509_REVOKED* known = nullptr;
    if (::X509_CRL_get0_by_cert(list, &known, certificate) == 1) return;
    Entry entry{::X509_REVOKED_new()};
    const Reason reason{::ASN1_ENUMERATED_new()};
    must(entry && reason && ::ASN1_ENUMERATED_set(reason.get(), CRL_REASON_KEY_COMPROMISE) == 1);
    must(::X509_REVOKED_set_serialNumber(entry.get(), ::X509_get_serialNumber(certificate)) == 1 &&
         ::X509_REVOKED_set_revocationDate(entry.get(), time_of(now).get()) == 1 &&
         ::X509_REVOKED_add1_ext_i2d(entry.get(), NID_crl_reason, reason.get(), 0, 0) == 1);
    must(::X509_CRL_add0_revoked(list, entry.get()) == 1);
    static_cast<void>(entry.release());
}

// Seconds since 1970: greater each time, also where the former list is lost.
void add_number(X509_CRL* list, Instant now) {
    const Number number{::ASN1_INTEGER_new()};
    must(number && ::ASN1_INTEGER_set_int64(number.get(), seconds_of(now)) == 1);
    must(::X509_CRL_add1_ext_i2d(list, NID_crl_number, number.get(), 0, 0) == 1);
}

void add_issuer_key(X509_CRL* list, X509* issuer) {
    X509V3_CTX context{};
    ::X509V3_set_ctx(&context, issuer, nullptr, nullptr, list, 0);
    const std::unique_ptr<X509_EXTENSION, Freed<::X509_EXTENSION_free>> extension{
        ::X509V3_EXT_nconf_nid(nullptr, &context, NID_authority_key_identifier, "keyid:always")};
    must(extension && ::X509_CRL_add_ext(list, extension.get(), -1) == 1);
}

}  // namespace

std::string Authority::revocations(std::string_view former, std::string_view compromised, Instant now) const {
    auto* const issuer = issuer_.get();
    const RevocationList list{::X509_CRL_new()};
    must(list && ::X509_CRL_set_version(list.get(), X509_CRL_VERSION_2) == 1 &&
         ::X509_CRL_set_issuer_name(list.get(), ::X509_get_subject_name(issuer)) == 1 &&
         ::X509_CRL_set1_lastUpdate(list.get(), time_of(now - clocks_differ).get()) == 1 &&
         ::X509_CRL_set1_nextUpdate(list.get(), time_of(now + server_lifetime).get()) == 1);
    const auto before = read_revocations(former);
    if (before && ::X509_CRL_verify(before.get(), ::X509_get0_pubkey(issuer)) == 1)
        add_copies(list.get(), before.get());
    ::ERR_clear_error();
    const auto stolen = read_certificates(compromised);
    if (!stolen.empty() && ::X509_check_issued(issuer, stolen.front().get()) == X509_V_OK)
        add_compromised(list.get(), stolen.front().get(), now);
    add_number(list.get(), now);
    add_issuer_key(list.get(), issuer);
    must(::X509_CRL_sort(list.get()) == 1 && ::X509_CRL_sign(list.get(), key_.get(), ::EVP_sha256()) > 0);
    return der_of(list.get());
}

}  // namespace choqr::authority
