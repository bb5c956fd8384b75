#include <fstream>

#include "authority/authority.hpp"
#include "base/encoding.hpp"
#include "http/tls_context.hpp"
#include "support/catch.hpp"
#include "support/certificates.hpp"

using namespace choqr;
using namespace std::chrono_literals;

namespace {

constexpr auto now = test::certificates_made;

/// Files that hold what a test puts there.
class Served {
public:
    std::shared_ptr<const http::TlsContext> with(const std::string& chain, const std::string& key) const {
        std::ofstream{files_.certificate} << chain;
        std::ofstream{files_.key} << key;
        return http::TlsContext::load({files_.certificate, files_.key}, now);
    }

private:
    test::Certificates folder_;
    test::Certificates::Files files_ = folder_.make("live", {});
};

const authority::Hosts hosts{{std::get<authority::HostName>(authority::HostName::read("cho.lan"))}, {}};

/// An issuer by this name; it signs itself unless another key does.
authority::Certificate issuer(std::string_view organisation, EVP_PKEY* key, EVP_PKEY* signed_with) {
    auto made = authority::begin_certificate(key, {now - 1h, now + 24h});
    authority::add_entry(::X509_get_subject_name(made.get()), "O", organisation);
    ::X509_set_issuer_name(made.get(), ::X509_get_subject_name(made.get()));
    authority::sign(made.get(), signed_with);
    return made;
}

}  // namespace

TEST_CASE("tls: the authority that choqr made is at hand, byte for byte", "[http][tls]") {
    const Served served;
    const auto own = authority::Authority::make(hosts, now);
    const auto key = authority::ServerKey::make();
    const auto context = served.with(own.issue(hosts, key, now), key.pem());
    const auto& local = context->local_authority();
    REQUIRE(local);
    const auto facts = authority::read_facts(own.texts().authority);
    CHECK(local->fingerprint == facts->fingerprint);
    CHECK(local->fingerprint != context->fingerprint());
    CHECK(local->expires == own.expires());
    // PEM is base64 of the same bytes, in lines.
    auto pem = own.texts().authority;
    pem = pem.substr(pem.find('\n'), pem.rfind("\n-----END") - pem.find('\n'));
    std::erase(pem, '\n');
    CHECK(to_base64(local->der) == pem);
}

TEST_CASE("tls: nobody else's authority is handed out, nor what only bears the name of ours", "[http][tls]") {
    const Served served;
    const auto own = authority::Authority::make(hosts, now);
    const auto key = authority::ServerKey::make();
    const auto chain = own.issue(hosts, key, now);
    const auto server = chain.substr(0, chain.size() - own.texts().authority.size());
    const auto first = authority::make_key(), second = authority::make_key();
    const auto with_issuer = [&](std::string_view organisation, EVP_PKEY* signed_with) {
        const auto last = issuer(organisation, first.get(), signed_with);
        return served.with(server + authority::pem_of(last.get()), key.pem())->local_authority().has_value();
    };
    CHECK(with_issuer(authority::organisation, first.get()));
    CHECK_FALSE(with_issuer("Some company's authority", first.get()));
    CHECK_FALSE(with_issuer(authority::organisation, second.get()));
    CHECK_FALSE(served.with(server, key.pem())->local_authority());

    const auto alone = issuer(authority::organisation, first.get(), first.get());
    CHECK_FALSE(
        served.with(authority::pem_of(alone.get()), authority::pem_of(first.get()))->local_authority());
}
