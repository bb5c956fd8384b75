#include "app/certificate.hpp"

#include <filesystem>

#include "support/catch.hpp"
#include "support/certificates.hpp"
#include "telemetry/log.hpp"

using namespace choqr;
using namespace choqr::gateway;
using namespace std::chrono_literals;

namespace {

struct Kept {
    test::Certificates folder;
    world::SimulatedClock clock{test::certificates_made};
    test::Certificates::Files live = folder.make("live", {});
    Certificate certificate{{live.certificate, live.key}, clock};

    // As certbot does it: whole files, one after the other.
    void put_certificate(const test::Certificates::Files& files) const {
        std::filesystem::rename(files.certificate, live.certificate);
    }
    void put_key(const test::Certificates::Files& files) const {
        std::filesystem::rename(files.key, live.key);
    }
};

}  // namespace

TEST_CASE("certificate: files that change are read within a minute, both or none", "[gateway][tls]") {
    set_log_level(LogLevel::silence);
    Kept kept;
    const auto first = kept.certificate.context();
    kept.clock.advance(61s);
    CHECK(kept.certificate.look() == nullptr);  // Nothing has changed.

    const auto next = kept.folder.make("next", {});
    kept.put_certificate(next);
    CHECK(kept.certificate.look() == nullptr);  // It looked just now.
    kept.clock.advance(61s);
    CHECK(kept.certificate.look() == nullptr);  // The key is still the old one's.
    CHECK(kept.certificate.context() == first);
    kept.put_key(next);
    kept.clock.advance(61s);
    const auto second = kept.certificate.look();
    REQUIRE(second != nullptr);
    CHECK(second->fingerprint() != first->fingerprint());
    CHECK(kept.certificate.context() == second);
}

TEST_CASE("certificate: it is read once a day, so that keys for tickets do not grow old", "[gateway][tls]") {
    set_log_level(LogLevel::silence);
    Kept kept;
    const auto first = kept.certificate.context();
    kept.clock.advance(23h);
    CHECK(kept.certificate.look() == nullptr);
    kept.clock.advance(1h);
    const auto second = kept.certificate.look();
    REQUIRE(second != nullptr);
    CHECK(second != first);
    CHECK(second->fingerprint() == first->fingerprint());
}

TEST_CASE("certificate: what is of no use replaces nothing, nor does an expired one a valid one",
          "[gateway][tls]") {
    set_log_level(LogLevel::silence);
    Kept kept;
    const auto first = kept.certificate.context();
    const auto refuses = [&](const test::Certificates::Wanted& wanted) {
        const auto files = kept.folder.make("next", wanted);
        kept.put_certificate(files);
        kept.put_key(files);
        return kept.certificate.reload() == nullptr && kept.certificate.context() == first;
    };
    CHECK(refuses({.begins = test::day}));
    CHECK(refuses({.begins = -9 * test::day, .ends = -test::day}));
    CHECK(refuses({.rsa_bits = 1024}));
    CHECK_FALSE(refuses({.rsa_bits = 2048}));
    kept.clock.advance(24h * 100);
    CHECK_FALSE(
        refuses({.begins = -9 * test::day, .ends = test::day}));  // Both have expired: the file's counts.
}
