#include "journal/log.hpp"

#include <optional>

#include "journal_fixture.hpp"
#include "log_contract.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::journal;
using namespace choqr::journal::testing;

namespace {

/// The local log on a disk in memory.
class FilesHouse final : public LogHouse {
public:
    explicit FilesHouse(std::uint64_t seed) : disk_{seed} {
        make_ledger(disk_);
        ledger_.emplace(disk_);
    }
    Log& log() override { return **ledger_; }
    void restart_after_kill() override {
        restart([this] { disk_.kill(); });
    }
    void restart_after_power_loss() override {
        restart([this] { disk_.power(); });
    }
    void become_unsure(bool unsure) override {
        disk_.set_faults(unsure ? world::DiskFaults{.sync_fails = 1'000} : world::DiskFaults{});
    }
    void become_full(bool full) override {
        disk_.set_capacity(full ? std::optional<std::uint64_t>{256u << 10} : std::nullopt);
    }
    void die_after(std::uint64_t count) override { disk_.crash_after(count); }

private:
    template <class Disaster>
    void restart(Disaster disaster) {
        disk_.crash_after(std::nullopt);
        disaster();
        ledger_.reset();
        ledger_.emplace(disk_);
    }

    world::MemoryDirectory disk_;
    std::optional<OpenLedger> ledger_;
};

}  // namespace

TEST_CASE("journal: the files do what any log has to do", "[journal][log]") {
    check_log_contract([](std::uint64_t seed) { return std::make_unique<FilesHouse>(seed); });
}
