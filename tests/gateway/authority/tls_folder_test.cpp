#include "authority/tls_folder.hpp"

#include <stdexcept>

#include "support/catch.hpp"
#include "world/memory_directory.hpp"

using namespace choqr;
using namespace choqr::authority;
using namespace std::chrono_literals;

namespace {

constexpr Instant now{1'764'000'000s};

HostName name(std::string_view text) { return std::get<HostName>(HostName::read(text)); }
HostAddress address(std::string_view text) { return *HostAddress::parse(text); }

const Wanted usual{{}, {{name("choqr"), name("choqr.local")}, {address("192.168.1.20")}}};

Wanted asking(const char* host) {
    auto wanted = usual;
    wanted.asked.names.push_back(name(host));
    return wanted;
}

Made made(world::Directory& folder, const Wanted& wanted = usual, Instant at = now) {
    auto outcome = make_certificate(folder, wanted, at);
    const auto* const refusal = std::get_if<Refusal>(&outcome);
    INFO((refusal != nullptr ? static_cast<int>(refusal->why) : -1));
    REQUIRE(refusal == nullptr);
    return std::get<Made>(std::move(outcome));
}

std::optional<Refusal::Why> refused(world::Directory& folder, const Wanted& wanted = usual,
                                    Instant at = now) {
    const auto outcome = make_certificate(folder, wanted, at);
    const auto* const refusal = std::get_if<Refusal>(&outcome);
    return refusal != nullptr ? std::optional{refusal->why} : std::nullopt;
}

/// The key is the certificate's, and the certificate the authority's: what a gateway would start with.
bool fits(const world::MemoryDirectory& folder) {
    for (const auto file : {certificate_file, key_file, authority_file, issuer_file, issuer_key_file})
        if (!folder.holds(std::string{file})) return false;
    const auto chain = read_certificates(folder.contents("certificate.pem"));
    const auto key = read_key(folder.contents("key.pem"));
    const auto kept = Authority::read(
        {folder.contents("authority.pem"), folder.contents("issuer.pem"), folder.contents("issuer.key")});
    return chain.size() == 3 && key && kept && ::X509_check_private_key(chain[0].get(), key.get()) == 1 &&
           pem_of(chain[1].get()) == kept->texts().issuer &&
           pem_of(chain[2].get()) == kept->texts().authority &&
           ::X509_verify(chain[0].get(), ::X509_get0_pubkey(chain[1].get())) == 1;
}

std::string text_of(const Hosts& hosts) {
    std::string text;
    for (const auto& each : hosts.names) text += each.text() + " ";
    for (const auto& each : hosts.addresses) text += each.text() + " ";
    return text;
}

}  // namespace

TEST_CASE("tls folder: the first time makes an authority and a certificate for the machine", "[authority]") {
    world::MemoryDirectory folder;
    const auto first = made(folder);
    CHECK(first.is_authority_new);
    CHECK(text_of(first.server.hosts) == "choqr choqr.local localhost 192.168.1.20 127.0.0.1 ::1 ");
    CHECK(fits(folder));
    CHECK(read_folder(folder).authority->fingerprint == first.authority.fingerprint);
    CHECK(read_folder(folder).server->fingerprint == first.server.fingerprint);
}

TEST_CASE("tls folder: the next time keeps the authority and the key, and renews one file", "[authority]") {
    world::MemoryDirectory folder;
    const auto first = made(folder, asking("cho.example.vn"));
    const auto key = folder.contents("key.pem"), authority = folder.contents("authority.pem"),
               certificate = folder.contents("certificate.pem");
    const auto second = made(folder, usual, now + 24h * 300);
    CHECK_FALSE(second.is_authority_new);
    CHECK(second.authority.fingerprint == first.authority.fingerprint);
    CHECK(second.server.expires == first.server.expires + 24h * 300);
    CHECK(folder.contents("key.pem") == key);
    CHECK(folder.contents("authority.pem") == authority);
    CHECK(folder.contents("certificate.pem") != certificate);
    CHECK(fits(folder));
    // What it was for stays, though nobody said it again: a timer renews it without options.
    CHECK(text_of(second.server.hosts) == "cho.example.vn localhost choqr.local 192.168.1.20 127.0.0.1 ::1 ");
}

TEST_CASE("tls folder: what the authority may not vouch for is refused if asked for, else left out",
          "[authority]") {
    world::MemoryDirectory folder;
    made(folder);
    const auto before = folder.contents("certificate.pem");
    const auto outcome = make_certificate(folder, asking("cho.example.vn"), now);
    REQUIRE(std::holds_alternative<Refusal>(outcome));
    CHECK(std::get<Refusal>(outcome).why == Refusal::Why::not_permitted);
    CHECK(std::get<Refusal>(outcome).what == "cho.example.vn");
    CHECK(folder.contents("certificate.pem") == before);

    auto moved = usual;  // The machine has another address, which the provider gave to it.
    moved.own.addresses.push_back(address("203.0.113.77"));
    moved.own.addresses.push_back(address("10.0.0.9"));
    const auto second = made(folder, moved);
    CHECK(text_of(second.left_out) == "203.0.113.77 ");
    CHECK(text_of(second.server.hosts) == "choqr choqr.local localhost 192.168.1.20 127.0.0.1 ::1 10.0.0.9 ");

    auto anew = asking("cho.example.vn");
    anew.new_authority = true;
    const auto third = made(folder, anew);
    CHECK(third.is_authority_new);
    CHECK(text_of(third.server.hosts).starts_with("cho.example.vn localhost "));
    CHECK(fits(folder));
}

TEST_CASE("tls folder: an authority that ends soon gives no more certificates", "[authority]") {
    world::MemoryDirectory folder;
    const auto first = made(folder);
    CHECK(refused(folder, usual, first.authority.expires - 24h * 91) == std::nullopt);
    CHECK(refused(folder, usual, first.authority.expires - 24h * 89) == Refusal::Why::ends_soon);
    CHECK(refused(folder, usual, first.authority.expires + 24h) == Refusal::Why::ends_soon);
    auto anew = usual;
    anew.new_authority = true;
    CHECK(made(folder, anew, first.authority.expires + 24h).is_authority_new);
}

TEST_CASE("tls folder: half an authority is not replaced in silence", "[authority]") {
    const auto file = GENERATE(as<std::string>{}, "authority.pem", "issuer.pem", "issuer.key");
    world::MemoryDirectory folder, other;
    made(folder);
    made(other);
    const auto whole = folder.contents(file);
    folder.put(file, other.contents(file));
    CHECK(refused(folder) == Refusal::Why::no_authority);
    folder.take_away(file);
    CHECK(refused(folder) == Refusal::Why::no_authority);
    folder.put(file, whole);
    CHECK(refused(folder) == std::nullopt);
}

TEST_CASE("tls folder: somebody else's certificate or key is not overwritten", "[authority]") {
    world::MemoryDirectory folder;
    const auto key = make_key();
    const auto foreign = begin_certificate(key.get(), {now, now + 24h});
    add_entry(::X509_get_subject_name(foreign.get()), "O", "Let us sign");
    ::X509_set_issuer_name(foreign.get(), ::X509_get_subject_name(foreign.get()));
    sign(foreign.get(), key.get());
    folder.put("certificate.pem", pem_of(foreign.get()));
    CHECK(refused(folder) == Refusal::Why::foreign);
    CHECK(folder.contents("certificate.pem") == pem_of(foreign.get()));
    folder.take_away("certificate.pem");
    folder.put("key.pem", pem_of(key.get()));
    CHECK(refused(folder) == Refusal::Why::foreign);
    folder.take_away("key.pem");
    CHECK(refused(folder) == std::nullopt);
}

TEST_CASE("tls folder: of two that make one at once, one is told to wait", "[authority]") {
    world::MemoryDirectory folder;
    {
        const auto held = folder.lock();
        REQUIRE(held);
        CHECK(refused(folder) == Refusal::Why::busy);
        CHECK_FALSE(folder.holds("issuer.key"));
    }
    CHECK(refused(folder) == std::nullopt);
}

TEST_CASE("tls folder: a power cut in a renewal leaves the old pair or the new one, whole", "[authority]") {
    world::MemoryDirectory before;
    made(before);
    std::uint64_t cuts = 0;
    for (bool is_through = false; !is_through; ++cuts) {
        REQUIRE(cuts < 100);
        CAPTURE(cuts);
        world::MemoryDirectory folder{before};
        folder.crash_after(cuts);
        try {
            made(folder, usual, now + 24h);
            is_through = true;
        } catch (const world::SimulatedCrash&) {
        }
        folder.crash_after(std::nullopt);
        folder.power();
        CHECK(fits(folder));
    }
    CHECK(cuts > 4);  // Make, write, sync, rename, sync.
}

TEST_CASE(
    "tls folder: after a power cut in the first one, or with a new authority or key, the next call mends it",
    "[authority]") {
    const bool is_first = GENERATE(true, false), is_key_alone = GENERATE(true, false);
    world::MemoryDirectory before;
    if (!is_first) made(before);
    auto wanted = usual;
    wanted.new_authority = !is_first && !is_key_alone;
    wanted.new_key = !is_first && is_key_alone;
    std::uint64_t cuts = 0;
    for (bool is_through = false; !is_through; ++cuts) {
        REQUIRE(cuts < 200);
        CAPTURE(is_first, cuts);
        world::MemoryDirectory folder{before};
        folder.crash_after(cuts);
        try {
            made(folder, wanted);
            is_through = true;
        } catch (const world::SimulatedCrash&) {
        }
        folder.crash_after(std::nullopt);
        folder.power();
        made(folder, wanted);
        CHECK(fits(folder));
    }
    CHECK(cuts > (is_first || !is_key_alone ? 20 : 8));
}

TEST_CASE("tls folder: a certificate whose key others may have is revoked, and stays so", "[authority]") {
    world::MemoryDirectory folder;
    made(folder);
    const auto of = [&folder] {
        return std::move(read_certificates(folder.contents("certificate.pem")).front());
    };
    const auto is_revoked = [&folder](X509* certificate) {
        const auto list = read_revocations(folder.contents("revoked.crl"));
        X509_REVOKED* entry = nullptr;
        return ::X509_CRL_get0_by_cert(list.get(), &entry, certificate) == 1;
    };
    const auto first = of();
    const auto key = folder.contents("key.pem");
    CHECK_FALSE(is_revoked(first.get()));
    auto wanted = usual;
    wanted.new_key = true;
    made(folder, wanted, now + 24h);
    CHECK(key != folder.contents("key.pem"));
    CHECK((fits(folder) && is_revoked(first.get()) && !is_revoked(of().get())));
    made(folder, usual, now + 48h);  // A renewal revokes nothing and forgets nothing.
    CHECK((fits(folder) && is_revoked(first.get()) && !is_revoked(of().get())));
    folder.replace_file("revoked.crl", "no list", world::Permission::everyone_reads).value();
    made(folder, usual, now + 72h);
    CHECK(read_revocations(folder.contents("revoked.crl")) != nullptr);
    wanted.new_authority = true;
    made(folder, wanted, now + 96h);  // The new one has nothing to revoke of the former's.
    CHECK((fits(folder) &&
           ::X509_CRL_get_REVOKED(read_revocations(folder.contents("revoked.crl")).get()) == nullptr));
}

TEST_CASE("tls folder: a disk that fails is named, with its file", "[authority]") {
    world::MemoryDirectory folder;
    folder.set_capacity(0);
    std::string said;
    try {
        make_certificate(folder, usual, now);
    } catch (const std::runtime_error& error) {
        said = error.what();
    }
    CHECK(said.starts_with("memory:/issuer.key: "));
}
