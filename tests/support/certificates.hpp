// Certificates that sign themselves, in a folder of their own.
#pragma once

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

#include "base/time.hpp"
#include "support/catch.hpp"

namespace choqr::test {

constexpr Instant certificates_made{std::chrono::seconds{1'764'000'000}};
constexpr long day = 86'400;

class Certificates {
public:
    Certificates() {
        char name[] = "/tmp/choqr-tls-XXXXXX";
        REQUIRE(::mkdtemp(name) != nullptr);
        path_ = name;
    }
    ~Certificates() { std::filesystem::remove_all(path_); }
    Certificates(const Certificates&) = delete;
    Certificates& operator=(const Certificates&) = delete;

    struct Wanted {
        int rsa_bits = 0;  // 0: ECDSA on P-256.
        long begins = -day, ends = 90 * day;
    };
    struct Files {
        std::string certificate, key;
    };
    Files make(const std::string& name, Wanted wanted) const {
        EVP_PKEY* const key =
            wanted.rsa_bits > 0 ? EVP_RSA_gen(static_cast<unsigned>(wanted.rsa_bits)) : EVP_EC_gen("P-256");
        X509* const made = ::X509_new();
        const auto seconds =
            std::chrono::floor<std::chrono::seconds>(certificates_made).time_since_epoch().count();
        ::ASN1_INTEGER_set(::X509_get_serialNumber(made), 7);
        ::ASN1_TIME_set(::X509_getm_notBefore(made), seconds + wanted.begins);
        ::ASN1_TIME_set(::X509_getm_notAfter(made), seconds + wanted.ends);
        ::X509_set_pubkey(made, key);
        ::X509_sign(made, key, ::EVP_sha256());
        const Files files{path_ + "/" + name + ".crt", path_ + "/" + name + ".key"};
        write(files.certificate, [made](FILE* file) { return ::PEM_write_X509(file, made); });
        write(files.key, [key](FILE* file) {
            return ::PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
        });
        ::X509_free(made);
        ::EVP_PKEY_free(key);
        return files;
    }

private:
    static void write(const std::string& path, const std::function<int(FILE*)>& put) {
        FILE* const file = std::fopen(path.c_str(), "w");
        REQUIRE(file != nullptr);
        REQUIRE(put(file) == 1);
        std::fclose(file);
        ::chmod(path.c_str(), 0600);
    }
    std::string path_;
};

}  // namespace choqr::test
