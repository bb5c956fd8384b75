#pragma once

#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

// OpenSSL's objects with owners, and the few things that are done with them more than once.
namespace choqr::authority {

template <auto free>
struct Freed {
    template <class T>
    void operator()(T* object) const {
        free(object);
    }
};
using Certificate = std::unique_ptr<X509, Freed<::X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<::EVP_PKEY_free>>;
using Constraints = std::unique_ptr<NAME_CONSTRAINTS, Freed<::NAME_CONSTRAINTS_free>>;
using RevocationList = std::unique_ptr<X509_CRL, Freed<::X509_CRL_free>>;
using AlternativeNames = std::unique_ptr<GENERAL_NAMES, Freed<::GENERAL_NAMES_free>>;

/// std::runtime_error with OpenSSL's own words unless `fine`: it has no memory or no randomness, since
/// everything that is asked of it is written down here.
void must(bool fine);

/// ECDSA on P-256.
Key make_key();
/// Null if the text holds no such key.
Key read_key(std::string_view pem);
std::string pem_of(EVP_PKEY* key);

/// Every certificate in a PEM text, up to the first that is damaged.
std::vector<Certificate> read_certificates(std::string_view pem);
std::string pem_of(X509* certificate);

/// DER; null if the bytes are no list of revoked certificates.
RevocationList read_revocations(std::string_view der);
std::string der_of(X509_CRL* list);

struct Period {
    Instant begins, ends;
};
/// Version 3 for `key`, with a random serial of 128 bits; unsigned, without names.
Certificate begin_certificate(EVP_PKEY* key, const Period& period);
/// `value` is UTF-8.
void add_entry(X509_NAME* name, const char* field, std::string_view value);
/// `value` as openssl.cnf has it. `issuer` already holds what the extension takes from it.
void add_extension(X509* to, X509* issuer, int nid, const std::string& value);
void sign(X509* certificate, EVP_PKEY* key);

void set_time(ASN1_TIME* field, Instant instant);
Instant moment(const ASN1_TIME* time);
std::string bytes_of(const ASN1_STRING* text);
/// 64 lower-case hexadecimal digits.
std::string sha256_of(X509* certificate);
/// One line, as people read it; empty if the subject has none.
std::string entry_of(X509* certificate, int nid);

}  // namespace choqr::authority
