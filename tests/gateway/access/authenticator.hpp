#pragma once

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "access/base64url.hpp"
#include "base/hash.hpp"

// An authenticator of software with one P-256 key, written from the standard (WebAuthn 3, 6.1 and 6.5; RFC
// 9053) and not from what reads it.
namespace choqr::gateway_test {

class Authenticator {
public:
    Authenticator() : key_{EVP_EC_gen("P-256"), EVP_PKEY_free} {}

    std::string rp_id = "localhost", origin = "http://localhost";
    std::string credential_id = std::string(32, 'i');
    unsigned flags = 0x05;  ///< Its owner is present, and known.
    unsigned count = 0;

    std::string client_data(const std::string& type, const std::string& challenge) const {
        return R"({"type":")" + type + R"(","challenge":")" + challenge + R"(","origin":")" + origin +
               R"(","crossOrigin":false,"other_keys_can_be_added_here":"do not compare"})";
    }
    /// Of navigator.credentials.create().
    std::string made() const {
        const std::string id_size{static_cast<char>(credential_id.size() >> 8),
                                  static_cast<char>(credential_id.size() & 0xff)};
        return head(flags | 0x40) + std::string(16, '\0') + id_size + credential_id + cose_key();
    }
    /// Of navigator.credentials.get().
    std::string used() const { return head(flags); }
    std::string sign(const std::string& authenticator_data, const std::string& client_data) const {
        const auto text = authenticator_data + std::string{sha256(client_data).bytes()};
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                              EVP_MD_CTX_free};
        std::size_t size = 256;
        std::string signature(size, '\0');
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size());
        signature.resize(size);
        return signature;
    }
    std::string id() const { return gateway::to_base64url(credential_id); }

private:
    std::string head(unsigned all_flags) const {
        std::string text{sha256(rp_id).bytes()};
        text += static_cast<char>(all_flags);
        for (unsigned i = 4; i-- > 0;) text += static_cast<char>(count >> (8 * i) & 0xff);
        return text;
    }
    // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
    std::string cose_key() const {
        std::string point(65, '\0');
        std::size_t size = 0;
        EVP_PKEY_get_octet_string_param(key_.get(), "encoded-pub-key",
                                        reinterpret_cast<unsigned char*>(point.data()), point.size(), &size);
        const std::string bytes_of_32 = "\x58\x20";
        return std::string{"\xa5\x01\x02\x03\x26\x20\x01\x21"} + bytes_of_32 + point.substr(1, 32) + "\x22" +
               bytes_of_32 + point.substr(33, 32);
    }

    std::shared_ptr<EVP_PKEY> key_;
};

}  // namespace choqr::gateway_test
