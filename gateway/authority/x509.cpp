#include "authority/x509.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <ctime>
#include <stdexcept>

#include "base/encoding.hpp"

namespace choqr::authority {
namespace {

using Source = std::unique_ptr<BIO, Freed<::BIO_free_all>>;
using Number = std::unique_ptr<BIGNUM, Freed<::BN_clear_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<::X509_EXTENSION_free>>;

constexpr int serial_bits = 128;

Source source_of(std::string_view text) {
    Source source{::BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
    must(source != nullptr);
    return source;
}

Source new_text() {
    Source text{::BIO_new(::BIO_s_secmem())};  // Wiped when it is freed: a key may be in it.
    must(text != nullptr);
    return text;
}

std::string contents_of(const Source& text) {
    const char* bytes = nullptr;
    const long size = ::BIO_ctrl(text.get(), BIO_CTRL_INFO, 0, &bytes);
    must(size > 0);
    return {bytes, static_cast<std::size_t>(size)};
}

// The top bit is one: positive, never short, and no two alike (CA/Browser Forum, 7.1).
void set_serial(X509* certificate) {
    const Number number{::BN_new()};
    must(number && ::BN_rand(number.get(), serial_bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1);
    must(::BN_to_ASN1_INTEGER(number.get(), ::X509_get_serialNumber(certificate)) != nullptr);
}

// Nobody sits at a terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

}  // namespace

void must(bool fine) {
    if (fine) return;
    const auto* const words = ::ERR_reason_error_string(::ERR_peek_last_error());
    ::ERR_clear_error();
    throw std::runtime_error{std::string{"OpenSSL cannot make a certificate: "} +
                             (words != nullptr ? words : "it does not say why")};
}

Key make_key() {
    Key key{EVP_EC_gen("P-256")};
    must(key != nullptr);
    return key;
}

Key read_key(std::string_view pem) {
    Key key{::PEM_read_bio_PrivateKey(source_of(pem).get(), nullptr, no_passphrase, nullptr)};
    ::ERR_clear_error();
    std::array<char, 32> group{};
    const bool is_p256 = key &&
                         ::EVP_PKEY_get_utf8_string_param(key.get(), OSSL_PKEY_PARAM_GROUP_NAME, group.data(),
                                                          group.size(), nullptr) == 1 &&
                         std::string_view{group.data()} == SN_X9_62_prime256v1;
    ::ERR_clear_error();
    return is_p256 ? std::move(key) : nullptr;
}

std::string pem_of(EVP_PKEY* key) {
    const auto text = new_text();
    must(::PEM_write_bio_PKCS8PrivateKey(text.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
    return contents_of(text);
}

std::vector<Certificate> read_certificates(std::string_view pem) {
    const auto source = source_of(pem);
    std::vector<Certificate> found;
    for (;;) {
        Certificate next{::PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr)};
        if (!next) break;
        found.push_back(std::move(next));
    }
    ::ERR_clear_error();
    return found;
}

std::string pem_of(X509* certificate) {
    const auto text = new_text();
    must(::PEM_write_bio_X509(text.get(), certificate) == 1);
    return contents_of(text);
}

RevocationList read_revocations(std::string_view der) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    RevocationList list{::d2i_X509_CRL(nullptr, &bytes, static_cast<long>(der.size()))};
    ::ERR_clear_error();
    return list;
}

std::string der_of(X509_CRL* list) {
    const int size = ::i2d_X509_CRL(list, nullptr);
    must(size > 0);
    std::string der(static_cast<std::size_t>(size), '\0');
    auto* at = reinterpret_cast<unsigned char*>(der.data());
    must(::i2d_X509_CRL(list, &at) == size);
    return der;
}

Certificate begin_certificate(EVP_PKEY* key, const Period& period) {
    Certificate made{::X509_new()};
    must(made && ::X509_set_version(made.get(), X509_VERSION_3) == 1);
    set_serial(made.get());
    set_time(::X509_getm_notBefore(made.get()), period.begins);
    set_time(::X509_getm_notAfter(made.get()), period.ends);
    must(::X509_set_pubkey(made.get(), key) == 1);
    return made;
}

void add_entry(X509_NAME* name, const char* field, std::string_view value) {
    const auto* const bytes = reinterpret_cast<const unsigned char*>(value.data());
    must(::X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, bytes, static_cast<int>(value.size()), -1,
                                      0) == 1);
}

void add_extension(X509* to, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context{};
    ::X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
    const Extension extension{::X509V3_EXT_nconf_nid(nullptr, &context, nid, value.c_str())};
    must(extension && ::X509_add_ext(to, extension.get(), -1) == 1);
}

void sign(X509* certificate, EVP_PKEY* key) { must(::X509_sign(certificate, key, ::EVP_sha256()) > 0); }

void set_time(ASN1_TIME* field, Instant instant) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
    must(::ASN1_TIME_set(field, static_cast<std::time_t>(seconds)) != nullptr);
}

Instant moment(const ASN1_TIME* time) {
    std::tm fields{};
    must(::ASN1_TIME_to_tm(time, &fields) == 1);
    return Instant{std::chrono::seconds{::timegm(&fields)}};
}

std::string bytes_of(const ASN1_STRING* text) {
    return {reinterpret_cast<const char*>(::ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(::ASN1_STRING_length(text))};
}

std::string sha256_of(X509* certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    must(::X509_digest(certificate, ::EVP_sha256(), digest.data(), &size) == 1);
    return to_hex(std::string{digest.begin(), digest.begin() + size});
}

std::string entry_of(X509* certificate, int nid) {
    const auto* const subject = ::X509_get_subject_name(certificate);
    const int at = ::X509_NAME_get_index_by_NID(subject, nid, -1);
    if (at < 0) return {};
    return bytes_of(::X509_NAME_ENTRY_get_data(::X509_NAME_get_entry(subject, at)));
}

}  // namespace choqr::authority
