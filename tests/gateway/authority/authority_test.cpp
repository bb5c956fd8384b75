#include "authority/authority.hpp"

#include <openssl/x509_vfy.h>

#include <set>

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::authority;
using namespace std::chrono_literals;

namespace {

constexpr Instant now{1'764'000'000s};  // 2025-11-24 16:00 UTC.

HostName name(std::string_view text) { return std::get<HostName>(HostName::read(text)); }
HostAddress address(std::string_view text) { return *HostAddress::parse(text); }

const Hosts market{{name("cho.example.vn"), name("cho.local"), name("localhost")},
                   {address("192.168.1.20"), address("203.0.113.5"), address("127.0.0.1"), address("::1")}};

/// What OpenSSL says of a chain at a moment: X509_V_OK or why not.
int verify(const Authority& trusted, X509* certificate, Instant at, const char* host = nullptr) {
    using Store = std::unique_ptr<X509_STORE, Freed<::X509_STORE_free>>;
    using Check = std::unique_ptr<X509_STORE_CTX, Freed<::X509_STORE_CTX_free>>;
    using Chain = std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)>;
    const auto roots = read_certificates(trusted.texts().authority);
    const auto issuers = read_certificates(trusted.texts().issuer);
    const Chain sent{sk_X509_new_null(), [](STACK_OF(X509) * chain) { sk_X509_free(chain); }};
    sk_X509_push(sent.get(), issuers.front().get());
    const Store store{::X509_STORE_new()};
    REQUIRE(::X509_STORE_add_cert(store.get(), roots.front().get()) == 1);
    const Check check{::X509_STORE_CTX_new()};
    REQUIRE(::X509_STORE_CTX_init(check.get(), store.get(), certificate, sent.get()) == 1);
    auto* const wanted = ::X509_STORE_CTX_get0_param(check.get());
    ::X509_VERIFY_PARAM_set_time(wanted,
                                 std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count());
    ::X509_VERIFY_PARAM_set_flags(wanted, X509_V_FLAG_X509_STRICT);
    ::X509_STORE_CTX_set_purpose(check.get(), X509_PURPOSE_SSL_SERVER);
    if (host != nullptr) ::X509_VERIFY_PARAM_set1_host(wanted, host, 0);
    const int outcome = ::X509_verify_cert(check.get());
    return outcome == 1 ? X509_V_OK : ::X509_STORE_CTX_get_error(check.get());
}

Certificate server_certificate(const Authority& by, const Hosts& hosts, Instant at = now) {
    return std::move(read_certificates(by.issue(hosts, ServerKey::make(), at)).front());
}

/// What somebody makes who has stolen the authority's key and asks nobody.
Certificate forged(const Authority& stolen, const std::string& alternative_names, const char* common_name) {
    const auto key = read_key(stolen.texts().issuer_key);
    const auto issuer = std::move(read_certificates(stolen.texts().issuer).front());
    const auto own = make_key();
    auto made = begin_certificate(own.get(), {now, now + 24h});
    add_entry(::X509_get_subject_name(made.get()), "CN", common_name);
    ::X509_set_issuer_name(made.get(), ::X509_get_subject_name(issuer.get()));
    add_extension(made.get(), issuer.get(), NID_subject_key_identifier, "hash");
    add_extension(made.get(), issuer.get(), NID_authority_key_identifier, "keyid:always");
    if (!alternative_names.empty())
        add_extension(made.get(), issuer.get(), NID_subject_alt_name, alternative_names);
    sign(made.get(), key.get());
    return made;
}

}  // namespace

TEST_CASE("authority: its certificates are good for the hosts they name, and for no other", "[authority]") {
    const auto made = Authority::make(market, now);
    const auto server = server_certificate(made, market);
    for (const auto* host : {"cho.example.vn", "cho.local", "localhost"})
        CHECK(verify(made, server.get(), now, host) == X509_V_OK);
    CHECK(verify(made, server.get(), now, "may.cho.example.vn") == X509_V_ERR_HOSTNAME_MISMATCH);
    for (const auto* ip : {"192.168.1.20", "203.0.113.5", "127.0.0.1", "::1"})
        CHECK(::X509_check_ip_asc(server.get(), ip, 0) == 1);
    CHECK(::X509_check_ip_asc(server.get(), "192.168.1.21", 0) == 0);
    CHECK(verify(Authority::make(market, now), server.get(), now) != X509_V_OK);
}

TEST_CASE("authority: with its key nobody passes for a bank", "[authority]") {
    const auto made = Authority::make(market, now);
    struct Case {
        const char* names;
        const char* common_name;
        bool good;
    };
    const Case cases[] = {{"DNS:vietcombank.com.vn", "x", false},
                          {"DNS:cho.example.vn,DNS:vietcombank.com.vn", "x", false},
                          {"", "vietcombank.com.vn", false},
                          {"DNS:moicho.example.vn", "x", false},
                          {"DNS:*.com.vn", "x", false},
                          {"IP:8.8.8.8", "x", false},
                          {"IP:203.0.113.6", "x", false},
                          {"IP:172.32.0.1", "x", false},
                          {"IP:2001:db8::1", "x", false},
                          {"DNS:cho.example.vn", "x", true},
                          {"DNS:may2.cho.example.vn", "x", true},
                          {"DNS:may2.lan,IP:10.9.8.7,IP:fd00::7,IP:100.64.3.2", "x", true},
                          {"IP:203.0.113.5", "x", true}};
    for (const auto& [names, common_name, good] : cases) {
        CAPTURE(names, common_name);
        const auto certificate = forged(made, names, common_name);
        CHECK(verify(made, certificate.get(), now) == (good ? X509_V_OK : X509_V_ERR_PERMITTED_VIOLATION));
    }
}

TEST_CASE("authority: what a phone trusts and what stands under it have the same limits", "[authority]") {
    const auto made = Authority::make(market, now);
    const auto root = std::move(read_certificates(made.texts().authority).front()),
               issuer = std::move(read_certificates(made.texts().issuer).front());
    CHECK(::X509_get_pathlen(root.get()) == 1);
    CHECK(::X509_get_pathlen(issuer.get()) == 0);
    CHECK(::X509_NAME_cmp(::X509_get_subject_name(root.get()), ::X509_get_subject_name(issuer.get())) != 0);
    const auto limits = [](X509* one) {
        const int at = ::X509_get_ext_by_NID(one, NID_name_constraints, -1);
        REQUIRE(at >= 0);
        return bytes_of(::X509_EXTENSION_get_data(::X509_get_ext(one, at)));
    };
    CHECK(limits(root.get()) == limits(issuer.get()));
    for (auto* const each : {root.get(), issuer.get()}) {
        CHECK(::X509_get_key_usage(each) == (KU_KEY_CERT_SIGN | KU_CRL_SIGN));
        for (const int nid : {NID_basic_constraints, NID_key_usage, NID_name_constraints}) {
            const int at = ::X509_get_ext_by_NID(each, nid, -1);
            REQUIRE(at >= 0);
            CHECK(::X509_EXTENSION_get_critical(::X509_get_ext(each, at)) == 1);
        }
    }
    // Of what is kept, nothing signs as the one that phones trust.
    CHECK(::X509_check_private_key(root.get(), read_key(made.texts().issuer_key).get()) != 1);
}

TEST_CASE("authority: it issues for servers alone", "[authority]") {
    const auto made = Authority::make(market, now);
    const auto server = server_certificate(made, market);
    CHECK(::X509_check_ca(server.get()) == 0);
    CHECK(::X509_get_key_usage(server.get()) == KU_DIGITAL_SIGNATURE);
    CHECK(::X509_get_extended_key_usage(server.get()) == XKU_SSL_SERVER);
}

TEST_CASE("authority: a server's certificate is good for an hour before and 397 days at most",
          "[authority]") {
    const auto made = Authority::make(market, now);
    const auto server = server_certificate(made, market);
    const auto begins = moment(::X509_get0_notBefore(server.get())),
               ends = moment(::X509_get0_notAfter(server.get()));
    CHECK(begins == now - 1h);
    CHECK(ends - begins <= 397 * 24h);
    CHECK(ends - now > 390 * 24h);
    CHECK(verify(made, server.get(), now - 59min) == X509_V_OK);
    CHECK(verify(made, server.get(), now - 61min) == X509_V_ERR_CERT_NOT_YET_VALID);
    CHECK(verify(made, server.get(), ends + 1s) == X509_V_ERR_CERT_HAS_EXPIRED);
    CHECK(made.expires() - now > 3'650 * 24h);
    CHECK(made.expires() - now < 3'655 * 24h);

    const auto last = server_certificate(made, market, made.expires() - 100 * 24h);
    CHECK(moment(::X509_get0_notAfter(last.get())) == made.expires());
}

TEST_CASE("authority: serials have 128 bits, are positive, and no two are alike", "[authority]") {
    const auto made = Authority::make(market, now);
    std::set<std::string> seen;
    for (int i = 0; i < 20; ++i) {
        const auto server = server_certificate(made, market);
        const auto* const serial = ::X509_get0_serialNumber(server.get());
        CHECK(::ASN1_STRING_type(serial) == V_ASN1_INTEGER);  // Else it would be V_ASN1_NEG_INTEGER.
        CHECK(::ASN1_STRING_length(serial) == 16);
        seen.insert(bytes_of(serial));
    }
    CHECK(seen.size() == 20);
}

TEST_CASE("authority: two of one market can be told apart by people", "[authority]") {
    const auto first = read_facts(Authority::make(market, now).texts().authority),
               second = read_facts(Authority::make(market, now + 1min).texts().authority);
    CHECK(first->name == "choqr cho.example.vn 2025-11-24 23:00");
    CHECK(second->name == "choqr cho.example.vn 2025-11-24 23:01");
    CHECK(first->fingerprint != second->fingerprint);
    CHECK(first->hosts.names.empty());

    const Hosts long_name{{name(std::string(60, 'a') + ".cho.lan")}, {}};
    CHECK(read_facts(Authority::make(long_name, now).texts().authority)->name ==
          "choqr " + std::string(41, 'a') + " 2025-11-24 23:00");
}

TEST_CASE("authority: it knows for whom it may vouch as OpenSSL does", "[authority]") {
    const auto made = Authority::make(market, now);
    for (const auto* good : {"cho.example.vn", "may.cho.example.vn", "x.lan", "lan-1.home.arpa", "cho.local"})
        CHECK(made.permits(name(good)));
    for (const auto* bad : {"example.vn", "moicho.example.vn", "vietcombank.com.vn", "xlan"})
        CHECK_FALSE(made.permits(name(bad)));
    for (const auto* good : {"192.168.200.1", "203.0.113.5", "fd12::9", "::1"})
        CHECK(made.permits(address(good)));
    for (const auto* bad : {"203.0.113.6", "8.8.8.8", "2001:db8::1"}) CHECK_FALSE(made.permits(address(bad)));
}

TEST_CASE("authority: it is read again from its three files, and nothing else is", "[authority]") {
    const auto made = Authority::make(market, now), other = Authority::make(market, now);
    const auto good = made.texts(), foreign = other.texts();
    const auto again = Authority::read(good);
    REQUIRE(again);
    CHECK(again->texts().issuer_key == good.issuer_key);
    const auto server = server_certificate(*again, market);
    CHECK(verify(made, server.get(), now, "cho.local") == X509_V_OK);

    for (const auto part :
         {&Authority::Texts::authority, &Authority::Texts::issuer, &Authority::Texts::issuer_key})
        for (const auto& instead : {std::string{}, foreign.*part, good.issuer + good.issuer}) {
            auto texts = good;
            texts.*part = instead;
            CHECK_FALSE(Authority::read(texts));
        }
    // A server's certificate issues nothing, and an issuer is not trusted by itself.
    const auto key = ServerKey::make();
    const auto server_pem = pem_of(server_certificate(made, market).get());
    CHECK_FALSE(Authority::read({good.authority, server_pem, key.pem()}));
    CHECK_FALSE(Authority::read({good.issuer, good.issuer, good.issuer_key}));
}

TEST_CASE("authority: the server's certificate says what it is for", "[authority]") {
    const auto made = Authority::make(market, now);
    const auto chain = made.issue(market, ServerKey::make(), now);
    CHECK(read_certificates(chain).size() == 3);
    CHECK(chain.ends_with(made.texts().issuer + made.texts().authority));
    const auto facts = read_facts(chain);
    REQUIRE(facts);
    CHECK(facts->hosts.names == market.names);
    CHECK(facts->hosts.addresses == market.addresses);
    CHECK(facts->name == "cho.example.vn");
    CHECK(facts->is_ours);
    CHECK_FALSE(read_facts("-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"));
}

TEST_CASE("authority: a key is P-256 or no key of ours", "[authority]") {
    const auto key = ServerKey::make();
    const auto again = ServerKey::read(key.pem());
    REQUIRE(again);
    CHECK(again->pem() == key.pem());
    const Key rsa{EVP_RSA_gen(2048)}, larger{EVP_EC_gen("P-384")};
    CHECK_FALSE(ServerKey::read(pem_of(rsa.get())));
    CHECK_FALSE(ServerKey::read(pem_of(larger.get())));
    CHECK_FALSE(ServerKey::read("no key"));
}
